import { dayNumberOf, isDay, localTime } from '../../domain/local-time.ts';
import { isZone } from '../../domain/working-hours.ts';

/** One event can't be taken as a shift. Says why, for the person who sent the file. */
export class EventProblem extends Error {
  override readonly name = 'EventProblem';
  readonly property: string;

  constructor(property: string, problem: string) {
    super(problem);
    this.property = property;
  }
}

/** A moment on the rota's own clock. */
export interface LocalMoment {
  readonly dayNumber: number;
  readonly time: string;
}

/** An event as far as a rota needs it, in the rota's zone. */
export interface CalendarEvent {
  readonly line: number;
  readonly uid: string;
  readonly summary: string;
  readonly attendees: readonly string[];
  /** IANA. */
  readonly zone: string;
  readonly start: LocalMoment;
  readonly end: LocalMoment;
  /** As it stands in the file: names in lower case, values as they are. */
  readonly rule?: Readonly<Record<string, unknown>> | undefined;
  /** Days of the series on which it is not. */
  readonly without: readonly number[];
  /** It stands in place of the series' event of this day. */
  readonly replaces?: number | undefined;
}

interface Around {
  readonly line: number;
  readonly zone: string;
  /** So many days may still be left out in this file. */
  readonly leavesOutMax: number;
}

/** jCal (RFC 7265): name, parameters, type, values. */
interface Property {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly type: string;
  readonly values: readonly unknown[];
}

const DAY_MINUTES = 24 * 60;
/** Days that one series may leave out; more are another series. */
export const EXDATES_MAX = 366;
const TIME = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/;

/** Reads one jCal event; undefined: it was called off. @throws EventProblem */
export function eventIn(part: unknown, around: Around): CalendarEvent | undefined {
  const properties = propertiesOf(part);
  const first = (name: string): Property | undefined => properties.find((one) => one.name === name);
  if (textIn(first('status')).toUpperCase() === 'CANCELLED') return undefined;
  const rule = first('rrule')?.values[0];
  const isSeries = rule !== undefined;
  if (properties.some(({ name }) => name === 'rdate' || name === 'exrule'))
    throw new EventProblem('RDATE', 'single further days of a series are not taken: put each in as an event of its own');
  const started = first('dtstart');
  if (started === undefined) throw new EventProblem('DTSTART', 'the event has no beginning');
  const local = (property: Property): LocalMoment => momentIn(property, { zone: around.zone, isSeries });
  const start = local(started);
  const replaced = first('recurrence-id');
  return {
    line: around.line,
    zone: around.zone,
    uid: textIn(first('uid')),
    summary: textIn(first('summary')),
    attendees: properties.filter(({ name }) => name === 'attendee').map((one) => textIn(one).replace(/^mailto:/i, '')),
    start,
    end: endOf({ ended: first('dtend'), lasts: first('duration'), started }, { start, local }),
    // as: jCal has a record there.
    rule: isSeries ? (rule as Readonly<Record<string, unknown>>) : undefined,
    without: daysWithout(properties, around, local),
    replaces: replaced === undefined ? undefined : momentIn(replaced, { zone: around.zone, isSeries: false }).dayNumber,
  };
}

function daysWithout(
  properties: readonly Property[],
  { leavesOutMax }: Around,
  local: (property: Property) => LocalMoment,
): readonly number[] {
  const days = properties
    .filter(({ name }) => name === 'exdate')
    .flatMap((one) => one.values.map((value) => ({ ...one, values: [value] })));
  if (days.length > EXDATES_MAX) {
    const count = `it leaves out ${String(days.length)} days; a series may leave out ${String(EXDATES_MAX)}`;
    throw new EventProblem('EXDATE', `${count}: put it in as several`);
  }
  if (days.length > leavesOutMax) throw new EventProblem('EXDATE', 'the series of this file leave out too many days: send it in two files');
  return days.map((day) => local(day).dayNumber);
}

function endOf(
  { ended, lasts, started }: { ended: Property | undefined; lasts: Property | undefined; started: Property },
  { start, local }: { start: LocalMoment; local: (property: Property) => LocalMoment },
): LocalMoment {
  if (ended !== undefined) return local(ended);
  if (lasts !== undefined) return later(start, minutesOf(textIn(lasts)));
  if (started.type === 'date') return later(start, DAY_MINUTES);
  throw new EventProblem('DTEND', 'the event has no end');
}

/** No year lasts as long as another, and no shift a month: what Temporal can't measure is no duration of a shift. */
function minutesOf(text: string): number {
  try {
    return Temporal.Duration.from(text).total({ unit: 'minutes', relativeTo: '2026-01-01' });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new EventProblem('DURATION', `“${text.slice(0, 40)}” is no duration`);
  }
}

function later({ dayNumber, time }: LocalMoment, minutes: number): LocalMoment {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const total = hour * 60 + minute + minutes;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const inDay = ((total % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  return { dayNumber: dayNumber + Math.floor(total / DAY_MINUTES), time: `${two(inDay / 60)}:${two(inDay % 60)}` };
}

/** A series that is planned on another clock than the rota's would wander against it with daylight saving. */
function momentIn(property: Property, { zone, isSeries }: { zone: string; isSeries: boolean }): LocalMoment {
  const text = textIn(property);
  const day = text.slice(0, 10);
  if (!isDay(day)) throw new EventProblem(property.name.toUpperCase(), `“${text.slice(0, 40)}” is no date`);
  if (property.type === 'date') return { dayNumber: dayNumberOf(day), time: '00:00' };
  const time = text.slice(11, 16);
  if (!TIME.test(time)) throw new EventProblem(property.name.toUpperCase(), `“${text.slice(0, 40)}” has no time of day`);
  const given = property.parameters['tzid'];
  const from = text.endsWith('Z') ? 'UTC' : typeof given === 'string' ? given : zone;
  if (from === zone) return { dayNumber: dayNumberOf(day), time };
  if (!isZone(from)) throw new EventProblem('TZID', `the time zone “${from.slice(0, 60)}” is not known; name it as in Australia/Sydney`);
  if (isSeries)
    throw new EventProblem('TZID', `it repeats by the clock of ${from}, the rota goes by that of ${zone}: give the rota that zone`);
  const there = Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(from).epochMilliseconds;
  return localTime(there, zone);
}

function propertiesOf(part: unknown): Property[] {
  const list: unknown = Array.isArray(part) ? part[1] : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((row: unknown) => {
    if (!Array.isArray(row)) return [];
    const [name, parameters, type, ...values] = row as readonly unknown[];
    // as: jCal has a record there.
    return typeof name === 'string' ? [{ name, parameters: parameters as Property['parameters'], type: String(type), values }] : [];
  });
}

function textIn(property: Property | undefined): string {
  const value = property?.values[0];
  return typeof value === 'string' ? value : '';
}
