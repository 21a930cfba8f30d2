import { DAY_PART_HOURS, DAY_PARTS, type DayPart } from '../../contract/learning.ts';
import { monthAt, startOf } from '../../domain/local-months.ts';
import { WEEK_DAYS } from '../../domain/local-time.ts';
import type { Period } from '../reports/pages.ts';

const QUARTER_MONTHS = 3;
const YEAR_MONTHS = 12;

/** The first month of a period (`2026`, `2026-Q1`, `2026-03`), and how many months it has. */
export function monthsOf(period: string): { readonly first: Temporal.PlainYearMonth; readonly months: number } {
  const [year = '', part] = period.split('-');
  if (part === undefined) return { first: Temporal.PlainYearMonth.from(`${year}-01`), months: YEAR_MONTHS };
  if (!part.startsWith('Q')) return { first: Temporal.PlainYearMonth.from(period), months: 1 };
  const month = (Number(part.slice(1)) - 1) * QUARTER_MONTHS + 1;
  return { first: Temporal.PlainYearMonth.from({ year: Number(year), month }), months: QUARTER_MONTHS };
}

/** From its first moment to its last, on the clock of the zone. */
export function spanOf(period: string, zone: string): Period {
  const { first, months } = monthsOf(period);
  return { from: startOf(first, zone), to: startOf(first.add({ months }), zone) };
}

/** Years, quarters and months of the last two years that are over, newest first, months before what holds them. */
export function finishedPeriods(at: number, zone: string): string[] {
  const now = monthAt(at, zone);
  const periods: string[] = [];
  for (let back = 1; back <= 2 * YEAR_MONTHS; back += 1) {
    const month = now.subtract({ months: back });
    periods.push(month.toString());
    if (month.month % QUARTER_MONTHS === 0) periods.push(`${String(month.year)}-Q${String(month.month / QUARTER_MONTHS)}`);
    if (month.month === YEAR_MONTHS) periods.push(String(month.year));
  }
  return periods;
}

/** Day of the week (Monday is 1) and part of the day of a moment. */
export function slotAt(at: number, zone: string): { readonly day: number; readonly part: DayPart } {
  const { dayOfWeek, hour } = Temporal.Instant.fromEpochMilliseconds(Math.trunc(at)).toZonedDateTimeISO(zone);
  return { day: dayOfWeek, part: DAY_PARTS[Math.floor(hour / DAY_PART_HOURS)] ?? 'night' };
}

export const SLOTS: readonly { readonly day: number; readonly part: DayPart }[] = Array.from(
  { length: WEEK_DAYS },
  (_, i) => i + 1,
).flatMap((day) => DAY_PARTS.map((part) => ({ day, part })));
