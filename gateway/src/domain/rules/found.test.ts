import { describe, expect, it } from 'vitest';
import { alarmView } from '../views/alarm-view.ts';
import { alarmViewFor } from '../views/own-alarm-view.ts';
import { person, place, smallHouse, somewhere, type Stage } from '../testing/stage.ts';
import { actionsFor } from './alarm-actions.ts';

/** Ana pressed in room 1, and Maria is there. */
function there(): Stage {
  const stage = smallHouse();
  stage.put(somewhere('elsewhere-site', { kind: 'site' }), somewhere('their-room', { parent: place('elsewhere-site') }));
  stage.press('b-ana', [1, 1]);
  for (const action of ['take', 'here'] as const) stage.act('maria', action);
  return stage;
}

const reader = ({ t, at, policy }: Stage, who = 'maria') => ({ person: person(who), mayAct: true, t, at, policy });

describe('where help found the worker', () => {
  it('is said with one tap: where the alarm said', () => {
    const stage = there();
    expect(actionsFor(stage.alarm, person('maria'))).toContain('found');
    expect(stage.act('maria', 'found').facts).toMatchObject([{ kind: 'WorkerFound', data: { by: 'maria', where: 'as-said' } }]);
    expect(stage.alarm).toMatchObject({ state: 'here', found: { where: 'as-said', person: 'maria', at: stage.at } });
  });

  it('is nowhere until somebody says it, and nothing waits for it', () => {
    const stage = there();
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'genuine' });
    expect(stage.state.alarms.size).toBe(0);
  });

  it('may be another place of the same site, or one that nobody names; the last word counts', () => {
    const stage = there();
    stage.act('maria', 'found', { where: 'elsewhere' });
    expect(stage.alarm.found).toMatchObject({ where: 'elsewhere', place: undefined });
    stage.act('lee', 'found', { where: 'elsewhere', place: 'room4' });
    expect(alarmView(stage.state, stage.alarm, reader(stage)).found).toMatchObject({
      where: 'elsewhere',
      path: ['site', 'room4'],
      person: 'lee',
    });
  });

  it.each([
    ['a place that there is not', { where: 'elsewhere', place: 'moon' }, 'unknown-place'],
    ['a place of another site', { where: 'elsewhere', place: 'their-room' }, 'unknown-place'],
    ['both at once', { where: 'as-said', place: 'room4' }, 'invalid'],
    ['a place without a word', { place: 'room4' }, 'invalid'],
  ] as const)('is not %s', (_, body, code) => {
    const stage = there();
    expect(stage.act('maria', 'found', body)).toMatchObject({ reply: { outcome: 'refused', code }, facts: [] });
    expect(stage.alarm.found).toBeUndefined();
  });

  it('stays when the alarm is cleared, opened again and closed, and can be said until then', () => {
    const stage = there();
    stage.act('maria', 'found');
    stage.act('maria', 'all-clear');
    stage.act('maria', 'found', { where: 'elsewhere' });
    stage.act('lee', 'not-all-clear');
    expect(stage.alarm).toMatchObject({ state: 'open', found: { where: 'elsewhere' } });
  });

  it('is a word: nobody is asked for another one until as long after it', () => {
    const stage = there();
    stage.pass(stage.policy.hereQuietMs);
    expect(stage.due('alarms', stage.alarm.alarm).kinds).toEqual(['AlarmReminded']);
    stage.act('maria', 'found');
    expect(stage.alarm).toMatchObject({ reminded: undefined, wordT: stage.t });
  });

  it('is kept from the worker while their alarm is open: it says that somebody came', () => {
    const stage = there();
    stage.act('maria', 'found');
    expect(alarmViewFor(stage.state, stage.alarm, reader(stage, 'ana'))).not.toHaveProperty('found');
    expect(alarmViewFor(stage.state, stage.alarm, reader(stage))).toHaveProperty('found');
  });
});
