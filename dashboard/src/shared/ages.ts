import type { SharedTexts } from './texts/en.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A running time as a clock shows it: `0:07`, `12:40`, `1:02:05`. For what is counted while somebody watches. */
export function stopwatch(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / SECOND_MS));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A duration in one word and one unit, never rounded up: a thing is not said to be older than it is. */
export function duration(durationMs: number, texts: SharedTexts): string {
  const ms = Math.max(0, durationMs);
  if (ms < MINUTE_MS) return texts.age.seconds(Math.floor(ms / SECOND_MS));
  if (ms < HOUR_MS) return texts.age.minutes(Math.floor(ms / MINUTE_MS));
  if (ms < 2 * DAY_MS) return texts.age.hours(Math.floor(ms / HOUR_MS));
  return texts.age.days(Math.floor(ms / DAY_MS));
}

/** `8 seconds ago`, `now` under two seconds. */
export function ago(durationMs: number, texts: SharedTexts): string {
  return durationMs < 2 * SECOND_MS ? texts.age.now : texts.age.ago(duration(durationMs, texts));
}

export interface InZone {
  readonly language: string;
  /** An IANA zone; absent: the reader's own. */
  readonly zone?: string | undefined;
}

/** `14:03:22`: the time of day to the second, in 24 hours, as a control room says it. */
export function timeOfDay(at: number, { language, zone }: InZone): string {
  return format(at, { language, zone }, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}

/** `23 Nov 2026, 14:03`: for lists that reach back over days. */
export function dateAndTime(at: number, { language, zone }: InZone): string {
  return format(
    at,
    { language, zone },
    { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  );
}

/** `today 14:03`, `yesterday 14:03`, else the date. */
export function dayAndTime(at: number, now: number, place: InZone & { readonly texts: SharedTexts }): string {
  const day = (moment: number) => format(moment, place, { day: 'numeric', month: 'numeric', year: 'numeric' });
  const time = format(at, place, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (day(at) === day(now)) return `${place.texts.age.today} ${time}`;
  if (day(at) === day(now - DAY_MS)) return `${place.texts.age.yesterday} ${time}`;
  return dateAndTime(at, place);
}

function format(at: number, { language, zone }: InZone, how: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, zone === undefined ? how : { ...how, timeZone: zone }).format(at);
}
