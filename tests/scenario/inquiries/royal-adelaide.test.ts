import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Device } from '../../../gateway/src/domain/devices.ts';
import type { Place } from '../../../gateway/src/domain/places.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { Reception } from '../../harness/reception.ts';
import { until } from '../../harness/wait.ts';
import { Somebody } from './people.ts';

/**
 * Royal Adelaide, psychiatric intensive care: opened sixteen months late, and then alarms sent people to the wrong rooms, which was found in
 * an emergency and not by a test. Here a place is known to be right by a test press of the button that belongs there, whatever moves is
 * unproven, and every alarm says how sure its place is and since when.
 */
describe('the wrong room', () => {
  let clock: ManualClock;
  let gateway: TestGateway;
  let hands: Hands;
  let manager: Somebody;

  const room = (id: string): Place => {
    const place = gateway.gateway.core.committed.places.get(id as never); // as: an id by hand.
    if (place === undefined) throw new RangeError(id);
    return place;
  };
  const deskButton = (): Device => {
    const device = gateway.gateway.core.committed.devices.get('button-room4' as never); // as: an id by hand.
    if (device === undefined) throw new RangeError('button-room4');
    return device;
  };
  const why = async (device: string): Promise<readonly string[]> => (await manager.device(device)).unproven;

  beforeEach(async () => {
    clock = new ManualClock();
    gateway = await TestGateway.start({ clock });
    hands = new Hands(gateway);
    manager = await Somebody.of(gateway, 'ruth');
    for (const device of ['button-ana', 'button-room4']) await hands.press(device, { kind: 'test' });
  });

  afterEach(() => gateway.close());

  test('a button that was moved is unproven until it was pressed in its new place', async () => {
    expect(await why('button-room4')).toEqual([]);
    await gateway.save([{ put: 'device', value: { ...deskButton(), place: room('room1').place } }]);
    expect(await why('button-room4')).toEqual(['moved']);
    expect(await why('button-ana')).toEqual([]);
    await hands.press('button-room4', { kind: 'test' });
    expect(await why('button-room4')).toEqual([]);
  });

  test('a place whose beacons or house were changed leaves what belongs there unproven, and nothing else', async () => {
    await gateway.save([{ put: 'place', value: { ...room('room4'), beacons: ['beacon-4', 'beacon-5'] } }]);
    expect([await why('button-room4'), await why('button-ana')]).toEqual([['place'], []]);
    await hands.press('button-room4', { kind: 'test' });
    await gateway.save([{ put: 'place', value: { ...room('room4'), parent: room('garden').parent } }]);
    expect(await why('button-room4')).toEqual(['place']);
  });

  test('whoever is given another room carries an unproven button', async () => {
    const ana = gateway.gateway.core.committed.people.get('ana' as never); // as: an id by hand.
    if (ana === undefined) throw new RangeError('ana');
    await gateway.save([{ put: 'person', value: { ...ana, place: room('garden').place } }]);
    expect(await why('button-ana')).toEqual(['moved']);
  });

  test('an alarm says how sure its place is, and how old that is', async () => {
    const page = await Reception.signIn(gateway.addresses.http, 'reception');
    await page.watch();
    await hands.press('button-ana');
    const assigned = await until('the alarm is shown', () => [...page.alarms.values()][0]);
    expect(assigned.where).toMatchObject({ place: 'room1', confidence: 'assigned' });
    clock.advance(5_000);
    await hands.press('button-room4', { place: { beacon: 'beacon-1' } });
    const reported = await until('the other one', () => [...page.alarms.values()].find(({ device }) => device.device === 'button-room4'));
    // What the button hears goes before where it belongs.
    expect(reported.where).toMatchObject({ place: 'room1', confidence: 'reported', at: clock.wall() });
    page.close();
  });
});
