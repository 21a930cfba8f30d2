import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../base/durations.ts';
import { daysLeft, LEVELS_MAX, withLevel, type Level } from './battery.ts';

/** One percent each so many hours, from 100 down. */
function fallen(percent: number, everyMs: number): readonly Level[] {
  let levels: readonly Level[] = [];
  for (let i = 0; i <= percent; i += 1) levels = withLevel(levels, [i * everyMs, 100 - i]);
  return levels;
}

describe('the levels that are kept', () => {
  it('the same level again, or a battery that gets warm, is no news', () => {
    const levels = withLevel([], [0, 50]);
    expect(withLevel(levels, [1, 50])).toBe(levels);
    expect(withLevel(levels, [1, 60])).toBe(levels);
  });

  it('another battery begins anew', () => {
    expect(withLevel(fallen(20, HOUR_MS), [DAY_MS, 91])).toEqual([[DAY_MS, 91]]);
  });

  it('are bounded, and keep the first and the last', () => {
    const levels = fallen(95, DAY_MS);
    expect(levels.length).toBeLessThanOrEqual(LEVELS_MAX);
    expect([levels[0], levels.at(-1)]).toEqual([
      [0, 100],
      [95 * DAY_MS, 5],
    ]);
  });
});

describe('the forecast', () => {
  it.each([
    // One percent a day, at 80: 75 days down to 5.
    [20, DAY_MS, 75],
    [20, DAY_MS / 2, 37],
    // Thinned out many times it says the same.
    [90, DAY_MS, 5],
  ])('a battery that has lost %d %% by one each %d ms lasts %d days', (percent, everyMs, days) => {
    expect(daysLeft(fallen(percent, everyMs), percent * everyMs)).toBe(days);
  });

  it('is not known of few levels, a short time or a small fall', () => {
    const day = fallen(3, DAY_MS);
    expect(daysLeft(day, 3 * DAY_MS)).toBeDefined();
    expect(daysLeft(fallen(2, DAY_MS), 2 * DAY_MS)).toBeUndefined();
    expect(daysLeft(fallen(12, HOUR_MS), DAY_MS)).toBeDefined();
    expect(daysLeft(fallen(11, HOUR_MS), DAY_MS)).toBeUndefined();
    expect(daysLeft([], 0)).toBeUndefined();
    expect(
      daysLeft(
        [
          [0, 100],
          [DAY_MS, 90],
        ],
        DAY_MS,
      ),
    ).toBeUndefined();
  });

  it('a level that has stood since then lengthens it, and it is never below nothing', () => {
    const levels = fallen(20, DAY_MS);
    expect(daysLeft(levels, 30 * DAY_MS)).toBeGreaterThan(daysLeft(levels, 20 * DAY_MS) ?? Infinity);
    expect(daysLeft(fallen(97, DAY_MS), 97 * DAY_MS)).toBe(0);
  });
});
