import { describe, expect, it } from 'vitest';
import { BATTERY } from '../../contract/limits.ts';
import type { PathName } from '../input.ts';
import { silentAfterMs } from '../supervision.ts';
import { unprovenWhy } from './proof.ts';
import { button, device, person, place, smallHouse, somebody, somewhere, type Outcome, type Stage } from '../testing/stage.ts';

const ANA = device('b-ana');
const KEY = 'device-silent:device:b-ana';

const presence = (stage: Stage, now: 'silent' | 'heard', id = 'b-ana'): Outcome =>
  stage.give({ type: 'presence', device: device(id), now, heardAt: 5 });
const battery = (stage: Stage, percent: number): readonly string[] => stage.give({ type: 'battery', device: ANA, percent }).kinds;
const codes = (stage: Stage): string[] => [...stage.state.faults.values()].map(({ code }) => code);

describe('when a family counts as silent', () => {
  it.each([
    ['duress', 60, 180_000],
    ['radio', 30, 90_000],
    // Never sooner than a slow network takes.
    ['duress', 5, 15_000],
    ['duress', 6, 18_000],
    ['phone', 60, undefined],
    ['http', 60, undefined],
  ] as const)('%s with a heartbeat each %d s: %s ms', (family, heartbeatSeconds, limitMs) => {
    expect(silentAfterMs({ family, heartbeatSeconds })).toBe(limitMs);
  });
});

describe('a device that falls silent', () => {
  it('is a fault at its place under its id, and its worker is told by another way', () => {
    const { kinds, facts, messages } = presence(smallHouse(), 'silent');
    expect(kinds).toEqual(['FaultOpened', 'DeviceFellSilent']);
    expect(facts[0]).toMatchObject({ data: { code: 'device-silent', subject: 'device:b-ana', label: 'b-ana', place: 'room1' } });
    expect(messages).toMatchObject([{ to: 'person:ana', body: { template: 'device-needs-care', fault: KEY } }]);
  });

  it('heard again it is eased and stays, until a test press has passed; silent again it is no second fault and no second message', () => {
    const stage = smallHouse();
    presence(stage, 'silent');
    expect(presence(stage, 'silent').kinds).toEqual([]);
    expect(presence(stage, 'heard').kinds).toEqual(['DeviceHeardAgain']);
    expect(presence(stage, 'heard').kinds).toEqual([]);
    expect(stage.state.faults.get(KEY)?.easedAt).toBe(stage.at);
    const again = presence(stage, 'silent');
    expect([again.kinds, again.messages]).toEqual([['DeviceFellSilent'], []]);
    expect(stage.state.faults.get(KEY)).toMatchObject({ since: stage.at });
    expect(stage.state.faults.get(KEY)?.easedAt).toBeUndefined();
    // A real press proves that it is heard, not that it is well; its worker has other things to do than to test it.
    stage.press('b-ana', [1, 1]);
    expect(codes(stage)).toContain('device-silent');
    stage.press('b-ana', [1, 2], { kind: 'test' });
    expect(codes(stage)).not.toContain('device-silent');
  });

  it('whoever is away, or nobody, is told nothing; what is revoked or not known is not watched', () => {
    const stage = smallHouse();
    stage.put(somebody('ana', { leave: [{ from: stage.at, to: stage.at + 1 }] }));
    expect(presence(stage, 'silent').messages).toEqual([]);
    expect(presence(stage, 'silent', 'b-desk')).toMatchObject({ kinds: ['FaultOpened', 'DeviceFellSilent'], messages: [] });
    stage.put(button('b-old', { revoked: true }));
    for (const id of ['b-old', 'b-none']) expect(presence(stage, 'silent', id).reply).toMatchObject({ code: 'unknown-device' });
  });

  it('heard without ever having been silent is no news', () => {
    expect(presence(smallHouse(), 'heard').kinds).toEqual([]);
  });
});

describe('a battery', () => {
  it('is low from 20 %, flat from 5 %, fresh from 30 %, and one fault at a time', () => {
    const stage = smallHouse();
    expect(battery(stage, BATTERY.low + 1)).toEqual([]);
    expect(battery(stage, BATTERY.low)).toEqual(['FaultOpened']);
    expect(battery(stage, BATTERY.low - 1)).toEqual([]);
    expect(battery(stage, BATTERY.flat + 1)).toEqual([]);
    expect(battery(stage, BATTERY.flat)).toEqual(['FaultClosed', 'FaultOpened']);
    expect(codes(stage)).toEqual(['device-battery-flat']);
    // A little warmer, it is no better.
    expect(battery(stage, BATTERY.flat + 1)).toEqual([]);
    expect(battery(stage, BATTERY.fresh - 1)).toEqual([]);
    expect(battery(stage, BATTERY.fresh)).toEqual(['FaultClosed']);
    expect(codes(stage)).toEqual([]);
  });

  it('its worker is told', () => {
    const { messages } = smallHouse().give({ type: 'battery', device: ANA, percent: 3 });
    expect(messages).toMatchObject([{ to: 'person:ana', body: { template: 'device-needs-care' } }]);
  });
});

describe('what is proven', () => {
  function proven(id = 'b-ana'): Stage {
    const stage = smallHouse();
    stage.put(button('r-1', { family: 'radio', place: place('room1') }), button('page', { family: 'phone', worker: person('ana') }));
    stage.put(somewhere('room1', { parent: place('site'), beacons: ['beacon-1'] }));
    stage.press(id, [1, 1], { kind: 'test' });
    return stage;
  }
  const why = (stage: Stage, id = 'b-ana'): readonly string[] => {
    const row = stage.state.devices.get(device(id));
    if (row === undefined) throw new RangeError(id);
    return unprovenWhy(stage.state, row);
  };
  const save = (stage: Stage, value: ReturnType<typeof button>): unknown =>
    stage.give({ type: 'save', actor: 'test', changes: [{ put: 'device', value }] });
  const changed = (stage: Stage, path: PathName, now: string): readonly string[] => stage.give({ type: 'path-changed', path, now }).kinds;

  it('first set-up is unproven, a test press proves it; a phone page proves itself', () => {
    const stage = proven();
    expect([why(stage), why(stage, 'b-desk'), why(stage, 'page')]).toEqual([[], ['new'], []]);
  });

  it('what does not touch the way of a press changes nothing', () => {
    const stage = proven();
    save(stage, button('b-ana', { worker: person('ana'), place: place('room1'), label: 'another', holdMs: 900 }));
    expect(why(stage)).toEqual([]);
  });

  it.each([
    ['another place', { place: place('room4') }, ['moved']],
    ['another secret', { secretHash: 'b'.repeat(64) }, ['key']],
    ['both', { place: place('room4'), secretHash: 'b'.repeat(64) }, ['key', 'moved']],
  ] as const)('%s: until the next test press', (_, more, expected) => {
    const stage = proven();
    save(stage, button('b-ana', { worker: person('ana'), place: place('room1'), ...more }));
    expect(why(stage)).toEqual(expected);
    stage.press('b-ana', [1, 2], { kind: 'test' });
    expect(why(stage)).toEqual([]);
  });

  it('what a worker carries moves with them', () => {
    const stage = proven('b-ana-2');
    const ana = somebody('ana', { place: place('room4') });
    stage.give({ type: 'save', actor: 'test', changes: [{ put: 'person', value: ana }] });
    expect([why(stage, 'b-ana-2'), why(stage, 'b-ana')]).toEqual([['moved'], ['new']]);
  });

  it('another firmware, told once', () => {
    const stage = proven();
    expect(changed(stage, 'firmware:b-ana', '2')).toEqual(['PathChanged']);
    expect(changed(stage, 'firmware:b-ana', '2')).toEqual([]);
    expect(why(stage)).toEqual(['firmware']);
    stage.press('b-ana', [1, 2], { kind: 'test' });
    expect([why(stage), changed(stage, 'firmware:b-ana', '2')]).toEqual([[], []]);
  });

  it('another release and other times touch everything', () => {
    const stage = proven();
    changed(stage, 'release', '2');
    changed(stage, 'policy', 'x');
    expect(why(stage)).toEqual(['release', 'policy']);
    // The order in the log counts, and no clock.
    stage.at -= 1_000_000;
    stage.press('b-ana', [1, 2], { kind: 'test' });
    expect(why(stage)).toEqual([]);
    expect(changed(stage, 'release', '2')).toEqual([]);
  });

  it('a receiver touches the radio buttons of its building, and only those', () => {
    const stage = proven('r-1');
    stage.press('b-ana', [1, 1], { kind: 'test' });
    stage.put(somewhere('annex', { kind: 'building' }), somewhere('shed', { parent: place('annex'), beacons: ['RX-9'] }));
    changed(stage, 'receiver:RX-9', '1');
    expect([why(stage, 'r-1'), why(stage)]).toEqual([[], []]);
    changed(stage, 'receiver:beacon-4', '1');
    expect([why(stage, 'r-1'), why(stage)]).toEqual([['receiver'], []]);
  });

  it('a receiver that stands at no known place may hear any; what first says its firmware was there before', () => {
    const stage = proven('r-1');
    changed(stage, 'receiver:RX-?', '');
    expect(why(stage, 'r-1')).toEqual(['receiver']);
    stage.press('r-1', [1, 2], { kind: 'test' });
    expect(changed(stage, 'receiver:RX-?', '1.0')).toEqual(['PathChanged']);
    expect(why(stage, 'r-1')).toEqual([]);
    changed(stage, 'receiver:RX-?', '1.1');
    expect(why(stage, 'r-1')).toEqual(['receiver']);
  });

  it('a place that lies elsewhere, or hears by other beacons, touches what belongs there', () => {
    const stage = proven();
    const put = (value: ReturnType<typeof somewhere>): unknown =>
      stage.give({ type: 'save', actor: 'test', changes: [{ put: 'place', value }] });
    put(somewhere('room1', { parent: place('site'), beacons: ['beacon-1'], protocol: 'other words', name: 'new' }));
    expect(why(stage)).toEqual([]);
    put(somewhere('room1', { parent: place('site'), beacons: ['beacon-1', 'beacon-7'] }));
    expect(why(stage)).toEqual(['place']);
  });
});
