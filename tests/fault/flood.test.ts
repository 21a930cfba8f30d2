import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { issueToken } from '../../gateway/src/access/tokens.ts';
import type { DeviceId, PlaceId } from '../../gateway/src/base/ids.ts';
import type { Change } from '../../gateway/src/domain/input.ts';
import { press as pressPacket, publishPacket, RawDevice } from '../contract/mqtt/raw-device.ts';
import { PROBE } from '../harness/process.ts';
import type { Reception } from '../harness/reception.ts';
import { until } from '../harness/wait.ts';
import { factsOf, nameOf, verifyLog } from './recorded.ts';
import { Scene } from './scene.ts';

const MIB = 1_048_576;
/** A press of somebody else is held by then, on a machine that tests and gateway share with others; alone it takes some 60 ms, the finger included. */
const OTHERS_WITHIN_MS = 5_000;

describe('one that sends or asks for too much', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.set({ preload: [PROBE] });
  });

  afterEach(async () => {
    await scene.strike();
  });

  /** Ana presses so many times, one after the other: how long each took from the radio to *held* and the console, in ms. */
  async function pressesOfOthers(times: number): Promise<number[]> {
    const took: number[] = [];
    for (let i = 0; i < times; i += 1) {
      const seen = presses(scene.maria);
      let sentAt = 0;
      scene.button.once('pressed', () => (sentAt = performance.now()));
      await scene.button.hold();
      await scene.button.reachesHeld();
      await until('the press is on the console', () => presses(scene.maria) > seen);
      took.push(performance.now() - sentAt);
    }
    return took;
  }

  const presses = (page: Reception): number => [...page.alarms.values()].find(({ who }) => who !== undefined)?.presses ?? 0;
  const worst = (took: readonly number[]): number => Math.round(Math.max(...took));

  test('a device that floods is read more slowly: nobody else waits, memory stays, and of its own presses none is lost', async () => {
    const { gateway, maria } = scene;
    const calm = await pressesOfOthers(5);
    const before = await gateway.usage();
    const device = await RawDevice.connected(Number(new URL(gateway.mqtt).port), 'button-room4', { password: scene.deskSecret });
    // More presses than one may send at once, and behind them 24 MiB of signs of life that nobody needs.
    const own = Array.from({ length: 230 }, (_, i) => i + 1);
    device.send(...own.map((seq) => pressPacket('button-room4', seq)));
    const sign = publishPacket('duress/v1/button-room4/status', JSON.stringify({ v: 1, firmware: 'x'.repeat(60) }), { qos: 0 });
    const chunk = Buffer.concat(Array.from({ length: Math.floor(4_096 / sign.length) }, () => sign));
    for (let kib = 0; kib < 24 * 1_024; kib += 4) device.socket.write(chunk);
    // By then what the two kernels hold between them is full.
    await pressesOfOthers(1);
    const left = device.socket.writableLength;
    const from = await gateway.usage();
    const flooded = await pressesOfOthers(10);
    const meanwhile = await gateway.usage();
    await device.until(() => device.acks().length === own.length);
    const cpuMs = Math.round(meanwhile.cpuMs - from.cpuMs);
    const grown = (meanwhile.heapUsed + meanwhile.external - before.heapUsed - before.external) / MIB;
    process.stdout.write(
      `others' presses: at worst ${worst(calm)} ms in calm, ${worst(flooded)} ms beside the flood; ` +
        `${Math.round(left / MIB)} MiB of it not read, ${cpuMs} ms of a processor for ten presses beside it, memory grew by ${grown.toFixed(1)} MiB\n`,
    );
    expect(worst(flooded)).toBeLessThan(OTHERS_WITHIN_MS);
    expect(left).toBeGreaterThan(8 * MIB);
    expect(cpuMs).toBeLessThan(500);
    expect(grown).toBeLessThan(8);
    expect(device.closed).toBe(false);
    device.socket.destroy();
    expect(maria.closedWith).toBeUndefined();
    expect(await gateway.stop()).toBe(0);
    const recorded = factsOf(gateway, 'SignalReceived').filter(({ data }) => data['device'] === 'button-room4');
    expect(recorded.map(({ data }) => nameOf(data))).toEqual(own.map((seq) => nameOf({ device: 'button-room4', boot: 1, seq })));
    await verifyLog(gateway);
  });

  /** So many open alarms, that a snapshot of them is a long text. */
  async function openAlarms(count: number): Promise<void> {
    const { gateway, maria } = scene;
    const { secret, token } = issueToken({ name: 'panel', scope: 'signals' }, Date.now());
    const common = { family: 'http', silent: true, heartbeatSeconds: 60, holdMs: 0, revoked: false } as const;
    const devices = Array.from({ length: count }, (_, i) => `zone-${i}`);
    // as (both): ids are born here, or the demo's.
    const puts = devices.map((device): Change => ({
      put: 'device',
      value: { ...common, device: device as DeviceId, label: device, place: 'room1' as PlaceId },
    }));
    await gateway.save([...puts, { put: 'token', value: token }]);
    for (const device of devices) {
      const answer = await fetch(`${gateway.addresses.http}/api/v1/signals`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'idempotency-key': device, 'content-type': 'application/json' },
        body: JSON.stringify({ device, kind: 'duress' }),
      });
      expect(answer.status).toBe(202);
    }
    await until('all are on the console', () => maria.alarms.size === count);
  }

  test('consoles that ask again and again and read nothing: each costs what one may, then it is closed; nobody else waits', async () => {
    const { gateway, maria } = scene;
    const pages = Array.from({ length: 10 }, () => maria.another());
    await openAlarms(150);
    for (const page of pages) await page.watch();
    const before = await gateway.usage();
    const open = gateway.descriptors;
    const asked = 100;
    const bytes = JSON.stringify(maria.messages.findLast(({ type }) => type === 'update')).length * 150;
    for (const page of pages) {
      page.freeze();
      for (let i = 0; i < asked; i += 1) page.say({ type: 'subscribe', topic: 'alarms' });
    }
    const took = await pressesOfOthers(3);
    const after = await gateway.usage();
    const grown = (after.heapUsed + after.external - before.heapUsed - before.external) / MIB;
    process.stdout.write(
      `${pages.length} consoles asked for ${Math.round((pages.length * asked * bytes) / MIB)} MiB and read none of it: memory grew by ${grown.toFixed(1)} MiB, at the cost of ${Math.round(after.cpuMs - before.cpuMs)} ms of a processor; ` +
        `others' presses at worst ${worst(took)} ms\n`,
    );
    // 1 MiB and one snapshot each, twice for what is on its way to the kernel.
    expect(grown).toBeLessThan(pages.length * 3);
    expect(worst(took)).toBeLessThan(OTHERS_WITHIN_MS);
    await until('each was given up', () => gateway.descriptors <= open - pages.length);
    expect((await gateway.usage()).external).toBeLessThan(before.external + MIB);
    for (const page of pages) page.thaw();
    await until('each was closed', () => pages.every((page) => page.closedWith !== undefined));
    expect(maria.closedWith).toBeUndefined();
  });
});
