import { describe, expect, test } from 'vitest';
import type { Band, Trend } from '../../contract/learning.ts';
import { trendText } from '../../contract/learning-words.en.ts';
import { bandOf } from './bands.ts';
import { trendOf } from './control-chart.ts';

const month = (i: number): string => Temporal.PlainYearMonth.from('2025-01').add({ months: i }).toString();
const months = (counts: readonly (number | undefined)[]): Trend['months'] =>
  counts.map((count, i) => ({ month: month(i), ...(count === undefined ? {} : { count: bandOf(count) satisfies Band }) }));
const steady = (length: number, count = 12): number[] => Array<number>(length).fill(count);

describe('limits', () => {
  test('need twelve months', () => {
    expect(trendOf(months([undefined, ...steady(11)])).limits).toEqual({ missing: 'months', known: 11 });
    expect(trendText(trendOf(months(steady(11))))).toBe(
      'There are 11 months so far. Limits need 12: until then, ups and downs say nothing.',
    );
    // By hand: each month is given as 10 to 14, its middle is 12; 3 × √(12 + 2) = 11.22.
    const { limits } = trendOf(months(steady(12)));
    expect(limits).toMatchObject({ middle: 12 });
    expect('upper' in limits && [limits.lower.toFixed(2), limits.upper.toFixed(2)]).toEqual(['0.78', '23.22']);
  });

  test('are not drawn where more than half of the months have fewer than five', () => {
    expect(trendOf(months([...steady(6, 4), ...steady(6)])).limits).toHaveProperty('middle');
    expect(trendOf(months([...steady(7, 4), ...steady(5)])).limits).toEqual({ missing: 'alarms', known: 12 });
  });
});

describe('a signal', () => {
  const wave = [10, 15, 10, 15, 10, 15, 10, 15];
  const alone = (counts: readonly number[]): Trend['signals'] =>
    trendOf(months(counts)).signals.filter(({ rule }) => !rule.startsWith('run'));

  test('is one month beyond the limit, and none within', () => {
    // By hand: 16 months of 12 or 17 and one of 27 have the middle 15.24; 15.24 + 3 × √17.24 = 27.69. One of 32: 15.53, and 28.09.
    expect(alone([...wave, ...wave, 27])).toEqual([]);
    expect(alone([...wave, ...wave, 32])).toEqual([{ rule: 'above', from: month(16), to: month(16) }]);
    expect(alone([...steady(16, 40), 15])).toEqual([{ rule: 'below', from: month(16), to: month(16) }]);
    expect(alone([...steady(16, 40), 20])).toEqual([]);
    expect(trendText(trendOf(months([...wave, ...wave, 32])))).toBe(
      'May 2026 lies above what usually comes and goes. Something was different.',
    );
  });

  test('is eight months in a row on one side, and not seven', () => {
    expect(trendOf(months([...wave, 10, ...steady(7, 15), 10, 10])).signals).toEqual([]);
    const eight = trendOf(months([...wave, 10, ...steady(8, 15), 10, 10]));
    expect(eight.signals).toEqual([{ rule: 'run-above', from: month(9), to: month(16) }]);
    expect(trendText(eight)).toBe('October 2025 to May 2026 all lie above the middle. The usual number may have risen.');
    expect(trendOf(months([...wave, ...steady(8, 10), ...steady(4, 15)])).signals).toEqual([
      { rule: 'run-below', from: month(8), to: month(15) },
    ]);
  });

  test('is not made by months on the middle', () => {
    expect(trendOf(months(steady(24))).signals).toEqual([]);
    expect(trendText(trendOf(months(steady(24))))).toBe('All months lie within what usually comes and goes. No month stands out.');
  });
});
