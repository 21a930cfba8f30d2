import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { settled } from '../../harness/passing.ts';
import { Reception } from '../../harness/reception.ts';
import { until } from '../../harness/wait.ts';
import type { Pulse } from '../../../gateway/src/contract/feed.ts';
import { inputIdFrom } from '../../../gateway/src/base/ids.ts';
import { Somebody } from './people.ts';

/**
 * Broome, 2004: after the paging system was upgraded the alarm did not work, and whose task it was to test was nobody's. Here whatever
 * changes on the way of a press leaves what it touches unproven, in plain sight, until a test press has passed through.
 */
describe('after an upgrade', () => {
  let clock: ManualClock;
  let gateway: TestGateway;

  const core = () => gateway.gateway.core;
  const unproven = async (): Promise<Readonly<Record<string, readonly string[]>>> => {
    const ruth = await Somebody.of(gateway, 'ruth');
    return Object.fromEntries((await ruth.devices('show=unproven')).map((device) => [device.device, device.unproven]));
  };

  async function prove(...devices: readonly string[]): Promise<void> {
    const hands = new Hands(gateway);
    for (const device of devices) await hands.press(device, { kind: 'test' });
  }

  async function upgraded(release: string): Promise<void> {
    const { folder } = gateway;
    await gateway.stop();
    gateway = await TestGateway.start({ clock, folder, surroundings: { release } });
    await settled(core());
  }

  beforeEach(async () => {
    clock = new ManualClock();
    gateway = await TestGateway.start({ clock, surroundings: { release: '1.0' } });
    await settled(core());
  });

  afterEach(() => gateway.close());

  test('of the gateway every button is unproven until its own test press; the same release again changes nothing', async () => {
    expect(await unproven()).toEqual({ 'button-ana': ['new'], 'button-room4': ['new'], 'RADIO-7': ['new'] });
    await prove('button-ana', 'button-room4', 'RADIO-7');
    expect(await unproven()).toEqual({});
    await upgraded('1.0');
    expect(await unproven()).toEqual({});
    await upgraded('1.1');
    expect(await unproven()).toEqual({ 'button-ana': ['release'], 'button-room4': ['release'], 'RADIO-7': ['release'] });
    await prove('button-room4');
    expect(Object.keys(await unproven())).toEqual(expect.arrayContaining(['button-ana', 'RADIO-7']));
    expect(Object.keys(await unproven())).toHaveLength(2);
  });

  test('of a receiver the radio buttons that it may hear', async () => {
    await prove('button-ana', 'button-room4', 'RADIO-7');
    const change = (now: string): Promise<unknown> =>
      core().submit({ id: inputIdFrom(core().ids), type: 'path-changed', path: 'receiver:SIM-1', now });
    await change('2.0');
    expect(await unproven()).toEqual({ 'RADIO-7': ['receiver'] });
    await prove('RADIO-7');
    await change('2.0');
    expect(await unproven()).toEqual({});
  });

  test('reception sees one quiet number, and no fault for each', async () => {
    const page = await Reception.signIn(gateway.addresses.http, 'reception');
    page.beats = true;
    await page.watch('faults');
    const number = async (): Promise<number | undefined> => {
      const before = page.messages.length;
      clock.advance(1_000);
      const pulse = await until('a pulse', () => page.messages.slice(before).find((message): message is Pulse => message.type === 'pulse'));
      return pulse.unproven;
    };
    expect(await number()).toBe(3);
    await prove('button-ana', 'RADIO-7');
    expect(await number()).toBe(1);
    await prove('button-room4');
    expect(await number()).toBeUndefined();
    await core().submit({ id: inputIdFrom(core().ids), type: 'path-changed', path: 'release', now: 'next' });
    expect(await number()).toBe(3);
    expect([...core().committed.faults.values()].filter(({ subject }) => subject.startsWith('device:'))).toEqual([]);
    page.close();
  });

  test('a page that may see no faults is told no number', async () => {
    const page = await Reception.signIn(gateway.addresses.http, 'worker');
    page.beats = true;
    await page.watch('hand');
    clock.advance(1_000);
    const pulse = await until('a pulse', () => page.messages.find((message): message is Pulse => message.type === 'pulse'));
    expect(pulse).not.toHaveProperty('unproven');
    page.close();
  });
});
