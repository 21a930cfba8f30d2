import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../gateway/src/base/durations.ts';
import type { DebriefDetail, TaskView } from '../../../gateway/src/contract/debrief.ts';
import type { DutyRulesView, DutyView } from '../../../gateway/src/contract/duty.ts';
import type { PlaceId } from '../../../gateway/src/base/ids.ts';
import type { Place } from '../../../gateway/src/domain/places.ts';
import type { Commit } from '../../../gateway/src/engine/ports/core.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { leap, pass } from '../../harness/passing.ts';
import { Reception } from '../../harness/reception.ts';

let clock: ManualClock;
let gateway: TestGateway;
let hands: Hands;
let ruth: Reception;
let path: string;
let reminded: number[];

async function start(folder?: string): Promise<void> {
  gateway = await TestGateway.start({ clock, ...(folder === undefined ? {} : { folder }) });
  hands = new Hands(gateway);
  gateway.gateway.core.follow(({ facts }: Commit) => {
    if (facts.some(({ kind }) => kind === 'DutyReminded')) reminded.push(clock.wall());
  });
  ruth = await Reception.signIn(gateway.addresses.http, 'manager');
}

beforeEach(async () => {
  clock = new ManualClock();
  reminded = [];
  await start();
  await hands.press('button-ana');
  path = `/api/v1/debriefs/${hands.debrief.debrief}`;
});

afterEach(async () => {
  ruth.close();
  await gateway.close();
});

const duty = async (who: Reception = ruth): Promise<DutyView> => (await who.ask('GET', `${path}/duty`)).body as DutyView; // as: what 200 answers with.
const say = async (what: string, body: object, who: Reception = ruth): Promise<number> =>
  (await who.ask('POST', `${path}/duty/${what}`, body)).status;

function site(): Place {
  const place = gateway.gateway.core.committed.places.get('site' as PlaceId); // as: an id by hand.
  if (place === undefined) throw new RangeError('no site');
  return place;
}

async function regimes(...names: readonly ('whs' | 'ndis' | 'sirs')[]): Promise<void> {
  await gateway.save([{ put: 'place', value: { ...site(), regimes: names } }]);
}

test('from the question to the reference number: the clock runs from the alarm, and stops when everybody was told', async () => {
  const pressed = clock.wall();
  await regimes('whs', 'sirs');
  expect(await duty()).toMatchObject({
    may: true,
    jurisdiction: 'AU-NSW',
    zone: 'Australia/Sydney',
    aware: { at: pressed },
    summary: { open: 1 },
    decisions: [],
  });
  expect((await duty()).rules.map(({ rule, holds }) => [rule, holds])).toEqual([
    ['au-nsw-whs', true],
    ['au-nsw-whs-violent', false],
    ['au-sirs-one-2025', true],
    ['au-sirs-two-2025', true],
    ['other', true],
  ]);
  await leap(gateway.gateway.core, clock, 10 * MINUTE_MS);
  expect(
    await say('decision', {
      decision: 'yes',
      rules: ['au-nsw-whs', 'au-sirs-one-2025'],
      why: 'He was kept in hospital',
      answers: { 'au-nsw-whs/hospital': 'yes' },
    }),
  ).toBe(200);
  expect((await duty()).summary).toMatchObject({ decision: 'yes', open: 2, due: pressed, overdue: false });
  expect(
    await say('notified', {
      rule: 'au-nsw-whs',
      limit: 'first',
      at: clock.wall(),
      how: 'By phone',
      to: 'SafeWork NSW',
      reference: 'R-17',
      scene: 'kept',
      askedAt: clock.wall(),
    }),
  ).toBe(200);
  const told = await duty();
  expect(told.summary).toMatchObject({ open: 2, due: pressed + 24 * HOUR_MS });
  expect(told.notified).toMatchObject([
    { rule: 'au-nsw-whs', limit: 'first', reference: 'R-17', scene: 'kept', by: { name: 'Ruth Adler' } },
  ]);
  expect(told.rules[0]?.limits).toMatchObject([
    { key: 'first', doneAt: clock.wall() },
    { key: 'written', due: clock.wall() + 48 * HOUR_MS },
  ]);
  for (const [rule, limit] of [
    ['au-nsw-whs', 'written'],
    ['au-sirs-one-2025', 'first'],
  ])
    expect(await say('notified', { rule, limit, at: clock.wall(), how: 'Portal', to: 'them' })).toBe(200);
  expect((await duty()).summary).toMatchObject({ decision: 'yes', open: 0, overdue: false });
});

test('reminders come by themselves, an hour after for what is at once, and six hours before a day is over', async () => {
  const { core } = gateway.gateway;
  await leap(core, clock, HOUR_MS - 2_000);
  expect(reminded).toEqual([]);
  await pass(core, clock, 3_000);
  expect(reminded).toHaveLength(1);
  expect((await duty()).summary).toMatchObject({ open: 1, overdue: true });
  await regimes('sirs');
  // Known so long that of its day six hours and ten minutes are left.
  await say('aware', { at: clock.wall() - 18 * HOUR_MS + 10 * MINUTE_MS, who: 'The night lead', why: 'She wrote it down' });
  await say('decision', { decision: 'yes', rules: ['au-sirs-one-2025'], why: 'harm' });
  await leap(core, clock, 10 * MINUTE_MS - 2_000);
  expect(reminded).toHaveLength(1);
  await pass(core, clock, 4_000);
  expect(reminded).toHaveLength(2);
  // The debrief is where it was, and no timer has closed anything.
  await leap(core, clock, 6 * HOUR_MS);
  expect(reminded).toHaveLength(3);
  expect(hands.debrief).toMatchObject({ owner: 'ruth', state: 'waiting' });
  expect((await duty()).summary).toMatchObject({ open: 1, overdue: true });
});

test('business days leave out the public holidays of the place, and a day off of the house counts', async () => {
  const restraint = async (): Promise<number | undefined> =>
    (await duty()).rules.find(({ rule }) => rule === 'au-ndis-restraint')?.limits[0]?.due;
  const save = (more: Partial<Place>): Promise<unknown> =>
    gateway.save([{ put: 'place', value: { ...site(), regimes: ['ndis'], ...more } }]);
  // A Thursday; the Monday after it is Australia Day.
  await say('aware', { at: Date.parse('2026-01-22T09:00:00+11:00'), who: 'The night lead', why: 'She wrote it down' });
  await save({});
  expect(await restraint()).toBe(Date.parse('2026-01-30T00:00:00+11:00'));
  await save({ daysOff: ['2026-01-27'] });
  expect(await restraint()).toBe(Date.parse('2026-01-30T00:00:00+11:00'));
  await save({ holidays: 'AU-NSW' });
  expect(await restraint()).toBe(Date.parse('2026-01-31T00:00:00+11:00'));
  await say('decision', { decision: 'yes', rules: ['au-ndis-restraint'], why: 'He was held' });
  const due = Date.parse('2026-01-31T00:00:00+11:00');
  expect((await duty()).summary).toMatchObject({ open: 1, due, overdue: true });
  const detail = (await ruth.ask('GET', path)).body as DebriefDetail; // as: what 200 answers with.
  expect(detail.task.duty).toMatchObject({ due });
  expect(((await ruth.ask('GET', '/api/v1/debriefs')).body as TaskView[])[0]?.duty).toMatchObject({ due }); // as: as above.
});

test('another time of knowing moves the limits, and a decision is changed with a version more', async () => {
  await regimes('sirs');
  const knew = clock.wall() - 2 * HOUR_MS;
  expect(await say('aware', { at: knew, who: 'The night lead', why: 'She rang before the button was pressed' })).toBe(200);
  expect(await duty()).toMatchObject({
    aware: { at: knew, said: { who: 'The night lead', by: { name: 'Ruth Adler' } } },
    summary: { due: knew + 24 * HOUR_MS },
  });
  await say('decision', { decision: 'unsure', rules: [], why: 'I ask' });
  await say('decision', { decision: 'no', rules: [], why: 'Nobody in care was there' });
  expect((await duty()).decisions).toMatchObject([
    { version: 2, decision: 'no', why: 'Nobody in care was there' },
    { version: 1, decision: 'unsure' },
  ]);
  expect((await duty()).summary).toMatchObject({ decision: 'no', open: 0 });
});

test('the reason is a draft of whoever writes it, until the decision is made', async () => {
  const draft = { at: clock.wall(), value: { why: 'He was kept in' } };
  const drafts = async (): Promise<DebriefDetail['drafts']> => ((await ruth.ask('GET', path)).body as DebriefDetail).drafts; // as: what 200 answers with.
  expect((await ruth.ask('PUT', `${path}/drafts/duty?base=0`, draft)).status).toBe(204);
  expect((await drafts()).duty).toEqual(draft);
  // What is said beside it leaves it alone.
  await say('aware', { at: clock.wall(), who: 'The night lead', why: 'She rang' });
  expect(await say('decision', { decision: 'yes', rules: [], why: 'w' })).toBe(422);
  expect((await drafts()).duty).toEqual(draft);
  expect(await say('decision', { decision: 'no', rules: [], why: 'Nobody was hurt' })).toBe(200);
  expect(await drafts()).toEqual({});
  const ana = await Reception.signIn(gateway.addresses.http, 'worker');
  onTestFinished(() => {
    ana.close();
  });
  expect((await ana.ask('PUT', `${path}/drafts/duty?base=0`, draft)).status).toBe(403);
});

test('the worker reads that it was considered and what was decided, and no reasons; reception knows of nothing', async () => {
  const [ana, maria] = [
    await Reception.signIn(gateway.addresses.http, 'worker'),
    await Reception.signIn(gateway.addresses.http, 'reception'),
  ];
  onTestFinished(() => {
    ana.close();
    maria.close();
  });
  const decision = { decision: 'yes', rules: ['au-nsw-whs'], why: 'His arm was broken' };
  expect(await say('decision', decision, ana)).toBe(403);
  expect(await say('decision', decision, maria)).toBe(404);
  expect((await maria.ask('GET', `${path}/duty`)).status).toBe(404);
  expect(await say('decision', decision)).toBe(200);
  expect(
    await say('notified', { rule: 'au-nsw-whs', limit: 'first', at: clock.wall(), how: 'By phone', to: 'Mr Blue', reference: 'R-17' }),
  ).toBe(200);
  const seen = await duty(ana);
  expect(seen).toMatchObject({
    may: false,
    decisions: [{ decision: 'yes', by: { name: 'Ruth Adler' } }],
    notified: [{ told: clock.wall() }],
  });
  expect(JSON.stringify(seen)).not.toMatch(/arm was broken|Mr Blue|R-17/);
  const detail = (await ana.ask('GET', path)).body as DebriefDetail; // as: what 200 answers with.
  expect(detail.task.duty).toMatchObject({ decision: 'yes', open: 0 });
  expect(detail.may).not.toContain('duty');
});

test.each([
  ['a decision without a reason', 'decision', { decision: 'no', rules: [] }, 400],
  ['a decision that is none', 'decision', { decision: 'perhaps', rules: [], why: 'w' }, 400],
  ['yes without a rule', 'decision', { decision: 'yes', rules: [], why: 'w' }, 422],
  ['seventeen rules', 'decision', { decision: 'yes', rules: Array.from({ length: 17 }, (_, i) => `r-${String(i)}`), why: 'w' }, 400],
  ['a reason of 4,001 characters', 'decision', { decision: 'no', rules: [], why: 'w'.repeat(4_001) }, 400],
  ['a reason of 4,000', 'decision', { decision: 'no', rules: [], why: 'w'.repeat(4_000) }, 200],
  ['an answer to no question', 'decision', { decision: 'no', rules: [], why: 'w', answers: { hospital: 'yes' } }, 400],
  ['a time of knowing in words', 'aware', { at: 'yesterday', who: 'w', why: 'w' }, 400],
  ['told by a rule that is not known', 'notified', { rule: 'moon', limit: 'first', at: 1, how: 'h', to: 't' }, 422],
] as const)('what does not fit is refused: %s', async (_, what, body, status) => {
  expect(await say(what, body)).toBe(status);
});

test('a place whose rules change moves the times of its debriefs, and nothing was missing', async () => {
  const pressed = clock.wall();
  await regimes('sirs');
  // The auditor looks each five seconds, and whatever it finds would be an error.
  await pass(gateway.gateway.core, clock, 6_000);
  expect((await duty()).summary.due).toBe(pressed + 24 * HOUR_MS);
  await regimes('whs');
  await pass(gateway.gateway.core, clock, 6_000);
  expect((await duty()).summary.due).toBe(pressed);
  await leap(gateway.gateway.core, clock, pressed + HOUR_MS - clock.wall() - 1_000);
  await pass(gateway.gateway.core, clock, 2_000);
  expect(reminded).toHaveLength(1);
});

test('it is there after a restart, with its times', async () => {
  await say('decision', { decision: 'yes', rules: ['au-nsw-whs'], why: 'He was kept in hospital' });
  const before = await duty();
  const { folder } = gateway;
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await gateway.stop();
  ruth.close();
  await start(folder);
  const after = await duty();
  expect({ ...after, summary: { ...after.summary, due: 0 } }).toEqual({ ...before, summary: { ...before.summary, due: 0 } });
  await pass(gateway.gateway.core, clock, 1_000);
  await leap(gateway.gateway.core, clock, HOUR_MS + 2_000);
  expect(reminded).toHaveLength(1);
});

test('all rules can be read with source and date of check, and are said to be old after a year', async () => {
  const read = async (): Promise<DutyRulesView> => (await ruth.ask('GET', '/api/v1/duty-rules')).body as DutyRulesView; // as: what 200 answers with.
  const { rules } = await read();
  expect(rules.find(({ rule }) => rule === 'nz-hswa')).toMatchObject({
    stale: false,
    sure: 'checked',
    regulator: { name: 'WorkSafe New Zealand' },
  });
  const answer = await fetch(`${gateway.addresses.http}/api/v1/duty-rules`);
  expect(answer.status).toBe(401);
});
