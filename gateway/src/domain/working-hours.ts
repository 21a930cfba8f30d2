/** When a debrief's owner can be expected to accept, on the site's clock. Sites set their own with the full debrief workflow. */
const OPENS = 8;
const CLOSES = 18;
/** Monday is 1. */
const LAST_WORKDAY = 5;
/** A month of days off in a row is not looked beyond: then plain time counts. */
const DAYS_MAX = 31;

/**
 * Epoch ms at which `lengthMs` of working time has passed after `from` (epoch ms) in `zone` (IANA). An unknown zone counts as UTC.
 * Days that daylight saving makes longer or shorter are counted as they are.
 */
export function afterWorkingTime(from: number, lengthMs: number, zone: string): number {
  let left = lengthMs;
  let now = zoned(from, zone);
  for (let day = 0; day < DAYS_MAX; day += 1) {
    const opens = now.with({ hour: OPENS, minute: 0, second: 0, millisecond: 0 });
    const closes = opens.with({ hour: CLOSES });
    const start = Math.max(now.epochMilliseconds, opens.epochMilliseconds);
    const open = now.dayOfWeek <= LAST_WORKDAY ? Math.max(0, closes.epochMilliseconds - start) : 0;
    if (left <= open) return start + left;
    left -= open;
    now = now.add({ days: 1 }).startOfDay();
  }
  return from + lengthMs;
}

function zoned(at: number, zone: string): Temporal.ZonedDateTime {
  const instant = Temporal.Instant.fromEpochMilliseconds(Math.trunc(at));
  return instant.toZonedDateTimeISO(isZone(zone) ? zone : 'UTC');
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
