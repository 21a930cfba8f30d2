import { describe, expect, it } from 'vitest';
import { isLoud } from '../alarm.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import { device, person, smallHouse, somebody } from '../testing/stage.ts';

describe('nothing is left behind in silence', () => {
  it('an all clear that nobody confirms sounds again, climbs, and is over when it is closed', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    stage.act('maria', 'all-clear');
    const { clearedQuietMs } = DEFAULT_POLICY;
    expect(isLoud(stage.alarm, stage.t + clearedQuietMs - 1)).toBe(false);
    stage.pass(clearedQuietMs);
    expect(isLoud(stage.alarm, stage.t)).toBe(true);
    expect(stage.due('alarms', stage.alarm.alarm).kinds).toEqual(['AlarmLoudAgain']);
    const step = stage.due('alarms', stage.alarm.alarm);
    expect(step.kinds).toEqual(['EscalationStepped']);
    expect(step.messages.map((message) => message.to)).toEqual(['person:ruth', 'person:sam']);
    expect(stage.act('lee', 'close', { outcome: 'genuine' }).reply).toMatchObject({ outcome: 'accepted' });
  });

  it('whoever leaves takes no debrief along', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    stage.do('ruth', { do: 'accept' });
    const left = somebody('ruth', { manager: person('sam'), active: false });
    expect(stage.give({ type: 'save', actor: 'test', changes: [{ put: 'person', value: left }] }).kinds).toEqual([
      'PersonSaved',
      'DebriefReassigned',
    ]);
    expect(stage.debrief).toMatchObject({ owner: 'sam', state: 'waiting' });
  });

  it('test mode takes a press, never a fall', () => {
    const stage = smallHouse();
    stage.give({
      type: 'test-start',
      actor: person('ana'),
      device: stage.state.devices.committed.by('worker', 'ana')[0]?.device ?? fail(),
    });
    stage.press('b-ana', [1, 1], { kind: 'man-down' });
    expect(stage.alarm).toMatchObject({ cause: 'man-down', level: 'duress' });
  });

  it('a readable signal ends unreadable, a passed test ends tampered with', () => {
    const stage = smallHouse();
    stage.give({ type: 'unreadable', device: device('b-ana'), by: 'mqtt', raw: 'AA==', why: 'json' });
    stage.press('b-ana', [1, 1], { kind: 'tamper' });
    expect([...stage.state.faults.values()].map((fault) => fault.code)).toEqual(['device-tamper']);
    stage.press('b-ana', [1, 2], { kind: 'test' });
    expect(stage.state.faults.size).toBe(0);
  });
});

function fail(): never {
  throw new RangeError('the small house has lost its buttons');
}
