import { describe, expect, it } from 'vitest';
import { ALARM_ACTIONS, ALARM_STATES, OUTCOMES, type AlarmAction, type AlarmStateName } from '../../contract/alarm.ts';
import { isLoud } from '../alarm.ts';
import { nextDue } from '../decide.ts';
import { person, smallHouse, type Stage } from '../testing/stage.ts';
import { actionsFor, ALARM_TRANSITIONS } from './alarm-actions.ts';

const MINUTE = 60_000;

/** How Maria brings an alarm into each state that is not closed. */
const WAYS: Readonly<Record<Exclude<AlarmStateName, 'closed'>, readonly AlarmAction[]>> = {
  open: [],
  taken: ['take'],
  coming: ['take', 'coming'],
  here: ['take', 'coming', 'here'],
  cleared: ['take', 'all-clear'],
};

function alarmIn(state: keyof typeof WAYS): Stage {
  const stage = smallHouse();
  stage.press('b-ana', [1, 1]);
  for (const action of WAYS[state]) stage.act('maria', action);
  expect(stage.alarm.state).toBe(state);
  return stage;
}

const due = (stage: Stage): number | undefined =>
  nextDue(stage.state.committed, { table: 'alarms', key: stage.alarm.alarm }, stage.policy)?.value;

/** `yours`: accepted, and nothing changes. */
type Answer = AlarmStateName | 'yours' | 'taken-by-other' | 'not-yours' | 'not-now' | 'second-person-needed';

/** What becomes of an alarm that Maria has brought there, when she does it, and when Lee does. */
const TABLE: Readonly<Record<keyof typeof WAYS, Readonly<Record<AlarmAction, readonly [maria: Answer, lee: Answer]>>>> = {
  open: {
    take: ['taken', 'taken'],
    'take-over': ['not-now', 'not-now'],
    release: ['not-now', 'not-now'],
    coming: ['not-now', 'not-now'],
    here: ['not-now', 'not-now'],
    found: ['not-now', 'not-now'],
    progress: ['not-now', 'not-now'],
    'all-clear': ['cleared', 'cleared'],
    'not-all-clear': ['not-now', 'not-now'],
    close: ['not-now', 'not-now'],
    'confirm-drill': ['not-now', 'not-now'],
    'make-real': ['not-now', 'not-now'],
  },
  taken: {
    take: ['yours', 'taken-by-other'],
    'take-over': ['not-now', 'taken'],
    release: ['open', 'not-yours'],
    coming: ['coming', 'coming'],
    here: ['here', 'here'],
    found: ['not-now', 'not-now'],
    progress: ['taken', 'taken'],
    'all-clear': ['cleared', 'cleared'],
    'not-all-clear': ['not-now', 'not-now'],
    close: ['not-now', 'not-now'],
    'confirm-drill': ['not-now', 'not-now'],
    'make-real': ['not-now', 'not-now'],
  },
  coming: {
    take: ['yours', 'taken-by-other'],
    'take-over': ['not-now', 'coming'],
    release: ['open', 'not-yours'],
    coming: ['coming', 'coming'],
    here: ['here', 'here'],
    found: ['not-now', 'not-now'],
    progress: ['coming', 'coming'],
    'all-clear': ['cleared', 'cleared'],
    'not-all-clear': ['not-now', 'not-now'],
    close: ['not-now', 'not-now'],
    'confirm-drill': ['not-now', 'not-now'],
    'make-real': ['not-now', 'not-now'],
  },
  here: {
    take: ['yours', 'taken-by-other'],
    'take-over': ['not-now', 'here'],
    release: ['not-now', 'not-now'],
    coming: ['not-now', 'not-now'],
    here: ['not-now', 'not-now'],
    found: ['here', 'here'],
    progress: ['here', 'here'],
    'all-clear': ['cleared', 'cleared'],
    'not-all-clear': ['not-now', 'not-now'],
    close: ['not-now', 'not-now'],
    'confirm-drill': ['not-now', 'not-now'],
    'make-real': ['not-now', 'not-now'],
  },
  cleared: {
    take: ['not-now', 'not-now'],
    'take-over': ['not-now', 'not-now'],
    release: ['not-now', 'not-now'],
    coming: ['not-now', 'not-now'],
    here: ['not-now', 'not-now'],
    found: ['cleared', 'cleared'],
    progress: ['not-now', 'not-now'],
    'all-clear': ['not-now', 'not-now'],
    'not-all-clear': ['open', 'open'],
    close: ['second-person-needed', 'closed'],
    'confirm-drill': ['not-now', 'not-now'],
    'make-real': ['not-now', 'not-now'],
  },
};

const CASES = Object.entries(TABLE).flatMap(([state, row]) =>
  Object.entries(row).flatMap(([action, [maria, lee]]) => [
    // as: Object.entries widens the names of the table above.
    { state: state as keyof typeof WAYS, action: action as AlarmAction, actor: 'maria', answer: maria },
    { state: state as keyof typeof WAYS, action: action as AlarmAction, actor: 'lee', answer: lee },
  ]),
);

describe('the one transition table', () => {
  it.each(CASES)('$state: $actor does $action → $answer', ({ state, action, actor, answer }) => {
    const stage = alarmIn(state);
    const before = stage.alarm;
    const offered = actionsFor(before, person(actor)).includes(action);
    const { reply, facts } = stage.act(actor, action, action === 'close' ? { outcome: 'genuine' } : {});
    // as: widened so that a refusal can be looked for among the states.
    const isState = (ALARM_STATES as readonly string[]).includes(answer);
    if (isState) {
      expect(reply).toEqual({ outcome: 'accepted', alarm: before.alarm });
      expect([...stage.state.alarms.values()][0]?.state ?? 'closed').toBe(answer);
      expect(offered).toBe(true);
    } else if (answer === 'yours') {
      expect(reply).toEqual({ outcome: 'accepted', alarm: before.alarm });
      expect(facts).toEqual([]);
      expect(stage.alarm).toBe(before);
      expect(offered).toBe(false);
    } else {
      expect(reply).toMatchObject({ outcome: 'refused', code: answer });
      expect(facts).toEqual([]);
      expect(stage.alarm).toBe(before);
      // A refusal that depends on the body alone is not foreseen by the screens.
      expect(offered).toBe(answer === 'second-person-needed');
    }
  });

  it('says where each action leads, as it really does', () => {
    for (const { state, action, answer } of CASES.filter((one) => one.actor === 'lee')) {
      const { from, to } = ALARM_TRANSITIONS[action];
      // as: widened so that a refusal can be looked for among the states.
      if (!(ALARM_STATES as readonly string[]).includes(answer)) continue;
      expect(from).toContain(state);
      expect(to === 'same' ? state : to, `${state} ${action}`).toBe(answer);
    }
  });

  it('knows every action, and none leads from closed', () => {
    expect(Object.keys(ALARM_TRANSITIONS).sort()).toEqual([...ALARM_ACTIONS].sort());
    for (const { from } of Object.values(ALARM_TRANSITIONS)) expect(from).not.toContain('closed');
    const stage = alarmIn('cleared');
    const { alarm } = stage.alarm;
    stage.act('lee', 'close', { outcome: 'genuine' });
    for (const action of ALARM_ACTIONS) {
      const gone = stage.give({ type: 'act', actor: person('maria'), alarm, action, body: { outcome: 'genuine' } });
      expect(gone.reply).toEqual({ outcome: 'refused', code: 'unknown-alarm' });
    }
  });

  it('tells the slower of two who was faster', () => {
    const stage = alarmIn('taken');
    expect(stage.act('lee', 'take').reply).toEqual({ outcome: 'refused', code: 'taken-by-other', by: 'maria' });
    expect(stage.act('lee', 'release').reply).toEqual({ outcome: 'refused', code: 'not-yours', by: 'maria' });
  });

  it('offers nobody a closed alarm', () => {
    const stage = alarmIn('cleared');
    const closed = { ...stage.alarm, state: 'closed' as const };
    // as: only the state matters here.
    expect(actionsFor(closed as never, person('maria'))).toEqual([]);
  });
});

describe('closing', () => {
  it.each(OUTCOMES.filter((outcome) => outcome !== 'drill'))('takes the outcome %s', (outcome) => {
    expect(alarmIn('cleared').act('lee', 'close', { outcome }).facts[0]).toMatchObject({
      kind: 'AlarmClosed',
      data: { by: 'lee', outcome, singleHanded: false },
    });
  });

  it('never goes without an outcome, for anybody', () => {
    const stage = alarmIn('cleared');
    stage.pass(10 * MINUTE);
    for (const actor of ['maria', 'lee', 'ana']) {
      expect(stage.act(actor, 'close', { reason: 'quiet now' }).reply).toMatchObject({ code: 'outcome-needed' });
    }
  });

  it.each([
    [2 * MINUTE - 1, 'the room is empty', 'second-person-needed'],
    [2 * MINUTE, undefined, 'reason-needed'],
    [2 * MINUTE, '  ', 'reason-needed'],
    [2 * MINUTE, 'the room is empty', 'accepted'],
  ])('single-handed after %i ms with the reason %j: %s', (ms, reason, answer) => {
    const stage = alarmIn('cleared');
    stage.pass(ms);
    const { reply, facts } = stage.act('maria', 'close', { outcome: 'genuine', ...(reason === undefined ? {} : { reason }) });
    expect(reply.outcome === 'refused' ? reply.code : reply.outcome).toBe(answer);
    if (answer === 'accepted') {
      expect(facts[0]).toMatchObject({ data: { singleHanded: true }, secret: { value: { reason } } });
      expect(JSON.stringify(facts[0]?.data)).not.toContain('room');
    }
  });

  it('is free for whoever said all clear, once the worker has confirmed it on the device', () => {
    const stage = alarmIn('cleared');
    stage.press('b-ana', [1, 2], { kind: 'cancel', pin: '2468' });
    expect(stage.act('maria', 'close', { outcome: 'genuine' }).facts[0]).toMatchObject({ data: { singleHanded: false } });
  });

  it('makes the debrief ready, in the short form where nothing had happened', () => {
    for (const [outcome, short] of [
      ['genuine', false],
      ['precaution', false],
      ['accidental', true],
      ['technical', true],
    ] as const) {
      const stage = alarmIn('cleared');
      stage.act('lee', 'close', { outcome });
      expect(stage.debrief).toMatchObject({ short, endedAt: stage.at, state: 'waiting', acceptBy: stage.at + 30 * MINUTE });
    }
  });

  it('takes the fault of an alarm that found nobody with it', () => {
    const stage = smallHouse();
    for (const id of ['ruth', 'sam']) {
      const away = stage.state.people.get(person(id));
      if (away !== undefined) stage.put({ ...away, unavailable: true });
    }
    stage.press('b-ana', [1, 1]);
    stage.pass(30_000);
    stage.due('alarms', stage.alarm.alarm);
    expect([...stage.state.faults.values()]).toMatchObject([{ code: 'nobody-at-this-step' }]);
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'genuine' });
    expect(stage.state.faults.size).toBe(0);
  });
});

describe('what is loud, and when again', () => {
  it.each([
    ['taken', 5 * MINUTE],
    ['coming', 10 * MINUTE],
  ] as const)('%s is quiet for %i ms', (state, quietMs) => {
    const stage = alarmIn(state);
    expect(isLoud(stage.alarm, stage.t + quietMs - 1)).toBe(false);
    expect(isLoud(stage.alarm, stage.t + quietMs)).toBe(true);
    stage.pass(quietMs - 1);
    stage.act('maria', 'progress', { note: 'they are talking' });
    expect(isLoud(stage.alarm, stage.t + quietMs - 1)).toBe(false);
    expect(isLoud(stage.alarm, stage.t + quietMs)).toBe(true);
  });

  it('a responder with the worker stays undisturbed, whoever takes it over, until it is pressed again', () => {
    const stage = alarmIn('here');
    expect(isLoud(stage.alarm, Number.MAX_SAFE_INTEGER)).toBe(false);
    stage.act('lee', 'take-over');
    expect(isLoud(stage.alarm, Number.MAX_SAFE_INTEGER)).toBe(false);
    stage.press('b-ana', [1, 2]);
    expect(isLoud(stage.alarm, stage.t)).toBe(true);
  });

  it('with the worker for long and not a word: the consoles are asked, without a sound or a step, each half hour', () => {
    const stage = alarmIn('here');
    for (let times = 1; times <= 3; times += 1) {
      expect(due(stage)).toBe(stage.t + 30 * MINUTE);
      stage.pass(30 * MINUTE - 1);
      expect(stage.due('alarms', stage.alarm.alarm).kinds).toEqual([]);
      stage.pass(1);
      const asked = stage.due('alarms', stage.alarm.alarm);
      expect([asked.kinds, asked.messages]).toEqual([['AlarmReminded'], []]);
      expect(stage.alarm).toMatchObject({ state: 'here', reminded: { at: stage.at, times } });
      expect(isLoud(stage.alarm, stage.t)).toBe(false);
    }
  });

  it.each([
    ['maria', 'progress'],
    ['lee', 'take-over'],
  ] as const)('any word puts the reminder off: %s, %s', (actor, action) => {
    const stage = alarmIn('here');
    stage.pass(30 * MINUTE);
    stage.due('alarms', stage.alarm.alarm);
    stage.pass(MINUTE);
    stage.act(actor, action);
    expect(stage.alarm).toMatchObject({ reminded: undefined });
    expect(due(stage)).toBe(stage.t + 30 * MINUTE);
  });

  it('what is loud is not asked about besides, and what is cleared is not asked about any more', () => {
    const stage = alarmIn('here');
    stage.press('b-ana', [1, 2]);
    stage.pass(30 * MINUTE);
    expect(stage.due('alarms', stage.alarm.alarm).kinds).toEqual(['EscalationStepped']);
    stage.act('maria', 'all-clear');
    expect(due(stage)).toBe(stage.t + 10 * MINUTE);
  });

  it('an all clear is quiet, a refused one loud', () => {
    const stage = alarmIn('cleared');
    expect(isLoud(stage.alarm, stage.t + 599_999)).toBe(false);
    stage.act('lee', 'not-all-clear');
    expect(isLoud(stage.alarm, stage.t)).toBe(true);
    expect(stage.alarm).toMatchObject({ climb: { step: 0, nextT: stage.t + 30_000 } });
  });
});

describe('who took part', () => {
  it.each([
    ['take', ['take'], ['maria']],
    ['take-over', ['take', 'take-over'], ['maria', 'lee']],
  ] as const)('%s', (_, actions, involved) => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    for (const action of actions) stage.act(action === 'take' ? 'maria' : 'lee', action);
    expect(stage.debrief.involved).toEqual(involved);
  });

  it('is whoever comes, not whoever says so', () => {
    const stage = alarmIn('taken');
    stage.act('maria', 'coming', { responder: 'tom' });
    expect(stage.debrief.involved).toEqual(['maria', 'tom']);
    expect(stage.alarm).toMatchObject({ responder: { person: 'tom' } });
  });
});
