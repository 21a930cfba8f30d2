import { expect, test } from 'vitest';
import type { MessageResult } from '../../contract/messages.ts';
import type { WayName } from '../../contract/ways.ts';
import { reachedOf } from '../reach.ts';
import { alarmViewFor, publicAlarmView } from '../views/own-alarm-view.ts';
import { person, smallHouse, type Outcome, type Stage } from '../testing/stage.ts';

/** A press that nobody has taken: the first step has told Ruth and Sam. */
function climbed(): Stage {
  const stage = smallHouse();
  stage.press('b-ana', [1, 1]);
  stage.pass(stage.policy.firstStepAfterMs);
  stage.due('alarms', stage.alarm.alarm);
  return stage;
}

interface Said {
  readonly to?: string;
  readonly of?: readonly WayName[];
  readonly way?: WayName;
  readonly step?: number;
  readonly message?: string;
}

function say(stage: Stage, result: MessageResult, { to = 'ruth', of = ['mail'], way = 'mail', step, message }: Said = {}): Outcome {
  const { alarm, climb } = stage.alarm;
  const sent = { step: step ?? climb.step, of };
  const named = message ?? `${alarm}:i${String(sent.step)}:${to}`;
  return stage.give({
    type: 'message',
    alarm,
    message: named,
    person: person(to),
    way: of.length === 0 ? undefined : way,
    result,
    sent,
    at: stage.at,
  });
}

/** Of Ruth and Sam the site's list is made; the contacts of every other place, here Lee alone, are the last resort. */
function withLastResort(): Stage {
  const stage = smallHouse();
  const site = [...stage.state.places.values()].find(({ kind }) => kind === 'site');
  if (site === undefined) throw new RangeError('the house has a site');
  stage.put({ ...site, emergency: [person('ruth'), person('sam')] });
  const room = [...stage.state.places.values()].find(({ name }) => name === 'room1');
  if (room === undefined) throw new RangeError('the house has room 1');
  stage.put({ ...room, emergency: [person('lee')] });
  stage.press('b-ana', [1, 1]);
  stage.pass(stage.policy.firstStepAfterMs);
  stage.due('alarms', stage.alarm.alarm);
  return stage;
}

test('a result is written down once, and what is overtaken is not', () => {
  const stage = climbed();
  expect(say(stage, 'accepted').kinds).toEqual(['MessageReported']);
  expect(say(stage, 'accepted').kinds).toEqual([]);
  expect(say(stage, 'delivered').kinds).toEqual(['MessageReported']);
  for (const late of ['accepted', 'failed', 'refused', 'delivered'] as const) expect(say(stage, late).kinds).toEqual([]);
  expect(say(stage, 'answered').kinds).toEqual(['MessageReported']);
  expect(say(stage, 'shown').kinds).toEqual([]);
});

test('a try that goes well after one that failed is news; what was taken and then could not be delivered, too', () => {
  const stage = climbed();
  expect(say(stage, 'failed').kinds).toEqual(['MessageReported']);
  expect(say(stage, 'failed').kinds).toEqual([]);
  expect(say(stage, 'accepted').kinds).toEqual(['MessageReported']);
  expect(say(stage, 'failed').kinds).toEqual(['MessageReported']);
});

test('a service that tells of a message which nobody knows changes nothing', () => {
  const stage = climbed();
  const { alarm } = stage.alarm;
  const outcome = stage.give({
    type: 'message',
    alarm,
    message: 'm',
    person: person('ruth'),
    way: 'sms',
    result: 'delivered',
    at: stage.at,
  });
  expect(outcome.kinds).toEqual([]);
});

test('of an alarm that is closed, nothing is written', () => {
  const stage = climbed();
  const { alarm } = stage.alarm;
  stage.act('maria', 'all-clear');
  stage.act('lee', 'close', { outcome: 'precaution' });
  const outcome = stage.give({
    type: 'message',
    alarm,
    message: 'm',
    person: person('ruth'),
    way: 'mail',
    result: 'accepted',
    at: stage.at,
  });
  expect(outcome.reply).toMatchObject({ outcome: 'refused', code: 'unknown-alarm' });
  expect(outcome.kinds).toEqual([]);
});

test('nothing gets through to anybody whom the step told: the next step starts with that word, and tells others', () => {
  const stage = withLastResort();
  expect(stage.alarm.reach?.told).toEqual(['lee']);
  const failed = say(stage, 'failed', { to: 'lee' });
  expect(failed.kinds).toEqual(['MessageReported', 'EscalationStepped']);
  expect(stage.alarm.climb.step).toBe(2);
  expect(failed.messages.map(({ to }) => to)).toEqual(['person:lee', 'person:ruth', 'person:sam']);
});

test.each([
  ['a way that has not said anything yet', { to: 'lee', of: ['mail', 'sms'] as const }, []],
  ['a way that works', { to: 'lee', of: ['mail', 'sms'] as const, way: 'sms' as const }, ['accepted']],
])('the step goes on waiting for %s', (_, rest, results) => {
  const stage = withLastResort();
  for (const result of results) say(stage, result as MessageResult, rest); // as: the table's own word.
  expect(say(stage, 'failed', { to: 'lee', of: ['mail', 'sms'] }).kinds).toEqual(['MessageReported']);
  expect(stage.alarm.climb.step).toBe(1);
});

test('two ways that fail one after the other: the second one hurries the step', () => {
  const stage = withLastResort();
  say(stage, 'failed', { to: 'lee', of: ['mail', 'sms'] });
  expect(say(stage, 'refused', { to: 'lee', of: ['mail', 'sms'], way: 'sms' }).kinds).toEqual(['MessageReported', 'EscalationStepped']);
});

test('somebody whom no way knows is told by nothing', () => {
  const stage = withLastResort();
  expect(say(stage, 'failed', { to: 'lee', of: [] }).kinds).toEqual(['MessageReported', 'EscalationStepped']);
});

test('a text that was taken and can not be delivered hurries as well', () => {
  const stage = withLastResort();
  say(stage, 'accepted', { to: 'lee', of: ['sms'], way: 'sms' });
  expect(stage.alarm.climb.step).toBe(1);
  const { alarm } = stage.alarm;
  const message = `${alarm}:i1:lee`;
  const told = stage.give({
    type: 'message',
    alarm,
    message,
    person: person('lee'),
    way: 'sms',
    result: 'failed',
    why: 'undelivered',
    at: stage.at,
  });
  expect(told.kinds).toEqual(['MessageReported', 'EscalationStepped']);
});

test('when nobody new would be told the step waits for its time: failing messages must not become a storm', () => {
  const stage = climbed();
  expect(say(stage, 'failed', { to: 'ruth' }).kinds).toEqual(['MessageReported']);
  expect(say(stage, 'failed', { to: 'sam' }).kinds).toEqual(['MessageReported']);
  expect(stage.alarm.climb.step).toBe(1);
  stage.pass(stage.policy.stepEveryMs);
  expect(stage.due('alarms', stage.alarm.alarm).kinds).toContain('EscalationStepped');
});

/** Goes to the next step by its time; whom it tells, and under which faults. */
function next(stage: Stage): { readonly told: readonly (readonly string[])[]; readonly kinds: readonly string[] } {
  stage.pass(Math.max(0, (stage.alarm.climb.nextT ?? 0) - stage.t));
  const { facts, kinds } = stage.due('alarms', stage.alarm.alarm);
  return { told: facts.flatMap((fact) => (fact.kind === 'EscalationStepped' ? [fact.data.told] : [])), kinds };
}

/** Ruth is the only contact; Sam is the administrator; Maria, Lee and Tom are on no list. */
function withOneContact(): Stage {
  const stage = smallHouse();
  const site = [...stage.state.places.values()].find(({ kind }) => kind === 'site');
  if (site === undefined) throw new RangeError('the house has a site');
  stage.put({ ...site, emergency: [person('ruth')] });
  stage.press('b-ana', [1, 1]);
  stage.pass(stage.policy.firstStepAfterMs);
  stage.due('alarms', stage.alarm.alarm);
  return stage;
}

test('the only one whom the steps name has a dead address: it goes on to the last resort with that very word, and she is told all the same', () => {
  const stage = withOneContact();
  expect(stage.alarm.reach?.told).toEqual(['ruth']);
  const failed = say(stage, 'refused');
  expect(failed.kinds).toEqual(['MessageReported', 'EscalationStepped']);
  expect(failed.messages.map(({ to }) => to)).toEqual(['person:ruth', 'person:sam']);
  // As long as nothing is known of the administrator, or something has reached them, it goes no further.
  say(stage, 'accepted', { to: 'sam' });
  expect(next(stage).told).toEqual([['ruth', 'sam']]);
});

test('nobody of those who are here can be reached: it goes on to whoever is away, and when that fails too it goes on telling all of them', () => {
  const stage = withOneContact();
  const tom = stage.state.people.get(person('tom'));
  const site = [...stage.state.places.values()].find(({ kind }) => kind === 'site');
  if (tom === undefined || site === undefined) throw new RangeError('they are there');
  stage.put({ ...tom, unavailable: true }, { ...site, emergency: [person('ruth'), person('tom')] });
  // A way that fails may be back in a moment: nobody else is woken before the step is due again.
  expect(say(stage, 'failed').kinds).toEqual(['MessageReported']);
  expect(next(stage).told).toEqual([['ruth', 'sam']]);
  say(stage, 'failed');
  expect(say(stage, 'failed', { to: 'sam' }).kinds).toEqual(['MessageReported']);
  expect(next(stage).told).toEqual([['ruth', 'sam', 'tom']]);
  for (const to of ['ruth', 'sam', 'tom']) expect(say(stage, 'failed', { to }).kinds).toEqual(['MessageReported']);
  const { step } = stage.alarm.climb;
  expect(next(stage)).toEqual({ told: [['ruth', 'sam', 'tom']], kinds: ['EscalationStepped', 'FaultOpened'] });
  for (let i = 1; i <= 3; i += 1) expect(next(stage)).toEqual({ told: [['ruth', 'sam', 'tom']], kinds: ['EscalationStepped'] });
  expect(stage.alarm.climb.step).toBe(step + 4);
  // One way is back: by the next step it is known that somebody has it.
  say(stage, 'accepted', { to: 'tom' });
  expect(next(stage).kinds).toEqual(['EscalationStepped', 'FaultClosed']);
});

test.each<[MessageResult, boolean]>([
  ['refused', true],
  ['failed', false],
])('of two ways the second one %s: at once %s', (result, isAtOnce) => {
  const stage = withOneContact();
  say(stage, 'refused', { of: ['mail', 'sms'] });
  const { kinds } = say(stage, result, { of: ['mail', 'sms'], way: 'sms' });
  expect(kinds.includes('EscalationStepped')).toBe(isAtOnce);
});

test('one of whom something is known to have arrived is enough: the last step repeats as it was set up', () => {
  const stage = climbed();
  say(stage, 'failed', { to: 'ruth' });
  say(stage, 'accepted', { to: 'sam' });
  expect(next(stage)).toEqual({ told: [['ruth', 'sam']], kinds: ['EscalationStepped'] });
});

test('whoever was only written to can still be called: a step that brings another way waits for it and wakes nobody else yet', () => {
  const stage = smallHouse();
  const to = { targets: [{ to: 'person' as const, person: 'maria' }] };
  const steps = [
    { afterMs: 1_000, ...to, ways: ['mail' as const] },
    { afterMs: 60_000, ...to, ways: ['voice' as const] },
  ];
  const policy = { policy: 'p' as never, name: 'p', steps, repeatMs: 30_000 }; // as: an id by hand.
  stage.give({ type: 'save', actor: 'person:sam', changes: [{ put: 'policy', value: policy }] });
  stage.press('b-ana', [1, 1]);
  expect(next(stage).told).toEqual([['maria']]);
  // Nobody answers by post: she is called at once, and nobody else is told yet.
  expect(say(stage, 'refused', { to: 'maria' }).kinds).toEqual(['MessageReported', 'EscalationStepped']);
  expect(stage.alarm.reach).toMatchObject({ step: 2, told: ['maria'] });
  // The number is dead.
  const called = say(stage, 'refused', { to: 'maria', of: ['voice'], way: 'voice' });
  expect(called.kinds).toEqual(['MessageReported', 'EscalationStepped']);
  expect(stage.alarm.reach).toMatchObject({ step: 3, told: ['maria', 'ruth', 'sam'] });
});

test('a message of an earlier step says nothing of this one', () => {
  const stage = withLastResort();
  stage.pass(stage.policy.stepEveryMs);
  stage.due('alarms', stage.alarm.alarm);
  expect(stage.alarm.climb.step).toBe(2);
  for (const to of ['lee', 'ruth', 'sam']) say(stage, 'failed', { to, step: 1, message: `old:${to}` });
  expect(stage.alarm.climb.step).toBe(2);
});

test('somebody has it: nothing hurries, and the result is written all the same', () => {
  const stage = withLastResort();
  stage.act('maria', 'take');
  expect(say(stage, 'failed', { to: 'lee' }).kinds).toEqual(['MessageReported']);
});

test('what an alarm remembers of messages to one person is bounded, and the newest stay', () => {
  const stage = climbed();
  for (let n = 1; n <= 9; n += 1) say(stage, 'accepted', { message: `m${String(n)}` });
  expect(stage.alarm.reach?.sent.map(({ message }) => message)).toEqual(['m6', 'm7', 'm8', 'm9']);
  const { reach } = stage.alarm;
  expect(reach === undefined ? undefined : reachedOf(reach)).toEqual({ told: 2, reached: 1 });
});

test('how far it has reached is for those who answer alarms: not for the worker’s own screens, nor for those of the public', () => {
  const stage = climbed();
  say(stage, 'accepted');
  const reader = (id: string): Parameters<typeof alarmViewFor>[2] => ({
    ...{ person: person(id), mayAct: true, t: stage.t, at: stage.at },
    policy: stage.policy,
  });
  const { committed } = stage.state;
  expect(alarmViewFor(committed, stage.alarm, reader('maria'))?.reach).toEqual({ told: 2, reached: 1 });
  expect(alarmViewFor(committed, stage.alarm, reader('ana'))).not.toHaveProperty('reach');
  expect(publicAlarmView(committed, stage.alarm, reader('maria'))).not.toHaveProperty('reach');
});
