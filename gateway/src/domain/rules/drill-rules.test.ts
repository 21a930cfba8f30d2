import { beforeEach, describe, expect, test } from 'vitest';
import type { AlarmId, DrillId } from '../../base/ids.ts';
import { MINUTE_MS, SECOND_MS } from '../../base/durations.ts';
import { feedbackFor } from '../hand-state.ts';
import { DRILL_PARTICIPANTS_MAX } from '../drill.ts';
import { alarmViewFor } from '../views/own-alarm-view.ts';
import { button, device, person, place, smallHouse, somebody, somewhere, type Outcome, type Stage } from '../testing/stage.ts';

let stage: Stage;

beforeEach(() => {
  stage = smallHouse();
  stage.put(button('b-tom', { worker: person('tom'), place: place('room4') }));
});

const start = (more: { participants?: readonly string[]; where?: string; leader?: string } = {}): Outcome =>
  stage.give({
    type: 'drill-start',
    actor: person(more.leader ?? 'ruth'),
    place: place(more.where ?? 'site'),
    participants: (more.participants ?? ['ana']).map(person),
    announced: true,
  });
const started = (more?: Parameters<typeof start>[0]): DrillId => {
  const { reply } = start(more);
  if (reply.outcome !== 'accepted' || reply.id === undefined) throw new RangeError(`not started: ${JSON.stringify(reply)}`);
  return reply.id as DrillId; // as: the rule's own id.
};
const confirmed = (by = 'maria'): Outcome => stage.act(by, 'confirm-drill');

describe('a drill starts', () => {
  test('with a place, participants and an end', () => {
    const drill = started();
    expect(stage.state.drills.get(drill)).toMatchObject({ state: 'running', leader: 'ruth', participants: ['ana'], untilT: 3_601_000 });
  });

  test.each<[string, Parameters<typeof start>[0], object]>([
    ['a place that is not there', { where: 'moon' }, { code: 'unknown-place' }],
    ['nobody', { participants: [] }, { code: 'invalid', detail: 'participants' }],
    ['somebody unknown', { participants: ['nobody'] }, { code: 'unknown-person' }],
  ])('not with %s', (_, more, refusal) => {
    expect(start(more).reply).toMatchObject({ outcome: 'refused', ...refusal });
  });

  test.each([
    [DRILL_PARTICIPANTS_MAX, 'accepted'],
    [DRILL_PARTICIPANTS_MAX + 1, 'refused'],
  ])('with %i participants: %s', (count, outcome) => {
    const crowd = Array.from({ length: count }, (_, i) => `w${String(i)}`);
    stage.put(...crowd.map((id) => somebody(id)));
    expect(start({ participants: crowd }).reply.outcome).toBe(outcome);
  });

  test('not with somebody who is on leave', () => {
    stage.put(somebody('ana', { leave: [{ from: stage.at - 1, to: stage.at + 1 }] }));
    expect(start().reply).toMatchObject({ outcome: 'refused', code: 'somebody-away', detail: 'ana' });
  });

  describe('with a second site in the house', () => {
    beforeEach(() => {
      stage.put(somewhere('south', { kind: 'site' }), somewhere('room9', { parent: place('south') }));
    });
    const elsewhere = { outcome: 'refused', code: 'of-another-site', detail: 'lee' };
    // as: an id by hand.
    const granted = (at: string | undefined): void => {
      const where = at === undefined ? undefined : place(at);
      stage.give({
        type: 'save',
        actor: 'person:sam',
        changes: [{ put: 'grant', value: { grant: 'g-lee' as never, person: person('lee'), role: 'worker', place: where } }],
      });
    };

    test.each<[string, () => void, 'accepted' | 'refused']>([
      ['of whom nothing says where they belong', () => undefined, 'refused'],
      ['whose entry says the other site', () => stage.put(somebody('lee', { place: place('room9') })), 'refused'],
      ['whose button lies there', () => stage.put(button('b-lee', { worker: person('lee'), place: place('room9') })), 'refused'],
      ['who has a role there', () => granted('south'), 'refused'],
      ['whose entry says a room of this one', () => stage.put(somebody('lee', { place: place('room4') })), 'accepted'],
      ['whose button lies in this one', () => stage.put(button('b-lee', { worker: person('lee'), place: place('room4') })), 'accepted'],
      ['who has a role in this one', () => granted('room1'), 'accepted'],
      ['who has one in the whole house', () => granted(undefined), 'accepted'],
    ])('somebody %s', (_, arrange, outcome) => {
      arrange();
      const { reply } = start({ participants: ['lee'], where: 'room1' });
      if (outcome === 'accepted') expect(reply.outcome).toBe('accepted');
      else expect(reply).toMatchObject(elsewhere);
    });

    test('a button that was revoked says nothing', () => {
      stage.put(button('b-lee', { worker: person('lee'), place: place('room4'), revoked: true }));
      expect(start({ participants: ['lee'] }).reply).toMatchObject(elsewhere);
    });
  });

  test.each([
    ['the same place', 'site', 'site'],
    ['a place within it', 'site', 'room1'],
    ['a place around it', 'room1', 'site'],
  ])('not while another runs in %s', (_, one, other) => {
    started({ where: one });
    expect(start({ where: other, participants: ['tom'] }).reply).toMatchObject({ code: 'drill-running' });
  });

  test('beside another, elsewhere and with other people; nobody is in two', () => {
    started({ where: 'room1' });
    expect(start({ where: 'room4' }).reply).toMatchObject({ code: 'in-another-drill', detail: 'ana' });
    expect(start({ where: 'room4', participants: ['tom'] }).reply.outcome).toBe('accepted');
  });
});

describe('a drill ends', () => {
  test('by hand, once', () => {
    const drill = started();
    const end = (): Outcome => stage.give({ type: 'drill-end', actor: person('ruth'), drill });
    expect(end().kinds).toEqual(['DrillEnded']);
    expect(end().reply).toMatchObject({ code: 'unknown-drill' });
  });

  test('by itself after an hour, and not before', () => {
    const drill = started();
    stage.pass(60 * MINUTE_MS - 1);
    expect(stage.due('drills', drill).kinds).toEqual([]);
    expect(stage.press('b-ana', [1, 1]).facts.find(({ kind }) => kind === 'AlarmRaised')).toMatchObject({ data: { drill: true } });
    stage.pass(1);
    expect(stage.due('drills', drill).kinds).toEqual(['DrillEnded']);
  });

  test('and from then on nothing is a drill, also where that is not written yet', () => {
    started();
    stage.pass(60 * MINUTE_MS);
    stage.press('b-ana', [1, 1]);
    expect(stage.alarm).toMatchObject({ drill: false, subject: 'worker:ana' });
  });

  test('while its alarm is open: that stays a drill once confirmed, and the next press makes it real', () => {
    const drill = started();
    stage.press('b-ana', [1, 1]);
    confirmed();
    stage.give({ type: 'drill-end', actor: person('ruth'), drill });
    expect(stage.alarm).toMatchObject({ drill: true });
    stage.press('b-ana', [1, 2]);
    expect(stage.alarm).toMatchObject({ drill: false, presses: 2, subject: 'worker:ana' });
  });
});

describe('a first press in a drill', () => {
  beforeEach(() => {
    started({ participants: ['ana', 'tom'] });
  });

  test('is a drill, apart from what is real, with a debrief that says so', () => {
    stage.press('b-ana', [1, 1]);
    expect(stage.alarm).toMatchObject({ drill: true, subject: 'drill:worker:ana', exercise: { leader: 'ruth', confirmT: 31_000 } });
    expect(stage.debrief).toMatchObject({ drill: true, short: true });
    expect(feedbackFor(stage.state.committed, { device: device('b-ana'), rev: 1, at: stage.at })).toMatchObject({
      state: 'held',
      drill: true,
    });
  });

  test('not confirmed within 30 s is real, its debrief too, and the next step is due at once', () => {
    stage.press('b-ana', [1, 1]);
    const { alarm } = stage.alarm;
    stage.pass(30 * SECOND_MS - 1);
    stage.due('alarms', alarm);
    expect(stage.alarm.drill).toBe(true);
    stage.pass(1);
    const due = stage.due('alarms', alarm);
    expect(due.kinds).toEqual(['DrillBecameReal']);
    expect(due.messages).toMatchObject([{ to: 'person:ruth', body: { template: 'debrief-waiting' } }]);
    expect(stage.alarm).toMatchObject({ drill: false, subject: 'worker:ana', climb: { step: 0, nextT: stage.t } });
    expect(stage.debrief).toMatchObject({ drill: false, short: false });
    expect(stage.due('alarms', alarm).kinds).toContain('EscalationStepped');
  });

  test('taken and not confirmed is real all the same: it sounds again in the hands of whoever has it', () => {
    stage.press('b-ana', [1, 1]);
    stage.act('maria', 'take');
    stage.pass(30 * SECOND_MS);
    stage.due('alarms', stage.alarm.alarm);
    expect(stage.alarm).toMatchObject({ drill: false, state: 'taken', loudT: stage.t });
  });

  test('confirmed within 30 s stays a drill, climbs like one, and is closed as one and as nothing else', () => {
    stage.press('b-ana', [1, 1]);
    stage.pass(30 * SECOND_MS - 1);
    expect(confirmed().kinds).toEqual(['DrillConfirmed']);
    stage.pass(1);
    expect(stage.due('alarms', stage.alarm.alarm).kinds).toContain('EscalationStepped');
    expect(stage.alarm).toMatchObject({ drill: true, exercise: { confirmed: { person: 'maria' } } });
    stage.act('maria', 'all-clear');
    expect(stage.act('lee', 'close', { outcome: 'precaution' }).reply).toMatchObject({ code: 'outcome-needed' });
    expect(stage.act('lee', 'close', { outcome: 'drill' }).kinds).toEqual(['AlarmClosed', 'DebriefReady']);
  });

  test('can not be confirmed when its time is over, by the worker, or twice', () => {
    stage.press('b-ana', [1, 1]);
    expect(confirmed('ana').reply).toMatchObject({ code: 'second-person-needed' });
    stage.pass(30 * SECOND_MS);
    expect(confirmed().reply).toMatchObject({ code: 'not-now' });
    stage.pass(-1);
    expect(confirmed().reply.outcome).toBe('accepted');
    expect(confirmed('lee').reply).toMatchObject({ code: 'not-now' });
  });

  test('becomes real by hand with one word, and never a drill again', () => {
    stage.press('b-ana', [1, 1]);
    confirmed();
    expect(stage.act('lee', 'make-real').kinds).toEqual(['DrillBecameReal']);
    expect(stage.alarm).toMatchObject({ drill: false, subject: 'worker:ana' });
    expect(confirmed().reply).toMatchObject({ code: 'not-now' });
    stage.act('maria', 'all-clear');
    expect(stage.act('lee', 'close', { outcome: 'drill' }).reply).toMatchObject({ code: 'outcome-needed' });
  });

  test.each([
    ['a second press', 'b-ana', 'duress'],
    ['a press of the same worker’s other button', 'b-ana-2', 'duress'],
    ['a fall', 'b-ana', 'man-down'],
  ] as const)('%s makes it real at once', (_, from, kind) => {
    stage.press('b-ana', [1, 1]);
    confirmed();
    const second = stage.press(from, [1, 2], { kind });
    expect(second.kinds).toEqual(['SignalReceived', 'DrillBecameReal', 'AlarmPressedAgain']);
    expect(stage.alarm).toMatchObject({ drill: false, presses: 2, subject: 'worker:ana', climb: { step: 0 } });
    expect(feedbackFor(stage.state.committed, { device: device('b-ana'), rev: 1, at: stage.at })).not.toHaveProperty('drill');
  });

  test('a copy of it changes nothing', () => {
    stage.press('b-ana', [1, 1]);
    expect(stage.press('b-ana', [1, 1], { age: 5 }).kinds).toEqual([]);
    expect(stage.alarm.drill).toBe(true);
  });

  test('the next one after it was closed is real', () => {
    stage.press('b-ana', [1, 1]);
    confirmed();
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'drill' });
    stage.press('b-ana', [1, 2]);
    expect(stage.alarm).toMatchObject({ drill: false, subject: 'worker:ana' });
  });

  test.each([
    ['a fall', 'b-ana', { kind: 'man-down' as const }],
    ['a button without a worker', 'b-desk', {}],
    ['a press from before the drill', 'b-ana', { age: 1 }],
    ['a press that a broker may have kept since before the drill', 'b-ana', { waitedMs: 1 }],
  ])('%s is no drill', (_, from, more) => {
    stage.press(from, [1, 1], more);
    expect(stage.alarm.drill).toBe(false);
  });

  test('a press of a participant whose leave has begun meanwhile is real', () => {
    stage.put(somebody('ana', { leave: [{ from: stage.at, to: stage.at + 1 }] }));
    stage.press('b-ana', [1, 1]);
    expect(stage.alarm.drill).toBe(false);
  });

  test('a press that came while the log was away is real: it was shown as that', () => {
    stage.give({
      type: 'signal',
      signal: { device: device('b-ana'), boot: 1, seq: 1, kind: 'duress', receivedAt: stage.at, pressedAt: stage.at, path: { by: 'mqtt' } },
      came: { at: stage.at, t: stage.t },
    });
    expect(stage.alarm.drill).toBe(false);
  });

  test('joins what is really open, and uses the drill up', () => {
    stage.press('b-ana', [1, 1], { kind: 'man-down' });
    stage.press('b-ana', [1, 2]);
    expect(stage.alarm).toMatchObject({ drill: false, presses: 2 });
  });

  test('each participant has their own', () => {
    stage.press('b-ana', [1, 1]);
    stage.press('b-tom', [1, 1]);
    expect([...stage.state.alarms.values()].map(({ subject }) => subject)).toEqual(['drill:worker:ana', 'drill:worker:tom']);
  });

  test('by the rule without branches is real', () => {
    stage.state.people.delete(person('ana'));
    stage.press('b-ana', [1, 1]);
    expect(stage.alarm.drill).toBe(false);
  });
});

describe('the duress PIN in a drill', () => {
  const pin = (digits: string, seq: number): Outcome => stage.press('b-ana', [1, seq], { kind: 'cancel', pin: digits });
  const hand = (): object => {
    const { rev: _rev, held: _held, ...told } = feedbackFor(stage.state.committed, { device: device('b-ana'), rev: 1, at: stage.at });
    return told;
  };

  /** The same story twice, with either PIN; what the hand is told after each step. */
  const story = (digits: string): object[] => {
    stage = smallHouse();
    started();
    const drill = (): AlarmId => [...stage.state.alarms.values()].find((alarm) => alarm.drill)?.alarm ?? ('none' as AlarmId); // as: no alarm.
    stage.press('b-ana', [1, 1]);
    const told = [hand()];
    const act = (actor: string, action: 'confirm-drill' | 'all-clear' | 'close'): void => {
      const body = action === 'close' ? { outcome: 'drill' as const } : {};
      stage.give({ type: 'act', actor: person(actor), alarm: drill(), action, body });
      told.push(hand());
    };
    act('maria', 'confirm-drill');
    pin(digits, 2);
    told.push(hand());
    act('maria', 'all-clear');
    pin(digits, 3);
    told.push(hand());
    act('lee', 'close');
    return told;
  };

  test('raises a real alarm in secret, and the drill goes on as after the right PIN', () => {
    started();
    stage.press('b-ana', [1, 1]);
    expect(pin('8642', 2).kinds).toEqual(['SignalReceived', 'CancelAsked', 'AlarmRaised', 'CoercionSignalled', 'DebriefOpened']);
    expect([...stage.state.alarms.values()]).toMatchObject([
      { drill: true, cancelAsked: { pin: 'right' }, coerced: false },
      { drill: false, coerced: true, level: 'duress', subject: 'silent:worker:ana' },
    ]);
    expect(pin('8642', 3).kinds).toEqual(['SignalReceived', 'CancelAsked', 'CoercionSignalled']);
  });

  test('is told to the hand like the right one, from the press to the close', () => {
    const right = story('2468');
    expect(story('8642')).toEqual(right);
    expect(right).toContainEqual(expect.objectContaining({ state: 'cancel-asked', drill: true }));
  });

  test('and the first press after it is real', () => {
    started();
    pin('8642', 1);
    stage.press('b-ana', [1, 2]);
    expect([...stage.state.alarms.values()].map(({ drill }) => drill)).toEqual([false, false]);
  });

  test('what becomes real by a second press carries that its worker is forced, for everybody but them', () => {
    started();
    stage.press('b-ana', [1, 1]);
    pin('8642', 2);
    expect(stage.press('b-ana', [1, 3]).kinds).toContain('DrillBecameReal');
    const [real, silent] = [...stage.state.alarms.values()];
    expect(real).toMatchObject({ drill: false, subject: 'worker:ana', coerced: false, forcedBefore: silent?.alarm });
    const read = (id: string): boolean | undefined => {
      const reader = { person: person(id), mayAct: true, t: stage.t, at: stage.at, policy: stage.policy };
      return real === undefined ? undefined : alarmViewFor(stage.state.committed, real, reader)?.coerced;
    };
    expect([read('maria'), read('ana')]).toEqual([true, false]);
  });

  test.each(['2468', '8642'])('… and one that nobody has confirmed is real in its time, and carries it then: %s', (digits) => {
    started();
    stage.press('b-ana', [1, 1]);
    pin(digits, 2);
    stage.pass(30 * SECOND_MS);
    const [drill, silent] = [...stage.state.alarms.values()];
    expect(stage.due('alarms', drill?.alarm ?? '').kinds).toContain('DrillBecameReal');
    expect([...stage.state.alarms.values()][0]?.forcedBefore).toBe(silent?.alarm);
  });

  test.each([
    ['2468', true],
    ['8642', false],
  ])('given on what is really open, the first press after that is over is a drill after the right PIN alone: %s', (digits, isDrill) => {
    stage.press('b-ana', [1, 1]);
    started();
    pin(digits, 2);
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'genuine' });
    stage.press('b-ana', [1, 3]);
    expect(stage.alarm.drill).toBe(isDrill);
  });

  test('and so it is when what the PIN has raised is over', () => {
    started();
    pin('8642', 1);
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'genuine' });
    stage.press('b-ana', [1, 2]);
    expect(stage.alarm).toMatchObject({ drill: false, subject: 'worker:ana' });
  });
});
