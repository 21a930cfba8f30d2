import { DAY_MS } from '../base/durations.ts';

/** When a debrief's owner can be expected to accept, on the site's clock. Sites set their own with the full debrief workflow. */
const OPENS = 8;
const CLOSES = 18;
/** Monday is 1. */
const LAST_WORKDAY = 5;
/** A month of days off in a row is not looked beyond: then plain time counts. */
const DAYS_MAX = 31;

/** Epoch ms at which `lengthMs` of working time has passed after `from` (epoch ms). */
export type WorkingTime = (from: number, lengthMs: number) => number;

/** In epoch ms; a day on which nobody works closes as it opens. */
interface Day {
  readonly begins: number;
  readonly opens: number;
  readonly closes: number;
}

export function afterWorkingTime(from: number, lengthMs: number, zone: string): number {
  return workingTimeIn(zone)(from, lengthMs);
}

/**
 * Working time in `zone` (IANA; an unknown one counts as UTC). Days that daylight saving makes longer or shorter are counted as they are.
 * It looks each day up in the calendar once and keeps it, some 100 bytes: whoever asks for 19,000 buttons in a row keeps it that long.
 */
export function workingTimeIn(zone: string): WorkingTime {
  const there = isZone(zone) ? zone : 'UTC';
  const days = new Map<number, Day>();
  const day = (number: number): Day => days.getOrInsertComputed(number, () => dayIn(there, number));
  return (from, lengthMs) => {
    const now = Math.trunc(from);
    let left = lengthMs;
    // No clock is a day ahead of UTC.
    let today = Math.floor(now / DAY_MS) + 1;
    while (day(today).begins > now) today -= 1;
    for (let number = today; number < today + DAYS_MAX; number += 1) {
      const { opens, closes } = day(number);
      const start = Math.max(now, opens);
      const open = Math.max(0, closes - start);
      if (left <= open) return start + left;
      left -= open;
    }
    return from + lengthMs;
  };
}

/** `number`: days since 1970-01-01, by the calendar there. */
function dayIn(zone: string, number: number): Day {
  const date = Temporal.PlainDate.from('1970-01-01').add({ days: number });
  const begins = date.toZonedDateTime(zone);
  const opens = begins.with({ hour: OPENS, minute: 0, second: 0, millisecond: 0 });
  // Samoa had no 30th of December 2011: what is said of such a day is the next one's.
  const isWorked = date.dayOfWeek <= LAST_WORKDAY && begins.toPlainDate().equals(date);
  const closes = isWorked ? opens.with({ hour: CLOSES }) : opens;
  return { begins: begins.epochMilliseconds, opens: opens.epochMilliseconds, closes: closes.epochMilliseconds };
}

/**
 * A zone that `Temporal` can reckon with: `Intl` alone knows more names. `Temporal` in its turn takes a zone out of a whole date, so what
 * is not spelt as it spells it is asked of both. `Intl` is asked last: a formatter takes some 50 µs, and a round of tests asks for each button.
 */
export function isZone(zone: string): boolean {
  try {
    const { timeZoneId } = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return timeZoneId === zone || new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
