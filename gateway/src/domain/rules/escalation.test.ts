import { describe, expect, it } from 'vitest';
import { isLoud } from '../alarm.ts';
import { nextDue } from '../decide.ts';
import { button, person, place, smallHouse, somebody, somewhere, type Stage } from '../testing/stage.ts';

function open(): Stage {
  const stage = smallHouse();
  stage.press('b-ana', [1, 1]);
  return stage;
}

const due = (stage: Stage): number | undefined =>
  nextDue(stage.state.committed, { table: 'alarms', key: stage.alarm.alarm }, stage.policy)?.value;

/** Room 1 with a list of its own, Tom alone, below the site's. */
function withFloor(): Stage {
  const stage = smallHouse();
  stage.put(somewhere('room1', { parent: place('site'), emergency: [person('tom')] }));
  stage.press('b-ana', [1, 1]);
  return stage;
}

/** Goes to the next deadline and lets it happen. */
function next(stage: Stage): ReturnType<Stage['due']> {
  const at = due(stage);
  expect(at).toBeDefined();
  stage.pass(Math.max(0, (at ?? 0) - stage.t));
  return stage.due('alarms', stage.alarm.alarm);
}

function away(stage: Stage, ...ids: string[]): void {
  for (const id of ids) {
    const one = stage.state.people.get(person(id));
    if (one !== undefined) stage.put({ ...one, leave: [{ from: 0, to: stage.at + 1_000_000 }] });
  }
}

describe('an unanswered alarm climbs', () => {
  it('unseen at 15 s, first step at 30 s, then each minute, for ever', () => {
    const stage = open();
    const start = stage.t;
    expect(next(stage).kinds).toEqual(['AlarmUnseen']);
    expect(stage.t - start).toBe(15_000);
    const first = next(stage);
    expect(stage.t - start).toBe(30_000);
    expect(first.facts).toMatchObject([{ kind: 'EscalationStepped', data: { step: 1, told: ['ruth', 'sam'] } }]);
    expect(first.messages.map((message) => message.to)).toEqual(['person:ruth', 'person:sam']);
    const ids = new Set(first.messages.map((message) => message.id));
    for (let step = 2; step <= 200; step += 1) {
      const again = next(stage);
      expect(again.facts).toMatchObject([{ data: { step } }]);
      for (const message of again.messages) ids.add(message.id);
    }
    expect(stage.t - start).toBe(30_000 + 199 * 60_000);
    expect(ids.size).toBe(400);
    expect(stage.alarm.state).toBe('open');
  });

  it('nothing happens a moment early', () => {
    const stage = open();
    stage.pass(14_999);
    expect(stage.due('alarms', stage.alarm.alarm).kinds).toEqual([]);
    stage.pass(1);
    expect(stage.due('alarms', stage.alarm.alarm).kinds).toEqual(['AlarmUnseen']);
  });

  it('being shown is not being answered: it climbs all the same, and is not called unseen', () => {
    const stage = open();
    stage.give({ type: 'shown', alarms: [stage.alarm.alarm], console: 'c1' as never, at: stage.at }); // as: an id by hand.
    expect(next(stage).kinds).toEqual(['EscalationStepped']);
  });

  it.each<[string, (stage: Stage) => unknown]>([
    ['pressed again', (stage) => stage.press('b-ana', [1, 2])],
    ['not all clear', (stage) => stage.act('lee', 'not-all-clear')],
    ['the duress PIN', (stage) => stage.press('b-ana', [1, 2], { kind: 'cancel', pin: '8642' })],
  ])('cleared, and open again by %s: unseen 15 s after that, though it was shown before', (_, reopen) => {
    const stage = open();
    stage.give({ type: 'shown', alarms: [stage.alarm.alarm], console: 'c1' as never, at: stage.at }); // as: an id by hand.
    stage.act('maria', 'take');
    stage.act('maria', 'all-clear');
    stage.pass(60_000);
    reopen(stage);
    expect(stage.alarm).toMatchObject({ state: 'open', shown: [], unseen: false });
    stage.pass(14_999);
    expect(stage.due('alarms', stage.alarm.alarm).kinds).toEqual([]);
    stage.pass(1);
    expect(stage.due('alarms', stage.alarm.alarm).kinds).toEqual(['AlarmUnseen']);
    expect(stage.due('alarms', stage.alarm.alarm).kinds).toEqual([]);
  });

  it('never tells the worker whose alarm it is, who may be made to show their phone; also when there is nobody else', () => {
    const stage = smallHouse();
    stage.put(somewhere('room1', { parent: place('site'), emergency: [person('ana')] }));
    stage.put(somewhere('site', { kind: 'site', emergency: [person('ruth'), person('ana')] }));
    stage.press('b-ana', [1, 1], { kind: 'cancel', pin: '8642' });
    next(stage);
    // Nobody is left on the first list: the next one starts at once.
    expect(next(stage).facts).toMatchObject([{ data: { told: [] } }, { data: { told: ['ruth'] } }, { kind: 'FaultOpened' }]);
    for (const id of ['ruth', 'sam', 'tom', 'maria', 'lee']) stage.put(somebody(id, { active: false }));
    expect(next(stage).facts).toMatchObject([{ data: { told: [] } }]);
  });

  it('passes over whoever is away, and says when a step finds nobody', () => {
    const stage = open();
    away(stage, 'ruth');
    next(stage);
    expect(next(stage).facts).toMatchObject([{ data: { told: ['sam'] } }]);
    away(stage, 'sam');
    const nobody = next(stage);
    expect(nobody.kinds).toEqual(['EscalationStepped', 'FaultOpened']);
    // All of the house who could be told are away: they are told all the same.
    expect(nobody.facts).toMatchObject([{ data: { told: ['ruth', 'sam'] } }, { data: { code: 'nobody-at-this-step' } }]);
    expect(next(stage).kinds).toEqual(['EscalationStepped']);
    expect(stage.state.faults.size).toBe(1);
    stage.pass(1_000_000);
    expect(next(stage).kinds).toEqual(['EscalationStepped', 'FaultClosed']);
  });

  it('a step that finds nobody does not wait: the next one starts in the same commit', () => {
    const stage = withFloor();
    away(stage, 'tom');
    next(stage);
    const first = next(stage);
    expect(first.facts).toMatchObject([
      { kind: 'EscalationStepped', data: { step: 1, told: [], climbT: stage.t } },
      { kind: 'EscalationStepped', data: { step: 2, told: ['ruth', 'sam'], climbT: stage.t + 60_000 } },
      { kind: 'FaultOpened', data: { code: 'nobody-at-this-step' } },
    ]);
    expect(first.messages.map(({ to, body }) => [to, body['step']])).toEqual([
      ['person:ruth', 2],
      ['person:sam', 2],
    ]);
    const start = stage.t;
    expect(next(stage).facts).toMatchObject([{ data: { step: 3, told: ['ruth', 'sam'] } }]);
    expect(stage.t - start).toBe(60_000);
  });

  it('with each step the list above is told as well, and the last step repeats', () => {
    const stage = withFloor();
    next(stage);
    for (const told of [['tom'], ['tom', 'ruth', 'sam'], ['tom', 'ruth', 'sam'], ['tom', 'ruth', 'sam']]) {
      expect(next(stage).facts).toMatchObject([{ kind: 'EscalationStepped', data: { told } }]);
    }
    expect(stage.state.faults.size).toBe(0);
  });

  it('climbs past every list on which nobody is, at once, to whoever is left in the house', () => {
    const stage = withFloor();
    away(stage, 'tom', 'ruth', 'sam');
    stage.put(somebody('ada'));
    stage.state.grants.set('g-ada' as never, { grant: 'g-ada' as never, person: person('ada'), role: 'administrator' }); // as: an id by hand.
    next(stage);
    const start = stage.t;
    expect(next(stage).facts).toMatchObject([
      { data: { step: 1, told: [] } },
      { data: { step: 2, told: [] } },
      { data: { step: 3, told: ['ada'], climbT: start + 15_000 + 60_000 } },
      { kind: 'FaultOpened' },
    ]);
    expect(next(stage).facts).toMatchObject([{ data: { step: 4, told: ['ada'] } }]);
  });

  it('a house without a single person to tell waits for the next step, and does not spin', () => {
    const stage = open();
    for (const id of ['ruth', 'sam']) stage.put(somebody(id, { active: false }));
    next(stage);
    const first = next(stage);
    expect(first.kinds).toEqual(['EscalationStepped', 'EscalationStepped', 'FaultOpened']);
    expect(first.messages).toEqual([]);
    expect(due(stage)).toBe(stage.t + 60_000);
    expect(next(stage).kinds).toEqual(['EscalationStepped']);
  });

  it.each(['take', 'all-clear'] as const)('the fault ends as soon as somebody is there: %s', (action) => {
    const stage = withFloor();
    away(stage, 'tom');
    next(stage);
    next(stage);
    expect(stage.act('maria', action).kinds).toContain('FaultClosed');
    expect(stage.state.faults.size).toBe(0);
  });

  it('knows whom to call for an alarm at no known place', () => {
    const stage = smallHouse();
    stage.put(button('b-loose'));
    stage.press('b-loose', [1, 1]);
    next(stage);
    expect(next(stage).facts).toMatchObject([{ data: { told: ['ruth', 'sam'] } }]);
  });

  it('stops when somebody takes it, and begins anew without progress', () => {
    const stage = open();
    stage.give({ type: 'shown', alarms: [stage.alarm.alarm], console: 'c1' as never, at: stage.at }); // as: an id by hand.
    next(stage);
    stage.act('maria', 'take');
    expect(due(stage)).toBe(stage.t + 300_000);
    expect(next(stage).kinds).toEqual(['AlarmLoudAgain']);
    expect(isLoud(stage.alarm, stage.t)).toBe(true);
    expect(next(stage).facts).toMatchObject([{ kind: 'EscalationStepped', data: { step: 2 } }]);
    stage.act('maria', 'progress');
    expect(isLoud(stage.alarm, stage.t)).toBe(false);
    expect(due(stage)).toBe(stage.t + 300_000);
  });

  it('has something due for every alarm that nobody has, in every state that can be reached', () => {
    const stage = open();
    const told = (): void => {
      expect(due(stage)).toBeDefined();
    };
    told();
    stage.act('maria', 'take');
    told();
    stage.act('maria', 'release');
    told();
    stage.act('maria', 'take');
    stage.act('maria', 'coming', { responder: 'tom' });
    told();
    stage.act('tom', 'here');
    stage.press('b-ana', [1, 2]);
    told();
    stage.act('tom', 'all-clear');
    stage.act('lee', 'not-all-clear');
    told();
  });

  it('calls nobody for what was cleared, and never closes it', () => {
    const stage = open();
    stage.act('maria', 'all-clear');
    stage.pass(30 * 86_400_000);
    expect(stage.due('alarms', stage.alarm.alarm).messages).toEqual([]);
    expect(stage.alarm.state).toBe('cleared');
  });
});
