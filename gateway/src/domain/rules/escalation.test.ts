import { describe, expect, it } from 'vitest';
import { isLoud } from '../alarm.ts';
import { nextDue } from '../decide.ts';
import { button, person, smallHouse, type Stage } from '../testing/stage.ts';

function open(): Stage {
  const stage = smallHouse();
  stage.press('b-ana', [1, 1]);
  return stage;
}

const due = (stage: Stage): number | undefined =>
  nextDue(stage.state.committed, { table: 'alarms', key: stage.alarm.alarm }, stage.policy)?.value;

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

  it('passes over whoever is away, and says when a step finds nobody', () => {
    const stage = open();
    away(stage, 'ruth');
    next(stage);
    expect(next(stage).facts).toMatchObject([{ data: { told: ['sam'] } }]);
    away(stage, 'sam');
    const nobody = next(stage);
    expect(nobody.kinds).toEqual(['EscalationStepped', 'FaultOpened']);
    expect(nobody.facts).toMatchObject([{ data: { told: [] } }, { data: { code: 'nobody-at-this-step' } }]);
    expect(next(stage).kinds).toEqual(['EscalationStepped']);
    expect(stage.state.faults.size).toBe(1);
    stage.pass(1_000_000);
    expect(next(stage).kinds).toEqual(['EscalationStepped', 'FaultClosed']);
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
