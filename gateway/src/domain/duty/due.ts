import type { DutyLimit } from '../../contract/duty.ts';
import { HOUR_MS } from '../../base/durations.ts';
import { isZone } from '../working-hours.ts';

/** Is a day (on the place's clock) a business day? */
export type IsBusinessDay = (day: Temporal.PlainDate) => boolean;

export interface Calendar {
  /** IANA; an unknown one counts as UTC. */
  readonly zone: string;
  readonly isBusinessDay: IsBusinessDay;
}

/** Monday is 1. */
const LAST_WORKDAY = 5;
/** A calendar with no business day in so many days has none at all: then plain days count. */
const LOOKED_AT_DAYS = 400;

/** Monday to Friday. */
export const WEEKDAYS: IsBusinessDay = (day) => day.dayOfWeek <= LAST_WORKDAY;

/**
 * Epoch ms by which a limit that runs from `from` (epoch ms) has to be met. Hours are plain hours, nights and weekends too. Days end at the
 * same time of day. Business days begin with the first one after the day of `from`, and the last of them counts whole.
 */
export function dueOf({ unit, count }: Pick<DutyLimit, 'unit' | 'count'>, from: number, { zone, isBusinessDay }: Calendar): number {
  if (unit === 'at-once') return from;
  if (unit === 'hours') return from + count * HOUR_MS;
  const begins = Temporal.Instant.fromEpochMilliseconds(Math.trunc(from)).toZonedDateTimeISO(isZone(zone) ? zone : 'UTC');
  if (unit === 'days') return begins.add({ days: count }).epochMilliseconds;
  let [day, left] = [begins.toPlainDate(), count];
  for (let looked = 0; left > 0; looked += 1) {
    day = day.add({ days: 1 });
    if (looked >= LOOKED_AT_DAYS || isBusinessDay(day)) left -= 1;
  }
  return day.add({ days: 1 }).toZonedDateTime(begins.timeZoneId).epochMilliseconds;
}

/** The day of a moment on the place's clock, YYYY-MM-DD. */
export function dayAt(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(at))
    .toZonedDateTimeISO(isZone(zone) ? zone : 'UTC')
    .toPlainDate()
    .toString();
}
