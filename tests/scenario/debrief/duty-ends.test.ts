import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR_MS } from '../../../gateway/src/base/durations.ts';
import type { PlaceId } from '../../../gateway/src/base/ids.ts';
import type { TaskView } from '../../../gateway/src/contract/debrief.ts';
import type { Retention } from '../../../gateway/src/domain/kept.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { leap } from '../../harness/passing.ts';
import { Reception } from '../../harness/reception.ts';

let clock: ManualClock;
let gateway: TestGateway;
let ruth: Reception;
let ana: Reception;
let path: string;
/** Kinds of the facts of each commit. */
let commits: string[][];

const say = async (who: Reception, what: string, body: object): Promise<number> => (await who.ask('POST', `${path}/${what}`, body)).status;
const state = async (): Promise<string> => ((await ana.ask('GET', path)).body as { task: TaskView }).task.state; // as: the contract of this answer.
const kept = (): Retention | undefined => [...gateway.gateway.core.committed.retentions.values()][0];
const told = (rule: string, limit: string, more: object = {}): Promise<number> =>
  say(ruth, 'duty/notified', { rule, limit, at: clock.wall(), how: 'Portal', to: 'them', ...more });

/** Real, in a place of New South Wales; answered, and both talks were had: nothing is left but whom to tell. */
beforeEach(async () => {
  clock = new ManualClock();
  gateway = await TestGateway.start({ clock });
  commits = [];
  gateway.gateway.core.follow(({ facts }) => commits.push(facts.map(({ kind }) => kind)));
  ruth = await Reception.signIn(gateway.addresses.http, 'manager');
  ana = await Reception.signIn(gateway.addresses.http, 'worker');
  const site = gateway.gateway.core.committed.places.get('site' as PlaceId); // as: an id by hand.
  if (site === undefined) throw new RangeError('no site');
  await gateway.save([{ put: 'place', value: { ...site, regimes: ['whs', 'ndis'] } }]);
  const hands = new Hands(gateway);
  await hands.press('button-ana');
  path = `/api/v1/debriefs/${hands.debrief.debrief}`;
  await hands.act('maria', 'all-clear');
  await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
  for (const [verb, body] of [
    ['accept', {}],
    ['welfare', { safe: true }],
    ['complete', { answer: 'A second door.' }],
    ['follow-up', { which: 'week', how: 'Better.' }],
    ['follow-up', { which: 'month', how: 'Well.' }],
  ] as const)
    expect(await say(ruth, verb, body), verb).toBe(200);
  await leap(gateway.gateway.core, clock, HOUR_MS / 2);
});

afterEach(async () => {
  ruth.close();
  ana.close();
  await gateway.close();
});

test('it stays until its owner has decided; no, with a reason, ends it in the same commit', async () => {
  expect((await ana.ask('GET', path)).body).toMatchObject({ task: { state: 'following', items: [], duty: { open: 1 } } });
  expect(await say(ana, 'duty/decision', { decision: 'no', rules: [], why: 'w' })).toBe(403);
  expect(await say(ruth, 'duty/decision', { decision: 'no', rules: [], why: ' ' })).toBe(422);
  expect(await say(ruth, 'duty/decision', { decision: 'unsure', rules: [], why: 'I ask the lawyer.' })).toBe(200);
  expect(await state()).toBe('following');
  expect(kept()).toBeUndefined();
  expect(await say(ruth, 'duty/decision', { decision: 'no', rules: [], why: 'Nobody was hurt.' })).toBe(200);
  expect(commits.filter((kinds) => kinds.includes('DebriefCompleted'))).toEqual([['DutyConsidered', 'DebriefCompleted']]);
  expect(await state()).toBe('completed');
  expect(kept()).toMatchObject({ class: 'standard' });
  expect(await say(ruth, 'duty/decision', { decision: 'yes', rules: ['au-nsw-whs'], why: 'w' })).toBe(409);
});

test('yes ends it when everybody was told, what was asked for since among it; it is kept as notifiable', async () => {
  expect(await say(ruth, 'duty/decision', { decision: 'yes', rules: ['au-nsw-whs'], why: 'He was kept in hospital.' })).toBe(200);
  expect(await state()).toBe('following');
  expect(await told('au-nsw-whs', 'first', { askedAt: clock.wall() })).toBe(200);
  expect(await state()).toBe('following');
  expect(await told('au-nsw-whs', 'written')).toBe(200);
  expect(commits.filter((kinds) => kinds.includes('DebriefCompleted'))).toEqual([['DutyNotified', 'DebriefCompleted']]);
  expect(await state()).toBe('completed');
  expect(kept()).toMatchObject({ class: 'notifiable', from: clock.wall() });
});

test('by a rule of the NDIS among others it is kept for seven years', async () => {
  const rules = ['au-nsw-whs', 'au-ndis-24-hours'];
  expect(await say(ruth, 'duty/decision', { decision: 'yes', rules, why: 'A client was hurt as well.' })).toBe(200);
  for (const [rule, limit] of [
    ['au-nsw-whs', 'first'],
    ['au-ndis-24-hours', 'first'],
    ['au-ndis-24-hours', 'detail'],
  ] as const) {
    expect(await state()).toBe('following');
    expect(await told(rule, limit)).toBe(200);
  }
  expect(await state()).toBe('completed');
  expect(kept()).toMatchObject({ class: 'ndis', months: 84 });
});
