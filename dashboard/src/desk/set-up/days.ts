const DAY_MS = 24 * 3_600_000;

/** A moment as the day that a native date field shows, where the reader is. */
export function isoDay(at: number): string {
  const day = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The first moment of a day of a date field, where the reader is. */
export function dayStart(day: string): number {
  return new Date(`${day}T00:00:00`).getTime();
}

/** The first moment after that day: periods are [from, to). */
export function dayEnd(day: string): number {
  // A day may be 23 or 25 hours long: a good half day past its last usual hour is surely the next one.
  return dayStart(isoDay(dayStart(day) + 1.5 * DAY_MS));
}
