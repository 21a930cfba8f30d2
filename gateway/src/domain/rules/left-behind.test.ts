import { describe, expect, it } from 'vitest';
import { isLoud } from '../alarm.ts';
import { decideBlindly } from '../decide.ts';
import type { StateView } from '../state.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import { button, device, person, smallHouse, somebody, Stage } from '../testing/stage.ts';

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
    expect(stage.debrief).toMatchObject({ owner: 'sam', state: 'waiting', involved: [] });
    // Everybody who reads it sees why: she took no part in it.
    expect(stage.debrief.line.at(-1)).toMatchObject({ reason: 'unavailable', passed: [{ person: 'ruth', why: 'unavailable' }] });
  });

  it('the only one there is keeps it when they leave: there is a name until there is somebody', () => {
    const stage = new Stage();
    stage.put(somebody('ana', { manager: person('ruth') }), somebody('ruth', {}), button('b-ana', { worker: person('ana') }));
    stage.press('b-ana', [1, 1]);
    const left = somebody('ruth', { active: false });
    expect(stage.give({ type: 'save', actor: 'test', changes: [{ put: 'person', value: left }] }).kinds).toEqual(['PersonSaved']);
    expect(stage.debrief).toMatchObject({ owner: 'ruth' });
  });

  it('each of 64 consoles that shows an alarm is one fact, however often it says so; the 65th is none', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    const shows = (console: number): number =>
      // as: an id by hand.
      stage.give({ type: 'shown', alarms: [stage.alarm.alarm], console: `c${String(console)}` as never, at: stage.at }).facts.length;
    for (let console = 1; console <= 64; console += 1) expect([shows(console), shows(console)]).toEqual([1, 0]);
    expect([shows(65), shows(65), shows(1), shows(64)]).toEqual([0, 0, 0, 0]);
    expect(stage.alarm.shown).toHaveLength(64);
  });

  it('an alarm that is open again after an all clear is shown anew: 64 consoles once more, each once', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    const shows = (console: number, reopened: number): number => {
      const { alarm } = stage.alarm;
      const cue = { type: 'shown' as const, alarms: [alarm], reopened: new Map([[alarm, reopened]]), at: stage.at };
      return stage.give({ ...cue, console: `c${String(console)}` as never }).facts.length; // as: an id by hand.
    };
    for (let console = 1; console <= 64; console += 1) expect(shows(console, 0)).toBe(1);
    stage.act('maria', 'all-clear');
    stage.press('b-ana', [1, 2]);
    expect(shows(1, 0)).toBe(0);
    for (let console = 1; console <= 64; console += 1) expect([shows(console, 1), shows(console, 1)]).toEqual([1, 0]);
    expect([shows(65, 1), stage.alarm.shown.length]).toEqual([0, 64]);
  });

  it('what the rules can not decide goes to whoever the owner rule finds, and to an administrator if that fails too', () => {
    const stage = smallHouse();
    const ruling = { at: stage.at, t: stage.t, id: 'i-blind' as never, policy: DEFAULT_POLICY }; // as: an id by hand.
    const times = { receivedAt: stage.at, pressedAt: stage.at };
    const signal = { device: device('b-ana'), boot: 1, seq: 1, kind: 'duress' as const, path: { by: 'mqtt' as const }, ...times };
    const ownerIn = (state: StateView): unknown =>
      decideBlindly({ ...ruling, state }, { id: ruling.id, type: 'signal', signal }, { error: 'a bug', bare: false }).facts.find(
        (fact) => fact.kind === 'DebriefOpened',
      )?.data;
    const { committed } = stage.state;
    expect(ownerIn(committed)).toMatchObject({ owner: 'ruth', reason: 'manager' });
    const broken = new Proxy(committed.people, {
      get: () => {
        throw new TypeError('the owner rule is broken');
      },
    });
    expect(ownerIn({ ...committed, people: broken })).toMatchObject({ owner: 'sam', reason: 'administrator' });
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
