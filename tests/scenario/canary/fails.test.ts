import { afterEach, expect, test } from 'vitest';
import { DEFAULT_CONFIGURATION } from '../../../gateway/src/ops/configuration.ts';
import { GIVE_UP_AFTER_MS } from '../../../gateway/src/ops/canary/canary.ts';
import { LATE_AFTER_MS } from '../../../gateway/src/ops/canary/canary-run.ts';
import { PROBE_WITHIN_MS } from '../../../gateway/src/live/limits.ts';
import { SLOW_CANARY_MS } from '../../../gateway/src/engine/waiting-inputs.ts';
import { settled } from '../../harness/passing.ts';
import { until } from '../../harness/wait.ts';
import { CanaryHouse } from './house.ts';

let house: CanaryHouse;

afterEach(async () => {
  await house.close();
});

test('a page that is connected, beats and draws nothing is named within its time, counts no more, and counts again when it draws', async () => {
  house = await CanaryHouse.start();
  const [maria, lee] = [await house.watcher('maria'), await house.watcher('lee')];
  expect(await house.run()).toMatchObject({ state: 'well' });
  lee.draws = false;
  await house.due();
  await until('both were asked', () => lee.probes.length === 2 && maria.probes.length === 2);
  await house.pass(PROBE_WITHIN_MS - 1);
  expect(house.fault('console-hangs')).toBeUndefined();
  house.clock.advance(1);
  await until('the page is named', () => house.fault('console-hangs'));
  await until('the run has ended', () => house.view?.state === 'failed');
  expect(house.view).toMatchObject({ part: 'console' });
  // The gateway itself is well: what hangs is named alone.
  expect(house.fault('canary-late')).toBeUndefined();
  await house.pass(1_000);
  await until('one watches', () => maria.pulses.at(-1)?.watching === 1);
  lee.draws = true;
  await house.pass(60_000 - PROBE_WITHIN_MS - 1_000);
  await until('it is over', () => house.fault('console-hangs') === undefined && house.view?.state === 'well');
  await house.pass(1_000);
  await until('both watch', () => maria.pulses.at(-1)?.watching === 2);
});

test('a page that hangs and is closed is no matter any more, and one that can’t say what it draws is not asked', async () => {
  house = await CanaryHouse.start();
  const lee = await house.watcher('lee');
  lee.draws = false;
  await house.due();
  await until('it was asked', () => lee.probes.length === 1);
  await house.pass(PROBE_WITHIN_MS);
  await until('it is named', () => house.fault('console-hangs'));
  lee.close();
  await until('it is over', () => house.fault('console-hangs') === undefined);
  const old = await house.watcher('maria');
  old.client.say({ type: 'watch', state: { armed: true, inputAgoMs: 0 } });
  old.draws = false;
});

test('a disk that stands still is noticed in a house where nobody presses, the screens are asked all the same, and all is well after', async () => {
  house = await CanaryHouse.start({ expectErrors: ['lifeboat-entered'] });
  const { core } = house.test.gateway;
  const maria = await house.watcher();
  expect(await house.run()).toMatchObject({ state: 'well' });
  await house.pass(54_000);
  const disk = house.holdDisk();
  house.clock.advance(1_000);
  await until('the disk was asked', disk.asked);
  house.clock.advance(SLOW_CANARY_MS - 1);
  expect(core.health.state).toBe('ok');
  house.clock.advance(100);
  expect(core.health).toMatchObject({ state: 'lifeboat', why: 'slow' });
  await until('the screens were asked', () => maria.probes.length === 2);
  await house.pass(GIVE_UP_AFTER_MS - SLOW_CANARY_MS);
  await until('it is told', () => house.view?.part === 'log');
  await house.pass(1_000);
  await until('also on the consoles', () => maria.pulses.at(-1)?.canary?.state === 'failed');
  disk.letGo();
  await until('the log is back', () => core.health.state === 'ok');
  await until('the fault that waited is written', () => house.fault('canary-late'));
  await house.pass(60_000 - GIVE_UP_AFTER_MS);
  await until('the next is well, and ends it', () => house.view?.state === 'well' && house.fault('canary-late') === undefined);
});

test('what takes longer than it should and gets there is late, one that takes just so long is not', async () => {
  house = await CanaryHouse.start({ expectErrors: ['lifeboat-entered'] });
  await house.watcher();
  await house.run();
  for (const [ms, state] of [
    [LATE_AFTER_MS, 'well'],
    [LATE_AFTER_MS + 1, 'late'],
  ] as const) {
    await house.pass(54_000);
    const disk = house.holdDisk();
    const ended = house.test.gateway.self.canary?.ended ?? 0;
    await house.pass(1_000);
    await until('the disk was asked', disk.asked);
    house.clock.advance(ms);
    disk.letGo();
    await until('it has ended', () => (house.test.gateway.self.canary?.ended ?? 0) > ended);
    expect(house.view).toMatchObject({ state, ...(state === 'late' ? { part: 'log' } : {}) });
    await settled(house.test.gateway.core);
    await house.pass(5_000 - ms);
  }
  await until('the slow one is a fault', () => house.fault('canary-late')?.detail?.includes('slow') === true);
});

test('without MQTT the loop, the disk and the screens are tested all the same', async () => {
  house = await CanaryHouse.start({ configuration: { mqtt: { ...DEFAULT_CONFIGURATION.mqtt, enabled: false } } });
  const maria = await house.watcher();
  expect(await house.run()).toMatchObject({ state: 'well' });
  expect(maria.probes).toEqual(['1']);
});

test('a page that draws the probe after its time draws again, and counts without waiting for the next one', async () => {
  house = await CanaryHouse.start();
  const lee = await house.watcher('lee');
  lee.draws = false;
  await house.due();
  await until('it was asked', () => lee.probes.length === 1);
  await house.pass(PROBE_WITHIN_MS);
  await until('it is named', () => house.fault('console-hangs'));
  lee.client.say({ type: 'probe-drawn', probe: lee.probes[0] ?? '' });
  await until('it is over', () => house.fault('console-hangs') === undefined);
});
