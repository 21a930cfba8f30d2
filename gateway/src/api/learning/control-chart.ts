import { BAND_WIDTH, TREND_NEEDS, TREND_RUN, type Band, type Trend } from '../../contract/learning.ts';

/**
 * A c-chart: counts of rare, independent events in equal spans vary by the square root of their mean (Benneyan, Lloyd & Plsek, Qual Saf
 * Health Care 2003; Montgomery, Introduction to Statistical Quality Control). A u-chart would need the staff of each month, a g-chart
 * the days between single events, which nobody is to see. Made from the bands alone: it can tell no more than they do.
 */
const SIGMAS = 3;
/** Five whole numbers, each as likely: what giving bands in place of counts adds to their variance, (5² − 1) / 12. */
const BAND_VARIANCE = (BAND_WIDTH ** 2 - 1) / 12;

type Months = Trend['months'];

export function trendOf(months: Months): Trend {
  const known = months.flatMap(({ month, count }) => (count === undefined ? [] : [{ month, value: middleOf(count), count }]));
  const missing = (why: 'months' | 'alarms'): Trend => ({ months, limits: { missing: why, known: known.length }, signals: [] });
  if (known.length < TREND_NEEDS) return missing('months');
  // Where most months have fewer than five, the chart would tell noise.
  const few = known.filter(({ count }) => count.from === 0).length;
  if (2 * few > known.length) return missing('alarms');
  const middle = known.reduce((sum, { value }) => sum + value, 0) / known.length;
  const reach = SIGMAS * Math.sqrt(middle + BAND_VARIANCE);
  const limits = { middle, lower: Math.max(0, middle - reach), upper: middle + reach };
  return { months, limits, signals: [...outside(known, limits), ...runs(known, middle)] };
}

function middleOf({ from, to }: Band): number {
  return (from + to) / 2;
}

interface Point {
  readonly month: string;
  readonly value: number;
}

function outside(points: readonly Point[], { lower, upper }: { readonly lower: number; readonly upper: number }): Trend['signals'] {
  return points.flatMap(({ month, value }): Trend['signals'] => {
    if (value > upper) return [{ rule: 'above', from: month, to: month }];
    return value < lower ? [{ rule: 'below' as const, from: month, to: month }] : [];
  });
}

/** Months in a row on one side; one that lies on the middle neither counts nor ends it. */
function runs(points: readonly Point[], middle: number): Trend['signals'] {
  const signals: Trend['signals'] = [];
  let run: Point[] = [];
  const end = (): void => {
    const [first, last] = [run[0], run.at(-1)];
    if (first !== undefined && last !== undefined && run.length >= TREND_RUN)
      signals.push({ rule: first.value > middle ? 'run-above' : 'run-below', from: first.month, to: last.month });
    run = [];
  };
  for (const point of points) {
    if (point.value === middle) continue;
    const [first] = run;
    if (first !== undefined && first.value > middle !== point.value > middle) end();
    run.push(point);
  }
  end();
  return signals;
}
