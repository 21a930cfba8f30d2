import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../gateway/src/base/durations.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { leap } from '../../harness/passing.ts';

/** Some ten years, and a Monday morning again. */
const YEARS_MS = 520 * 7 * DAY_MS;

interface House {
  readonly gateway: TestGateway;
  readonly hands: Hands;
  readonly clock: ManualClock;
}

async function start(folder: string, clock: ManualClock): Promise<House> {
  const gateway = await TestGateway.start({ clock, folder });
  onTestFinished(() => gateway.stop());
  return { gateway, clock, hands: new Hands(gateway) };
}

/** Ana pressed, and it is over. Somebody sets the clock ten years ahead: Ruth has not accepted, by that clock, and Sam has half an hour of it. */
async function ahead(): Promise<House & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'duress-clock-back-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const house = await start(folder, new ManualClock());
  const { gateway, hands, clock } = house;
  await hands.press('button-ana');
  await hands.act('maria', 'all-clear');
  await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
  clock.setWall(clock.wall() + YEARS_MS);
  // The wall clock is looked at each ten seconds.
  await leap(gateway.gateway.core, clock, 20_000);
  expect(hands.debrief).toMatchObject({ owner: 'sam', state: 'waiting' });
  return { ...house, folder };
}

/** Half an hour, and the hour that small steps have; some of it is over. */
async function itGoesOn({ gateway, hands, clock }: House): Promise<void> {
  const { core } = gateway.gateway;
  await leap(core, clock, 85 * MINUTE_MS);
  expect(hands.debrief).toMatchObject({ owner: 'sam' });
  await leap(core, clock, 6 * MINUTE_MS);
  expect(hands.debrief).toMatchObject({ owner: 'ruth', state: 'waiting' });
  expect(hands.debrief.line.at(-1)).toMatchObject({ from: 'sam', reason: 'no-answer' });
  const { acceptBy } = hands.debrief.state === 'waiting' ? hands.debrief : {};
  expect(acceptBy).toBeLessThan(clock.wall() + DAY_MS);
  expect(gateway.events.errors()).toEqual([]);
}

test('the clock stands years ahead and is put right while the gateway runs: what was written then comes by engine time', async () => {
  const house = await ahead();
  house.clock.setWall(house.clock.wall() - YEARS_MS);
  await itGoesOn(house);
});

test('it is put right while the gateway is off: the time runs on from where it stood', async () => {
  const { gateway, clock, folder } = await ahead();
  await gateway.stop();
  await itGoesOn(await start(folder, new ManualClock(clock.wall() - YEARS_MS + HOUR_MS)));
});
