import type { Band, LearningPage } from '@duress/gateway/contract/learning.ts';

/** Every count of the period is in the lowest band, so that tables would say the same in each line. The trend is of other months too. */
export function isTooFew({ trend: _, choices: __, ...page }: LearningPage): boolean {
  return bandsIn(page).every(({ from }) => from === 0);
}

function bandsIn(value: unknown): Band[] {
  if (typeof value !== 'object' || value === null) return [];
  return isBand(value) ? [value] : Object.values(value).flatMap(bandsIn);
}

const isBand = (value: object): value is Band =>
  'from' in value && 'to' in value && typeof value.from === 'number' && typeof value.to === 'number';

/** Some month of the trend has more than the lowest band. */
export function hasTrend({ trend }: LearningPage): boolean {
  return trend.months.some(({ count }) => count !== undefined && count.from > 0);
}
