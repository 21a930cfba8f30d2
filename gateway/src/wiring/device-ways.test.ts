import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../tests/harness/clock.ts';
import type { DeviceId } from '../base/ids.ts';
import { button } from '../domain/testing/stage.ts';
import type { BrokerHealth } from '../engine/ports/devices.ts';
import type { ReceiverView } from '../ingest/serial/receiver-watch.ts';
import { DeviceWays } from './device-ways.ts';

const MQTT = button('b-1');
const RADIO = button('r-1', { family: 'radio' });

function receiver(port: string, more: Partial<ReceiverView> = {}): ReceiverView {
  return { port, receiver: `rx-${port}`, alive: true, firmware: undefined, noise: undefined, silentForMs: 0, ...more };
}

describe('since when a device could be heard', () => {
  it('over our own listener since the process runs; without one never', () => {
    const clock = new ManualClock();
    const ways = new DeviceWays({ ownListener: () => false }, clock);
    clock.advance(500);
    expect(ways.upSince(MQTT, undefined)).toBe(0);
    expect(new DeviceWays({}, clock).upSince(MQTT, undefined)).toBeUndefined();
  });

  it('behind a broker since that is back; not known while it is lost, but for a device that is connected to us', () => {
    const clock = new ManualClock();
    let state: BrokerHealth['state'] = 'ok';
    const direct = new Set<DeviceId>();
    const ways = new DeviceWays({ ownListener: (device) => direct.has(device), broker: () => ({ broker: 'b', state }) }, clock);
    expect(ways.upSince(MQTT, undefined)).toBe(0);
    clock.advance(1_000);
    state = 'lost';
    expect(ways.upSince(MQTT, undefined)).toBeUndefined();
    direct.add(MQTT.device);
    expect(ways.upSince(MQTT, undefined)).toBe(0);
    direct.clear();
    clock.advance(1_000);
    state = 'ok';
    ways.look(clock.mono());
    clock.advance(1_000);
    expect(ways.upSince(MQTT, undefined)).toBe(2_000);
  });

  it('through the receiver that heard it last, whatever becomes of the others', () => {
    const clock = new ManualClock();
    let views = [receiver('a'), receiver('b')];
    const ways = new DeviceWays({ receivers: () => views }, clock);
    expect(ways.upSince(RADIO, 'rx-a')).toBe(0);
    clock.advance(1_000);
    views = [receiver('a'), receiver('b', { alive: false })];
    expect([ways.upSince(RADIO, 'rx-a'), ways.upSince(RADIO, 'rx-b')]).toEqual([0, undefined]);
    clock.advance(1_000);
    views = [receiver('a'), receiver('b')];
    expect([ways.upSince(RADIO, 'rx-a'), ways.upSince(RADIO, 'rx-b')]).toEqual([0, 2_000]);
  });

  it('of a button that was not heard yet every receiver must be there; another one in its place begins anew', () => {
    const clock = new ManualClock();
    let views = [receiver('a'), receiver('b', { receiver: undefined, alive: false })];
    const ways = new DeviceWays({ receivers: () => views }, clock);
    expect(ways.upSince(RADIO, undefined)).toBeUndefined();
    clock.advance(1_000);
    views = [receiver('a'), receiver('b')];
    expect(ways.upSince(RADIO, undefined)).toBe(1_000);
    clock.advance(1_000);
    views = [receiver('a', { receiver: 'rx-new' }), receiver('b')];
    expect(ways.upSince(RADIO, undefined)).toBe(2_000);
    expect(ways.upSince(RADIO, 'rx-a')).toBe(2_000);
  });

  it('only receivers that speak are named', () => {
    const views = [receiver('a', { firmware: '1' }), receiver('b', { alive: false })];
    expect(new DeviceWays({ receivers: () => views }, new ManualClock()).receivers()).toEqual([{ receiver: 'rx-a', firmware: '1' }]);
    expect(new DeviceWays({}, new ManualClock()).receivers()).toEqual([]);
  });
});
