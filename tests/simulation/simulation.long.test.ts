import { expect, test } from 'vitest';
import { HOUR_MS } from '../../gateway/src/base/durations.ts';
import { holds } from './holds.ts';
import { planOfSeed, runPlan } from './run.ts';

/** Long ones, in which little happens for hours: two hours each, four, and a whole night. */
const LONG: readonly (readonly [hours: number, seeds: number])[] = [
  [2, 30],
  [4, 15],
  [12, 5],
];
/** Short ones that nobody has run before. */
const NEW_SEEDS = 500;
const MINUTES = 12;

test('every promise holds through hours in which little happens', async () => {
  for (const [hours, seeds] of LONG) for (let seed = 1; seed <= seeds; seed += 1) await holds(seed, hours * 60);
});

test('and through a night that nobody has lived through before', async () => {
  const first = 1_000_000 + (Date.now() % 1_000_000_000);
  for (const [hours] of LONG) for (let seed = first; seed < first + 5; seed += 1) await holds(seed, hours * 60);
});

test('in a long story hours pass in which nobody does anything, and what is due then happens all the same', async () => {
  const plan = planOfSeed(1, 4 * 60);
  const times = plan.deeds.map(({ at }) => at);
  const longest = Math.max(...times.map((at, index) => at - (times[index - 1] ?? 0)));
  expect(longest).toBeGreaterThan(HOUR_MS / 4);
  const { lines } = await runPlan(plan);
  expect(lines.filter((line) => line.includes(' HeadSigned ')).length).toBeGreaterThanOrEqual(4);
});

test('five hundred new short ones', async () => {
  const first = 2_000_000_000 + (Date.now() % 1_000_000_000);
  for (let seed = first; seed < first + NEW_SEEDS; seed += 1) await holds(seed, MINUTES);
});
