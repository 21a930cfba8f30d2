import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS } from '../../../gateway/src/base/durations.ts';
import type { PlaceId } from '../../../gateway/src/base/ids.ts';
import type { ActionRegister } from '../../../gateway/src/contract/action-register.ts';
import type { LearningPage } from '../../../gateway/src/contract/learning.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { pdfPages } from '../../harness/pdf-text.ts';
import { Reception } from '../../harness/reception.ts';
import { Months } from './learned.ts';

/** A cause of the site's own list is called as the site calls it, wherever it is shown. Five alarms in room 4, each by the same. */
const GATE = { id: 'own-1', name: 'The side gate' } as const;
let gateway: TestGateway;
let ruth: Reception;

beforeAll(async () => {
  const clock = new ManualClock();
  gateway = await TestGateway.start({ clock });
  const value = { place: 'site' as PlaceId, supports: [], factors: [GATE] }; // as: an id by hand.
  await gateway.save([{ put: 'debrief-lists', value }]);
  const months = new Months(gateway, clock);
  for (let i = 0; i < 5; i += 1) {
    const debrief = await months.incident('button-room4');
    await months.review(debrief, { factors: [GATE.id] });
    const due = clock.wall() + 90 * DAY_MS;
    await months.say('ruth', debrief, { do: 'action', body: { kind: 'place', what: 'A lock', owner: 'ruth', due, factors: [GATE.id] } });
  }
  await months.leap(40);
  ruth = await Reception.signIn(gateway.addresses.http, 'manager');
});
afterAll(async () => {
  ruth.close();
  await gateway.close();
});

test('on the learning page and in the month’s pack', async () => {
  const { body } = await ruth.ask('GET', '/api/v1/learning?place=site&period=2026-03');
  const { factors, repeated, suggestions } = body as LearningPage; // as: what 200 answers with.
  expect(factors.filter(({ of }) => of === GATE.id || of === 'noise').map(({ of, name }) => [of, name])).toEqual([
    [GATE.id, GATE.name],
    ['noise', undefined],
  ]);
  expect(repeated.map(({ factor, name }) => [factor, name])).toEqual([[GATE.id, GATE.name]]);
  expect(suggestions[0]).toEqual({ about: 'factor', factor: GATE.id, name: GATE.name });
  const { bytes } = await ruth.file('/api/v1/learning/pack.pdf?place=site&month=2026-03');
  const text = pdfPages(bytes).pages.join('\n');
  expect(text).toContain('“The side gate” was named most often.');
  expect(text).toContain('The side gate: ');
  expect(text).not.toContain(GATE.id);
});

test('in the register of actions, on its page and as a table', async () => {
  const { actions, factors } = (await ruth.ask('GET', '/api/v1/actions')).body as ActionRegister; // as: see above.
  expect(actions.map(({ repeats }) => repeats?.[0]?.times)).toEqual([undefined, 2, 3, 4, 5]);
  expect(actions[2]?.repeats).toEqual([{ factor: GATE.id, place: 'Interview room 4', times: 3 }]);
  expect(factors.find(({ id }) => id === GATE.id)?.name).toBe(GATE.name);
  const { bytes } = await ruth.file('/api/v1/actions.csv');
  expect(bytes.toString()).toContain(GATE.name);
  expect(bytes.toString()).not.toContain(GATE.id);
});
