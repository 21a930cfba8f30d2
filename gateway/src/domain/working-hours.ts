import { DAY_MS } from '../base/durations.ts';
import type { Hours } from '../contract/escalation.ts';

/** When people can be expected to answer where a site has said nothing else, on its clock. */
export const USUAL_HOURS: readonly Hours[] = [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }];
/** After so many days in a row on which nobody works nothing is looked for any more: then plain time counts. */
const IDLE_DAYS_MAX = 31;
/** Nor beyond a year and a month: a house that works an hour a week takes that long for 50. */
const DAYS_MAX = 400;

/**
 * Epoch ms at which `lengthMs` of working time has passed after `from` (epoch ms). With a length of 0: the first moment of working time
 * that is not before it.
 */
export type WorkingTime = (from: number, lengthMs: number) => number;

export interface WorkingWeek {
  /** IANA; an unknown one counts as UTC. */
  readonly zone: string;
  /** Hours that go on past midnight belong to the day on which they begin. What two of them share counts once. */
  readonly hours: readonly Hours[];
  /** Does nobody begin to work on that day? `date` as `YYYY-MM-DD`. */
  readonly isDayOff?: ((date: string) => boolean) | undefined;
}

/** In epoch ms, in the order in which they open. */
interface Day {
  readonly begins: number;
  readonly spans: readonly { readonly opens: number; readonly closes: number }[];
}

export function afterWorkingTime(from: number, lengthMs: number, zone: string): number {
  return workingTimeIn(zone)(from, lengthMs);
}

/** The usual hours in `zone`. */
export function workingTimeIn(zone: string): WorkingTime {
  return workingTimeOf({ zone, hours: USUAL_HOURS });
}

/**
 * Days that daylight saving makes longer or shorter are counted as they are. It looks each day up in the calendar once and keeps it, some
 * 100 bytes: whoever asks for 19,000 buttons in a row keeps it that long.
 */
export function workingTimeOf({ zone, hours, isDayOff }: WorkingWeek): WorkingTime {
  const week = { zone: isZone(zone) ? zone : 'UTC', hours, isDayOff };
  const days = new Map<number, Day>();
  const day = (number: number): Day => days.getOrInsertComputed(number, () => dayIn(week, number));
  const isOverMidnight = hours.some(({ from, to }) => to <= from);
  return (from, lengthMs) => {
    const now = Math.trunc(from);
    let left = lengthMs;
    // No clock is a day ahead of UTC.
    let today = Math.floor(now / DAY_MS) + 1;
    while (day(today).begins > now) today -= 1;
    // What has been counted ends here: hours of one day may reach into those of the next.
    let counted = now;
    let idle = 0;
    for (let number = today - Number(isOverMidnight); number < today + DAYS_MAX && idle < IDLE_DAYS_MAX; number += 1) {
      idle += 1;
      for (const { opens, closes } of day(number).spans) {
        const start = Math.max(counted, opens);
        const open = closes - start;
        if (open <= 0) continue;
        if (left <= open) return start + left;
        left -= open;
        counted = closes;
        idle = 0;
      }
    }
    return from + lengthMs;
  };
}

/** `number`: days since 1970-01-01, by the calendar there. */
function dayIn({ zone, hours, isDayOff }: WorkingWeek, number: number): Day {
  const date = Temporal.PlainDate.from('1970-01-01').add({ days: number });
  const begins = date.toZonedDateTime(zone);
  // Samoa had no 30th of December 2011: what is said of such a day is the next one's.
  const isThere = begins.toPlainDate().equals(date);
  const worked = isThere ? hours.filter(({ days }) => days.includes(date.dayOfWeek)) : [];
  const isFree = worked.length === 0 || isDayOff?.(date.toString()) === true;
  const spans = isFree
    ? []
    : worked.map(({ from, to }) => ({ opens: momentIn(begins, from), closes: momentIn(lastDay(begins, from, to), to) }));
  return { begins: begins.epochMilliseconds, spans: spans.sort((a, b) => a.opens - b.opens) };
}

function lastDay(begins: Temporal.ZonedDateTime, from: string, to: string): Temporal.ZonedDateTime {
  return to > from ? begins : begins.add({ days: 1 });
}

/** `HH:MM` of that day; one that the day skips counts as the next, one that it has twice as the first. */
function momentIn(day: Temporal.ZonedDateTime, time: string): number {
  const [hour = '0', minute = '0'] = time.split(':');
  return day.with({ hour: Number(hour), minute: Number(minute), second: 0, millisecond: 0 }).epochMilliseconds;
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
