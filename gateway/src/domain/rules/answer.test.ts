import { expect, test } from 'vitest';
import { answerName } from '../reach.ts';
import { person, smallHouse, somebody, type Outcome, type Stage } from '../testing/stage.ts';

const MESSAGE = 'm1';

function climbed(): Stage {
  const stage = smallHouse();
  stage.press('b-ana', [1, 1]);
  stage.pass(stage.policy.firstStepAfterMs);
  stage.due('alarms', stage.alarm.alarm);
  const { alarm } = stage.alarm;
  const sent = { step: 1, of: ['sms' as const] };
  stage.give({ type: 'message', alarm, message: MESSAGE, person: person('ruth'), way: 'sms', result: 'accepted', sent, at: stage.at });
  return stage;
}

function answer(stage: Stage, by = 'ruth', { message = MESSAGE, mayAct = false } = {}): Outcome {
  const answers = { name: answerName(message), way: 'sms' as const, mayAct };
  return stage.give({ type: 'act', actor: person(by), alarm: stage.alarm.alarm, action: 'take', body: {}, answers });
}

test('an answer is that person’s take, and says by which message', () => {
  const stage = climbed();
  const answered = answer(stage);
  expect(answered.kinds).toEqual(expect.arrayContaining(['AlarmTaken', 'MessageReported']));
  expect(answered.facts.find(({ kind }) => kind === 'AlarmTaken')?.data).toMatchObject({ by: 'ruth' });
  expect(answered.facts.at(-1)?.data).toMatchObject({ message: MESSAGE, to: 'ruth', way: 'sms', result: 'answered', step: 1 });
  expect(stage.alarm).toMatchObject({ state: 'taken', taken: { person: 'ruth' } });
});

test('the same link again changes nothing while they have it, and takes nothing after they gave it back', () => {
  const stage = climbed();
  answer(stage);
  expect(answer(stage)).toMatchObject({ reply: { outcome: 'accepted' }, kinds: [] });
  stage.act('ruth', 'release');
  expect(answer(stage)).toMatchObject({ reply: { outcome: 'refused', code: 'not-now', detail: 'used' }, kinds: [] });
  expect(stage.alarm.state).toBe('open');
});

test('a link whose message was never reported answers once, too', () => {
  const stage = climbed();
  expect(answer(stage, 'sam', { message: 'm2' }).reply.outcome).toBe('accepted');
  stage.act('sam', 'release');
  expect(answer(stage, 'sam', { message: 'm2' }).reply).toMatchObject({ outcome: 'refused', detail: 'used' });
});

test('somebody else has it: refused, with who', () => {
  const stage = climbed();
  stage.act('maria', 'take');
  expect(answer(stage).reply).toEqual({ outcome: 'refused', code: 'taken-by-other', by: 'maria' });
  expect(answer(stage).kinds).toEqual([]);
});

test('somebody has it and made no progress: whoever answers takes it over; whoever has it says that they are still on it', () => {
  const stage = climbed();
  stage.act('maria', 'take');
  stage.pass(stage.policy.takenQuietMs - 1);
  expect(answer(stage).reply.outcome).toBe('refused');
  stage.pass(1);
  expect(answer(stage).reply.outcome).toBe('accepted');
  expect(stage.alarm).toMatchObject({ state: 'taken', taken: { person: 'ruth' } });
  stage.pass(stage.policy.takenQuietMs);
  const again = answer(stage, 'ruth', { message: 'm3' });
  expect(again.kinds).toEqual(['ProgressNoted', 'MessageReported']);
});

test('whom the climb has not told, and who may not act there, is refused calmly; whoever may act there is not', () => {
  const stage = climbed();
  expect(answer(stage, 'tom')).toMatchObject({ reply: { outcome: 'refused', code: 'not-now', detail: 'not-told' }, kinds: [] });
  expect(stage.alarm.state).toBe('open');
  expect(answer(stage, 'tom', { mayAct: true }).reply.outcome).toBe('accepted');
  expect(stage.alarm).toMatchObject({ taken: { person: 'tom' } });
});

test('whoever an earlier step has told may answer as long as a message to them is known', () => {
  const stage = climbed();
  const { policy } = stage;
  stage.pass(policy.stepEveryMs);
  stage.due('alarms', stage.alarm.alarm);
  stage.state.alarms.set(stage.alarm.alarm, {
    ...stage.alarm,
    reach: { step: 2, told: [person('sam')], sent: stage.alarm.reach?.sent ?? [] },
  });
  expect(answer(stage).reply.outcome).toBe('accepted');
  stage.act('ruth', 'release');
  stage.state.alarms.set(stage.alarm.alarm, { ...stage.alarm, reach: { step: 2, told: [person('sam')], sent: [] } });
  expect(answer(stage).reply).toMatchObject({ outcome: 'refused', detail: 'not-told' });
});

test.each([
  ['is not there any more', { active: false }],
  ['was erased', { erased: true }],
])('whoever %s answers nothing', (_, more) => {
  const stage = climbed();
  stage.put(somebody('ruth', more));
  expect(answer(stage).reply).toMatchObject({ outcome: 'refused', code: 'unknown-person' });
});

test('the worker’s own link, should they ever have one, tells them nothing of an alarm that is kept from them', () => {
  const stage = smallHouse();
  stage.press('b-ana', [1, 1], { kind: 'cancel', pin: '8642' });
  expect(answer(stage, 'ana').reply).toMatchObject({ outcome: 'refused', code: 'unknown-alarm' });
});

test('an answer that came before the word that its message went out: the link stays used when that word comes', () => {
  const stage = climbed();
  expect(answer(stage, 'sam', { message: 'm2' }).reply.outcome).toBe('accepted');
  const { alarm } = stage.alarm;
  const sent = { step: 1, of: ['sms' as const] };
  stage.give({ type: 'message', alarm, message: 'm2', person: person('sam'), way: 'sms', result: 'accepted', sent, at: stage.at });
  stage.act('sam', 'release');
  expect(answer(stage, 'sam', { message: 'm2' }).reply).toMatchObject({ outcome: 'refused', detail: 'used' });
  expect(stage.alarm.reach?.sent.filter((one) => one.person === 'sam')).toMatchObject([{ message: 'm2', results: { sms: 'answered' } }]);
});

test('a link stays used however many messages come after its own', () => {
  const stage = climbed();
  answer(stage);
  const { alarm } = stage.alarm;
  for (let i = 2; i < 12; i += 1) {
    const message = `n${String(i).padStart(3, '0')}`;
    const sent = { step: i, of: ['sms' as const] };
    stage.give({ type: 'message', alarm, message, person: person('ruth'), way: 'sms', result: 'accepted', sent, at: stage.at });
  }
  stage.act('ruth', 'release');
  expect(answer(stage).reply).toMatchObject({ outcome: 'refused', detail: 'used' });
});

test('who was reached belongs to one climb: given back, it has reached nobody yet', () => {
  const stage = climbed();
  expect(stage.alarm.reach?.told).toContain('ruth');
  answer(stage);
  stage.act('ruth', 'release');
  expect(stage.alarm.reach?.told).toEqual([]);
});
