import { isZone } from './working-hours.ts';

/** The month in which a moment lies, on the clock of a zone; an unknown one counts as UTC. */
export function monthAt(at: number, zone: string): Temporal.PlainYearMonth {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(at)).toZonedDateTimeISO(known(zone)).toPlainDate().toPlainYearMonth();
}

/** Epoch ms of its first moment there. */
export function startOf(month: Temporal.PlainYearMonth, zone: string): number {
  return month.toPlainDate({ day: 1 }).toZonedDateTime(known(zone)).epochMilliseconds;
}

/** The last month that is over, `YYYY-MM`: two of them compare as text. */
export function lastMonth(at: number, zone: string): string {
  return monthAt(at, zone).subtract({ months: 1 }).toString();
}

function known(zone: string): string {
  return isZone(zone) ? zone : 'UTC';
}
