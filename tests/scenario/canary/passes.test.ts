import { afterEach, expect, test } from 'vitest';
import { HOUR_MS } from '../../../gateway/src/base/durations.ts';
import type { DeviceId } from '../../../gateway/src/base/ids.ts';
import { settled } from '../../harness/passing.ts';
import { until } from '../../harness/wait.ts';
import { CanaryHouse } from './house.ts';

let house: CanaryHouse;

afterEach(async () => {
  await house.close();
});

test('it presses each minute, through its own connection to each console that watches, and nobody is disturbed', async () => {
  house = await CanaryHouse.start();
  const { core, counters } = house.test.gateway;
  const maria = await house.watcher('maria');
  await settled(core);
  const before = house.facts.length;
  expect(house.view).toBeUndefined();
  expect(await house.run()).toMatchObject({ state: 'well', ms: expect.any(Number) as number, wellAt: house.clock.wall() });
  expect(await house.run()).toMatchObject({ state: 'well' });
  expect(maria.probes).toEqual(['1', '2']);
  expect(counters.read()['mqtt-press']).toBe(2);
  // Not a fact, an alarm, a debrief, a message or a device of it anywhere.
  expect(house.facts.slice(before).map(({ kind, data }) => `${kind} ${JSON.stringify(data)}`)).toEqual([]);
  expect(core.committed.alarms.size + core.committed.debriefs.size).toBe(0);
  expect([...core.committed.devices.values()].filter(({ device }) => device.includes('canary'))).toEqual([]);
  expect(house.test.gateway.self.canary?.view).toBeDefined();
  // Its age stands in each second's pulse.
  house.clock.advance(1_000);
  await until('the pulse tells of it', () => maria.pulses.at(-1)?.canary?.state === 'well');
  expect(maria.pulses.at(-1)?.canary).toMatchObject({ wellAt: expect.any(Number) as number, p50: expect.any(Number) as number });
});

test.each([-3_600_000, 7_200_000])(
  'the wall clock is set by %i ms: how long ago the last one went all the way is said as it is',
  async (by) => {
    house = await CanaryHouse.start();
    await house.run();
    await house.pass(20_000);
    house.clock.setWall(house.clock.wall() + by);
    expect(house.clock.wall() - (house.view?.wellAt ?? 0)).toBe(20_000);
  },
);

test('the log keeps one count of each hour, and one of what there was at the stop', async () => {
  house = await CanaryHouse.start();
  await house.watcher();
  for (let run = 0; run < 3; run += 1) await house.run();
  house.clock.advance(HOUR_MS - 2 * 60_000);
  await until('the hour is counted', () => house.facts.some(({ kind }) => kind === 'CanaryCounted'));
  const counted = house.facts.filter(({ kind }) => kind === 'CanaryCounted');
  expect(counted).toHaveLength(1);
  expect(counted[0]?.data).toMatchObject({ runs: 3, late: 0, failed: [], shown: { p50: expect.any(Number) as number } });
  await house.test.stop();
  expect(house.facts.filter(({ kind }) => kind === 'CanaryCounted').map(({ data }) => (data as { runs: number }).runs)).toHaveLength(2); // as: by its schema
});

test('where nobody watches it goes as far as the disk', async () => {
  house = await CanaryHouse.start();
  expect(await house.run()).toMatchObject({ state: 'well' });
  await house.test.stop();
  const [count] = house.facts.filter(({ kind }) => kind === 'CanaryCounted');
  expect(count?.data).toMatchObject({ runs: 1, committed: { most: expect.any(Number) as number } });
  expect(count?.data).not.toMatchObject({ shown: expect.anything() as unknown });
});

test('its name is of no use to anybody, and a press under it that is not its own changes nothing', async () => {
  house = await CanaryHouse.start();
  const { core, intake } = house.test.gateway;
  const { seq } = core.head;
  // as: an id by hand; the canary's own is in no list to take it from.
  expect(intake.device('canary' as DeviceId)).toBeUndefined();
  const path = { by: 'http' as const };
  const signal = { device: 'canary' as DeviceId, boot: 1, seq: 1, kind: 'duress' as const, receivedAt: 0, pressedAt: 0, path };
  expect(await intake.signal(signal)).toMatchObject({ outcome: 'refused', code: 'unknown-device' });
  await settled(core);
  expect(core.head.seq).toBe(seq);
});
