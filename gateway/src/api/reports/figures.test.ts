import { describe, expect, test } from 'vitest';
import { SystemClock } from '../../base/clock.ts';
import { Pace } from '../../base/pace.ts';
import { figuresOf, spansOf, type Steps } from './figures.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

describe('percentiles', () => {
  test('of fewer than five are withheld, of five given', () => {
    expect(spansOf([1, 2, 3, 4])).toEqual({ count: 4 });
    expect(spansOf([5, 1, 4, 2, 3])).toEqual({ count: 5, p50: 3, p90: 5, p99: 5 });
  });

  test('are spans that really were, by the nearest rank', () => {
    expect(spansOf(upTo(100).reverse())).toEqual({ count: 100, p50: 50, p90: 90, p99: 99 });
  });
});

describe('figures', () => {
  const figures = (all: readonly Steps[]): ReturnType<typeof figuresOf> => figuresOf(all, new Pace(new SystemClock()));
  const steps = (more: Partial<Steps>): Steps => ({ pressed: 1_000, ...more });

  test('count what came to each step, and never less than no time', async () => {
    const all = [...upTo(5).map((i) => steps({ shown: 1_000 + i, taken: 2_000, here: 3_000 })), steps({ shown: 999 }), steps({})];
    expect(await figures(all)).toMatchObject({
      alarms: 7,
      pressToShown: { count: 6, p50: 2 },
      takenToHere: { count: 5, p50: 1_000 },
      pressToHere: { p99: 2_000 },
    });
  });

  test.each([
    [60_000, 5],
    [60_001, 0],
  ])('taken %i ms after it was shown: %i of 5 in time', async (after, count) => {
    const all = upTo(5).map(() => steps({ shown: 2_000, taken: 2_000 + after }));
    expect((await figures(all)).takenInTime).toEqual({ of: 5, count });
    expect((await figures(all.slice(1))).takenInTime).toBeUndefined();
  });

  test('say how many were found where the alarm said, of those of whom somebody said it, and nothing of fewer than five', async () => {
    const all = [...upTo(4).map(() => steps({ found: 'as-said' as const })), steps({ found: 'elsewhere' }), steps({}), steps({})];
    expect((await figures(all)).foundAsSaid).toEqual({ of: 5, count: 4 });
    expect((await figures(all.slice(1))).foundAsSaid).toBeUndefined();
  });
});
