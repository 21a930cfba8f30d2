import { DAY_MS, HOUR_MS } from '../base/durations.ts';
import { BATTERY } from '../contract/limits.ts';

/** A level in percent, and when it was first seen (epoch ms). */
export type Level = readonly [at: number, percent: number];

/** So many levels are kept of each device; 19,000 devices take a few megabytes. When they are full every second one goes. */
export const LEVELS_MAX = 24;
/** A level that rises by more than a battery does by itself when it gets warm is another battery, or was charged. */
const RISE = 10;
/** Fewer levels, a shorter time or a smaller fall say more of the measuring than of the battery. */
const LEVELS_AT_LEAST = 3;
const SPAN_AT_LEAST_MS = 12 * HOUR_MS;
const FALL_AT_LEAST = 3;
/** What lies further off is no forecast. */
const DAYS_MAX = 999;

/** The levels with one more; the same list when it says nothing new. */
export function withLevel(levels: readonly Level[], [at, percent]: Level): readonly Level[] {
  const last = levels.at(-1);
  if (last !== undefined && percent > last[1] + RISE) return [[at, percent]];
  if (last !== undefined && percent >= last[1]) return levels;
  const all: readonly Level[] = [...levels, [at, percent]];
  // The first and the last stay: they say most of the slope.
  return all.length <= LEVELS_MAX ? all : all.filter((_, i) => i % 2 === 0 || i === all.length - 1);
}

/** Whole days until it may fail, by the straight line through its levels; undefined: not known yet. */
export function daysLeft(levels: readonly Level[], now: number): number | undefined {
  const [first, last] = [levels[0], levels.at(-1)];
  if (first === undefined || last === undefined || levels.length < LEVELS_AT_LEAST) return undefined;
  // It has stood at its last level until now: that is a point too, or a slow battery would look like a quick one.
  const points: readonly Level[] = now > last[0] ? [...levels, [now, last[1]]] : levels;
  if (last[0] - first[0] < SPAN_AT_LEAST_MS || first[1] - last[1] < FALL_AT_LEAST) return undefined;
  const perMs = slopeOf(points);
  if (perMs >= 0) return undefined;
  const days = Math.floor((last[1] - BATTERY.flat) / -perMs / DAY_MS);
  return Math.min(Math.max(days, 0), DAYS_MAX);
}

/** Least squares, percent for each ms. */
function slopeOf(points: readonly Level[]): number {
  const mean = (pick: (level: Level) => number): number => points.reduce((sum, level) => sum + pick(level), 0) / points.length;
  const [meanAt, meanPercent] = [mean(([at]) => at), mean(([, percent]) => percent)];
  let [over, under] = [0, 0];
  for (const [at, percent] of points) {
    over += (at - meanAt) * (percent - meanPercent);
    under += (at - meanAt) ** 2;
  }
  return under === 0 ? 0 : over / under;
}
