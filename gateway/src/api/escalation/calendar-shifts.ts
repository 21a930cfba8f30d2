import { SHIFT_DAYS_MAX, type Shift } from '../../contract/escalation.ts';
import { dateOf, dayNumberOf, isDay, weekdayOf, weekNumberOf } from '../../domain/local-time.ts';
import { EventProblem, type CalendarEvent } from './calendar-event.ts';

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
/** Parts of a rule that say no more than days and weeks do. */
const KNOWN_PARTS = new Set(['freq', 'interval', 'byday', 'until', 'count', 'wkst']);
const WEEKS_MAX = 52;
/** How far a series with a number of times is walked through: ten years. */
const WALK_DAYS = 3_660;

/** What a rule says, as a rota has it. */
interface Pattern {
  readonly days: number[];
  readonly everyWeeks: number;
  /** The last day on which it may begin. */
  readonly until: number | undefined;
}

/** The event as weekly shifts: one, or several where a series has holes. @throws EventProblem for a rule that no weekly shift can follow */
export function shiftsOf(event: CalendarEvent, people: string[]): Shift[] {
  const { start, end, rule, without } = event;
  const pattern = rule === undefined ? once(start.dayNumber) : patternOf(rule, start.dayNumber);
  const endsAfterDays = end.dayNumber - start.dayNumber;
  const isEmpty = endsAfterDays < 0 || (endsAfterDays === 0 && end.time <= start.time);
  if (isEmpty) throw new EventProblem('DTEND', 'the event ends before it begins');
  if (endsAfterDays > SHIFT_DAYS_MAX) throw new EventProblem('DTEND', `a shift lasts at most ${String(SHIFT_DAYS_MAX)} days`);
  return unbroken(pattern, { first: start.dayNumber, without }).map(({ since, until }) => ({
    people,
    days: pattern.days,
    from: start.time,
    to: end.time,
    endsAfterDays,
    ...(pattern.everyWeeks === 1 ? {} : { everyWeeks: pattern.everyWeeks }),
    since: dateOf(since),
    ...(until === undefined ? {} : { until: dateOf(until) }),
  }));
}

function once(day: number): Pattern {
  return { days: [weekdayOf(day)], everyWeeks: 1, until: day };
}

function patternOf(rule: Readonly<Record<string, unknown>>, first: number): Pattern {
  const more = Object.keys(rule).find((part) => !KNOWN_PARTS.has(part.toLowerCase()));
  if (more !== undefined) throw new EventProblem('RRULE', `${more.toUpperCase()} is more than a weekly shift can follow`);
  const { freq, interval = 1, byday, until, count, wkst = 'MO' } = rule;
  const every = Number(interval);
  const given = byday === undefined ? [] : [byday].flat();
  const days = given.map((day) => WEEKDAYS.indexOf(typeof day === 'string' ? day : '') + 1);
  if (days.includes(0)) throw new EventProblem('RRULE', 'only plain days of the week are taken (MO, TU …)');
  const spread = spreadOf({ freq, every, days, first });
  if (spread.everyWeeks > 1 && wkst !== 'MO' && wkst !== 2) throw new EventProblem('RRULE', 'its weeks must begin on Monday');
  return { ...spread, until: endOf({ until, count }, { ...spread, first }) };
}

function spreadOf({ freq, every, days, first }: { freq: unknown; every: number; days: number[]; first: number }): Omit<Pattern, 'until'> {
  const onDays = days.length > 0 ? days : undefined;
  if (freq === 'DAILY' && every === 1) return { days: onDays ?? EVERY_DAY, everyWeeks: 1 };
  if (freq === 'DAILY' && every % 7 === 0 && every / 7 <= WEEKS_MAX) return { days: [weekdayOf(first)], everyWeeks: every / 7 };
  if (freq === 'WEEKLY' && every >= 1 && every <= WEEKS_MAX) return { days: onDays ?? [weekdayOf(first)], everyWeeks: every };
  throw new EventProblem('RRULE', 'only shifts that repeat daily, weekly or each few weeks are taken');
}

function endOf(
  { until, count }: { until: unknown; count: unknown },
  pattern: Omit<Pattern, 'until'> & { readonly first: number },
): number | undefined {
  if (typeof until === 'string') {
    const day = until.slice(0, 10);
    if (!isDay(day)) throw new EventProblem('RRULE', 'UNTIL is no date');
    return dayNumberOf(day);
  }
  if (count === undefined) return undefined;
  let left = Number(count);
  for (let day = pattern.first; day < pattern.first + WALK_DAYS; day += 1) {
    if (begins(pattern, pattern.first, day)) left -= 1;
    if (left <= 0) return day;
  }
  throw new EventProblem('RRULE', 'COUNT reaches further than ten years');
}

function begins({ days, everyWeeks }: Omit<Pattern, 'until'>, first: number, day: number): boolean {
  return days.includes(weekdayOf(day)) && (weekNumberOf(day) - weekNumberOf(first)) % everyWeeks === 0;
}

/** The pieces of a series between its holes, each beginning on a day on which it is worked, so that every second week stays the same one. */
function unbroken(
  pattern: Pattern,
  { first, without }: { first: number; without: readonly number[] },
): { since: number; until?: number }[] {
  const holes = [...new Set(without)].filter((day) => day >= first && (pattern.until === undefined || day <= pattern.until));
  const pieces: { since: number; until?: number }[] = [];
  let since: number | undefined = first;
  for (const hole of holes.sort((a, b) => a - b)) {
    if (since !== undefined && since < hole) pieces.push({ since, until: hole - 1 });
    since = nextBeginning(pattern, first, hole + 1);
  }
  if (since !== undefined) pieces.push({ since, ...(pattern.until === undefined ? {} : { until: pattern.until }) });
  return pieces;
}

function nextBeginning(pattern: Pattern, first: number, from: number): number | undefined {
  const last = Math.min(pattern.until ?? Infinity, from + (WEEKS_MAX + 1) * 7);
  for (let day = from; day <= last; day += 1) if (begins(pattern, first, day)) return day;
  return undefined;
}
