import { isZone } from './working-hours.ts';

/** A moment as the clock on a wall and the calendar beside it show it. */
export interface LocalTime {
  /** Days since 1970-01-01, by the calendar there. */
  readonly dayNumber: number;
  /** Monday is 1. */
  readonly weekday: number;
  /** `HH:MM`; two of them compare as text. */
  readonly time: string;
}

export const WEEK_DAYS = 7;
/** 1970-01-01 was a Thursday: so many days after a Monday. */
const EPOCH_AFTER_MONDAY = 3;

/** `at` in epoch ms; an unknown zone counts as UTC. */
export function localTime(at: number, zone: string): LocalTime {
  const zoned = Temporal.Instant.fromEpochMilliseconds(Math.trunc(at)).toZonedDateTimeISO(isZone(zone) ? zone : 'UTC');
  const dayNumber = daysSinceEpoch(zoned.toPlainDate());
  return { dayNumber, weekday: weekdayOf(dayNumber), time: `${two(zoned.hour)}:${two(zoned.minute)}` };
}

/** The day of a `YYYY-MM-DD`. @throws RangeError where there is no such day */
export function dayNumberOf(date: string): number {
  return daysSinceEpoch(Temporal.PlainDate.from(date, { overflow: 'reject' }));
}

export function isDay(date: string): boolean {
  try {
    return dayNumberOf(date) >= 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export function weekdayOf(dayNumber: number): number {
  return ((dayNumber + EPOCH_AFTER_MONDAY) % WEEK_DAYS) + 1;
}

/** Weeks begin on Monday. */
export function weekNumberOf(dayNumber: number): number {
  return Math.floor((dayNumber + EPOCH_AFTER_MONDAY) / WEEK_DAYS);
}

export function dateOf(dayNumber: number): string {
  return epoch().add({ days: dayNumber }).toString();
}

/** Where a day lies in its month. */
export interface DayOfMonth {
  /** Months since year 0. */
  readonly month: number;
  /** From 1. */
  readonly day: number;
  readonly daysInMonth: number;
}

export function dayOfMonth(dayNumber: number): DayOfMonth {
  const { year, month, day, daysInMonth, monthsInYear } = epoch().add({ days: dayNumber });
  return { month: year * monthsInYear + month, day, daysInMonth };
}

/** Epoch ms of `HH:MM` on that day there. A time that the day skips counts as the next one, one that it has twice as the first. */
export function momentOf(dayNumber: number, time: string, zone: string): number {
  const there = isZone(zone) ? zone : 'UTC';
  return epoch()
    .add({ days: dayNumber })
    .toZonedDateTime({ timeZone: there, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
}

function epoch(): Temporal.PlainDate {
  return Temporal.PlainDate.from('1970-01-01');
}

function daysSinceEpoch(date: Temporal.PlainDate): number {
  return epoch().until(date, { largestUnit: 'day' }).days;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
