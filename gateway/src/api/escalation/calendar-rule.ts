import type { InMonth } from '../../contract/escalation.ts';
import { dayNumberOf, dayOfMonth, isDay, localTime, weekdayOf } from '../../domain/local-time.ts';
import { recursOn } from '../../domain/rota.ts';
import { EventProblem } from './calendar-event.ts';

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
/** Parts of a rule that say no more than days, weeks and months do. */
const KNOWN_PARTS = new Set(['freq', 'interval', 'byday', 'bymonthday', 'until', 'count', 'wkst']);
const WEEKS_MAX = 52;
const MONTHS_MAX = 12;
/** How far a series with a number of times is walked through: ten years. */
export const WALK_DAYS = 3_660;

/** What a rule says, as a rota has it. */
export interface Pattern {
  readonly days: number[];
  readonly everyWeeks: number;
  readonly inMonth?: InMonth;
  /** The last day on which it may begin. */
  readonly until: number | undefined;
}

/** A plain day of the week, or with its number in the month: `MO`, `2TU`, `-1FR`. */
interface RuleDay {
  readonly weekday: number;
  readonly week: number | undefined;
}

/** An event that does not repeat. */
export function once(day: number): Pattern {
  return { days: [weekdayOf(day)], everyWeeks: 1, until: day };
}

/** How a series begins, on the rota's clock. */
interface Begins {
  readonly first: number;
  /** HH:MM */
  readonly time: string;
  /** IANA. */
  readonly zone: string;
}

/** The rule (RFC 5545) of a series. @throws EventProblem for what no shift can follow */
export function patternOf(rule: Readonly<Record<string, unknown>>, begins: Begins): Pattern {
  const { first } = begins;
  const more = Object.keys(rule).find((part) => !KNOWN_PARTS.has(part.toLowerCase()));
  if (more !== undefined) throw new EventProblem('RRULE', `${more.toUpperCase()} is more than a shift can follow`);
  const { freq, interval = 1, byday, bymonthday, until, count, wkst = 'MO' } = rule;
  const every = Number(interval);
  const days = byday === undefined ? [] : [byday].flat().map(ruleDay);
  const spread =
    freq === 'MONTHLY'
      ? monthly({ every, days, onDays: bymonthday === undefined ? undefined : [bymonthday].flat().map(Number), first })
      : weekly({ freq, every, days, first });
  if (freq !== 'MONTHLY' && bymonthday !== undefined) throw new EventProblem('RRULE', 'BYMONTHDAY is taken with FREQ=MONTHLY alone');
  if (spread.everyWeeks > 1 && wkst !== 'MO' && wkst !== 2) throw new EventProblem('RRULE', 'its weeks must begin on Monday');
  return { ...spread, until: endOf({ until, count }, { ...spread, ...begins }) };
}

function ruleDay(text: unknown): RuleDay {
  const [, number = '', name = ''] = /^([+-]?[0-9]{0,2})([A-Z]{2})$/.exec(typeof text === 'string' ? text : '') ?? [];
  const weekday = WEEKDAYS.indexOf(name) + 1;
  if (weekday === 0)
    throw new EventProblem('RRULE', 'only days of the week are taken (MO, TU …), in a month also their number (1MO, -1FR)');
  return { weekday, week: number === '' ? undefined : Number(number) };
}

type Spread = Omit<Pattern, 'until'>;

interface Asked {
  readonly every: number;
  readonly days: readonly RuleDay[];
  readonly first: number;
}

function weekly({ freq, every, days, first }: Asked & { readonly freq: unknown }): Spread {
  if (days.some(({ week }) => week !== undefined))
    throw new EventProblem('RRULE', 'only plain days of the week are taken (MO, TU …); numbered ones go with FREQ=MONTHLY');
  const onDays = days.length > 0 ? days.map(({ weekday }) => weekday) : undefined;
  if (freq === 'DAILY' && every === 1) return { days: onDays ?? EVERY_DAY, everyWeeks: 1 };
  if (freq === 'DAILY' && every > 1 && onDays !== undefined)
    throw new EventProblem('RRULE', 'days of the week are taken with FREQ=WEEKLY, or with each day');
  if (freq === 'DAILY' && every % 7 === 0 && every / 7 <= WEEKS_MAX) return { days: [weekdayOf(first)], everyWeeks: every / 7 };
  if (freq === 'WEEKLY' && every >= 1 && every <= WEEKS_MAX) return { days: onDays ?? [weekdayOf(first)], everyWeeks: every };
  throw new EventProblem('RRULE', 'only shifts that repeat daily, weekly, each few weeks or monthly are taken');
}

function monthly({ every, days, onDays, first }: Asked & { readonly onDays: readonly number[] | undefined }): Spread {
  if (!Number.isInteger(every) || every < 1 || every > MONTHS_MAX)
    throw new EventProblem('RRULE', `a shift comes at least each ${String(MONTHS_MAX)} months`);
  const weeks = weeksOf(days);
  const isBare = days.length === 0 && onDays === undefined;
  const monthDays = isBare ? [dayOfMonth(first).day] : onDays;
  checkNumbers(weeks, 5);
  checkNumbers(monthDays, 31);
  const inMonth: InMonth = {
    ...(weeks === undefined ? {} : { weeks: [...weeks] }),
    ...(monthDays === undefined ? {} : { days: [...new Set(monthDays)] }),
    ...(every === 1 ? {} : { everyMonths: every }),
  };
  return { days: days.length === 0 ? EVERY_DAY : [...new Set(days.map(({ weekday }) => weekday))], everyWeeks: 1, inMonth };
}

/** The numbers that all its days of the week have. A shift has one list of numbers: `1MO,3MO` and `1MO,1TU` fit, `1MO,3TU` does not. */
function weeksOf(days: readonly RuleDay[]): readonly number[] | undefined {
  const numbered = days.filter(({ week }) => week !== undefined);
  if (numbered.length === 0) return undefined;
  const weeks = [...new Set(numbered.flatMap(({ week }) => week ?? []))];
  const pairs = new Set(numbered.map(({ weekday, week }) => `${String(weekday)} ${String(week)}`));
  const weekdays = new Set(days.map(({ weekday }) => weekday));
  if (pairs.size === weeks.length * weekdays.size && numbered.length === days.length) return weeks;
  throw new EventProblem('RRULE', 'its days of the week have different numbers in the month: put each in as an event of its own');
}

function checkNumbers(numbers: readonly number[] | undefined, most: number): void {
  const wrong = numbers?.find((number) => !Number.isInteger(number) || number === 0 || Math.abs(number) > most);
  if (wrong !== undefined) throw new EventProblem('RRULE', `a month has no day number ${String(wrong)}`);
}

function endOf({ until, count }: { until: unknown; count: unknown }, pattern: Spread & Begins): number | undefined {
  if (typeof until === 'string') return lastDay(until, pattern);
  if (count === undefined) return undefined;
  let left = Number(count);
  for (let day = pattern.first; day < pattern.first + WALK_DAYS; day += 1) {
    if (recursOn(pattern, pattern.first, day)) left -= 1;
    if (left <= 0) return day;
  }
  throw new EventProblem('RRULE', 'COUNT reaches further than ten years');
}

/** The last day that begins no later than UNTIL, which is a day, a time on the rota's clock, or one in UTC (RFC 5545, 3.3.10). */
function lastDay(until: string, { time, zone }: Begins): number {
  const day = until.slice(0, 10);
  const instant = until.endsWith('Z') ? Date.parse(until) : undefined;
  if (!isDay(day) || Number.isNaN(instant)) throw new EventProblem('RRULE', 'UNTIL is no date');
  if (until.length === day.length) return dayNumberOf(day);
  const local = instant === undefined ? { dayNumber: dayNumberOf(day), time: until.slice(11, 16) } : localTime(instant, zone);
  return time <= local.time ? local.dayNumber : local.dayNumber - 1;
}
