import { SHIFT_DAYS_MAX, type Shift } from '../../contract/escalation.ts';
import { dateOf, WEEK_DAYS } from '../../domain/local-time.ts';
import { recursOn } from '../../domain/rota.ts';
import { EventProblem, type CalendarEvent } from './calendar-event.ts';
import { once, patternOf, WALK_DAYS, type Pattern } from './calendar-rule.ts';

/** After a hole a shift that goes by weeks begins again within a year; one that goes by months may wait for a leap day. */
const NEXT_WEEKLY_DAYS = 53 * WEEK_DAYS;

/** The event as shifts: one, or several where a series has holes. @throws EventProblem for a rule that no shift can follow */
export function shiftsOf(event: CalendarEvent, people: string[]): Shift[] {
  const { start, end, rule, zone, without } = event;
  const pattern = rule === undefined ? once(start.dayNumber) : patternOf(rule, { first: start.dayNumber, time: start.time, zone });
  const endsAfterDays = end.dayNumber - start.dayNumber;
  const isEmpty = endsAfterDays < 0 || (endsAfterDays === 0 && end.time <= start.time);
  if (isEmpty) throw new EventProblem('DTEND', 'the event ends before it begins');
  if (endsAfterDays > SHIFT_DAYS_MAX) throw new EventProblem('DTEND', `a shift lasts at most ${String(SHIFT_DAYS_MAX)} days`);
  const { days, everyWeeks, inMonth } = pattern;
  return unbroken(pattern, { first: start.dayNumber, without }).map(({ since, until }) => ({
    people,
    days,
    from: start.time,
    to: end.time,
    endsAfterDays,
    ...(everyWeeks === 1 ? {} : { everyWeeks }),
    ...(inMonth === undefined ? {} : { inMonth }),
    since: dateOf(since),
    ...(until === undefined ? {} : { until: dateOf(until) }),
  }));
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
  const horizon = pattern.inMonth === undefined ? NEXT_WEEKLY_DAYS : WALK_DAYS;
  const last = Math.min(pattern.until ?? Infinity, from + horizon);
  for (let day = from; day <= last; day += 1) if (recursOn(pattern, first, day)) return day;
  return undefined;
}
