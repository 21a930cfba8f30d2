import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVALUATION_COLUMNS } from '../../../gateway/src/api/learning/evaluation-columns.ts';
import { DAY_MS } from '../../../gateway/src/base/durations.ts';
import type { DebriefId } from '../../../gateway/src/base/ids.ts';
import type { Commit } from '../../../gateway/src/engine/ports/core.ts';
import { demoSetting } from '../../../gateway/src/access/demo.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Reception } from '../../harness/reception.ts';
import { Months } from './learned.ts';

/** The week of 2 March: five in rooms of the ground floor; the week of 9 March: one there; 16 March: none. Read in April. */
let gateway: TestGateway;
let sam: Reception;
const commits: Commit[] = [];

beforeAll(async () => {
  const clock = new ManualClock();
  gateway = await TestGateway.start({ clock });
  await gateway.save([{ put: 'setting', key: demoSetting('manager'), value: 'sam' }]);
  const months = new Months(gateway, clock);
  const first: DebriefId[] = [];
  for (let i = 0; i < 5; i += 1) first.push(await months.incident('button-room4', { tookMs: 61_000 }));
  for (const debrief of first) await months.review(debrief, { kinds: ['verbal'], worker: { emotional: 'serious' } });
  await months.leap(7);
  const later = await months.incident('button-room4');
  await months.review(later, { kinds: ['sexual'] });
  await months.say('ruth', later, {
    do: 'action',
    body: { kind: 'place', what: 'A second door', owner: 'ruth', due: clock.wall() + 90 * DAY_MS },
  });
  await months.leap(25);
  sam = await Reception.signIn(gateway.addresses.http, 'manager');
  gateway.gateway.core.follow((commit) => commits.push(commit));
});

afterAll(async () => {
  sam.close();
  await gateway.close();
});

const path = (query: string): string => `/api/v1/learning/evaluation.csv?place=site&${query}`;

async function rowsOf(query: string): Promise<Record<string, string>[]> {
  const { type, bytes } = await sam.file(path(query));
  expect(type).toBe('text/csv; charset=utf-8');
  const [head = '', ...lines] = bytes.toString().trimEnd().split('\r\n');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [head.split(',')[i] ?? '', cell])));
}

test('a row for each unit and week; what was told of fewer than five is empty, and empty is not none', async () => {
  const rows = await rowsOf('from=2026-02-20&to=2026-03-29&phases=2026-03-09');
  expect(rows.map(({ unit, iso_week: week }) => `${unit ?? ''} ${week ?? ''}`)).toHaveLength(3 * 5);
  const [before, five, one, none] = rows.filter(({ unit }) => unit === 'ground');
  expect(before).toMatchObject({ iso_week: '2026-W09', week_from: '2026-02-23', phase: '0', known: 'no', alarms: '', reviewed: '' });
  expect(five).toMatchObject({ iso_week: '2026-W10', phase: '0', known: 'yes', withheld: 'no', alarms: '5', alarms_duress: '5' });
  expect(five).toMatchObject({ reviewed: '5', kind_verbal: '5', kind_sexual: '0', harm_emotional_some: '5', harm_emotional_serious: '5' });
  expect(five).toMatchObject({ press_to_here_p50_s: '61', press_to_here_p90_s: '61' });
  expect(one).toMatchObject({ iso_week: '2026-W11', phase: '1', withheld: 'yes', alarms: '1', debriefs: '', kind_sexual: '', shown: '' });
  expect(one).toMatchObject({ changes_planned: '1', changes_done: '0' });
  expect(none).toMatchObject({ known: 'yes', withheld: 'no', alarms: '0', debriefs: '0', kind_verbal: '0', press_to_here_p50_s: '' });
  // The house around the floor has none of them.
  expect(rows.filter(({ unit }) => unit === 'house' || unit === 'site').every(({ alarms }) => alarms === '0' || alarms === '')).toBe(true);
});

test('that it was fetched stands in the log', async () => {
  commits.length = 0;
  await rowsOf('from=2026-03-02&to=2026-03-08');
  const facts = commits.flatMap((commit) => commit.facts).filter(({ kind }) => kind === 'SettingSaved');
  expect(facts).toMatchObject([{ actor: 'person:sam', data: { key: 'evaluation-exported', value: 'site 2026-03-02 2026-03-08' } }]);
});

test('what can not be given is said', async () => {
  const asked = async (query: string): Promise<number> => (await sam.ask('GET', path(query))).status;
  // No whole week; the wrong way round; no such day; a week too many, and not.
  expect(await asked('from=2026-03-03&to=2026-03-09')).toBe(422);
  expect(await asked('from=2026-03-09&to=2026-03-02')).toBe(422);
  expect(await asked('from=2026-02-30&to=2026-03-20')).toBe(422);
  expect(await asked('from=2026-03-02&to=2026-03-08&phases=2026-02-30')).toBe(422);
  expect(await asked('from=2022-09-19&to=2026-03-29')).toBe(422);
  expect((await rowsOf('from=2022-09-26&to=2026-03-29')).length).toBe(3 * 183);
  expect((await sam.ask('GET', '/api/v1/learning/evaluation.csv?place=moon&from=2026-03-02&to=2026-03-08')).status).toBe(404);
});

test('its columns are documented, both ways', () => {
  const text = readFileSync(new URL('../../../docs/evaluation-export.md', import.meta.url), 'utf8');
  const documented = [...text.matchAll(/^\| `([a-z0-9_]+)` \| (.+?) \| (yes)? ?\|$/gm)].map(([, name, means, told]) => ({
    name,
    means,
    ...(told === undefined ? {} : { told: true }),
  }));
  expect(documented).toEqual(EVALUATION_COLUMNS);
});
