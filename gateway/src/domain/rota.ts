import { DAY_MS, HOUR_MS } from '../base/durations.ts';
import type { PersonId, PlaceId, RotaId } from '../base/ids.ts';
import type { InMonth, RotaOverride, Shift } from '../contract/escalation.ts';
import {
  dayNumberOf,
  dayOfMonth,
  localTime,
  momentOf,
  WEEK_DAYS,
  weekdayOf,
  weekNumberOf,
  type DayOfMonth,
  type LocalTime,
} from './local-time.ts';

/** Who is on duty when. The rules expand it themselves: each few weeks, or by the days of a month, is all that shifts need. */
export interface Rota {
  readonly rota: RotaId;
  readonly name: string;
  readonly place?: PlaceId | undefined;
  /** IANA. */
  readonly zone: string;
  readonly shifts: readonly Shift[];
  readonly overrides: readonly RotaOverride[];
}

/** One time that a shift is worked. `from` inclusive, `to` exclusive, epoch ms. */
export interface Duty {
  readonly from: number;
  readonly to: number;
  readonly people: readonly PersonId[];
}

/** A day ends nowhere later than twelve hours after it has in UTC. */
const ZONE_MAX_MS = 12 * HOUR_MS;

/** How many days after the one on which it begins a shift ends. */
export function daysOver({ from, to, endsAfterDays }: Pick<Shift, 'from' | 'to' | 'endsAfterDays'>): number {
  return endsAfterDays ?? (to > from ? 0 : 1);
}

/** Whoever is on duty at `at` (epoch ms) by the rota alone; who is on leave is the asker's matter. */
export function onDuty(rota: Rota, at: number): PersonId[] {
  const now = localTime(at, rota.zone);
  const planned = rota.shifts.filter((shift) => isWorked(shift, now)).flatMap(({ people }) => people);
  const standing = rota.overrides.filter(({ from, to }) => from <= at && at < to).reduce(replaced, planned);
  // as: ids in set-up are the strings that branded ids became.
  return [...new Set(standing)] as PersonId[];
}

function replaced(before: string[], { people, insteadOf }: RotaOverride): string[] {
  if (insteadOf === undefined) return [...people];
  // Whoever is not on duty needs nobody to stand in for them.
  return before.includes(insteadOf) ? [...before.filter((person) => person !== insteadOf), ...people] : before;
}

/** The last time that it begins is behind us, and the time that it is worked then as well: in every zone, so up to a day late. */
export function isShiftOver(shift: Shift, at: number): boolean {
  if (shift.until === undefined) return false;
  return at >= (dayNumberOf(shift.until) + daysOver(shift) + 1) * DAY_MS + ZONE_MAX_MS;
}

/** Compared by the clock on the wall: an hour that comes twice in a night is worked twice, and none falls between two shifts. */
function isWorked(shift: Shift, { dayNumber, time }: LocalTime): boolean {
  const over = daysOver(shift);
  for (let ago = 0; ago <= over; ago += 1) {
    const hasBegun = ago > 0 || time >= shift.from;
    const isOver = ago === over && time >= shift.to;
    if (hasBegun && !isOver && beginsOn(shift, dayNumber - ago)) return true;
  }
  return false;
}

function beginsOn(shift: Shift, dayNumber: number): boolean {
  const { since, until } = shift;
  const first = dayNumberOf(since);
  if (dayNumber < first || (until !== undefined && dayNumber > dayNumberOf(until))) return false;
  return recursOn(shift, first, dayNumber);
}

/** On which days a shift begins. */
export type Recurrence = Pick<Shift, 'days' | 'everyWeeks' | 'inMonth'>;

/** Is `day` one of them? Weeks and months are counted from those of the day `first`. */
export function recursOn({ days, everyWeeks = 1, inMonth }: Recurrence, first: number, day: number): boolean {
  if (!days.includes(weekdayOf(day)) || (weekNumberOf(day) - weekNumberOf(first)) % everyWeeks !== 0) return false;
  return inMonth === undefined || isInMonth(inMonth, dayOfMonth(first), dayOfMonth(day));
}

function isInMonth({ weeks, days, everyMonths = 1 }: InMonth, first: DayOfMonth, { month, day, daysInMonth }: DayOfMonth): boolean {
  const fromEnd = daysInMonth - day;
  return (
    (month - first.month) % everyMonths === 0 &&
    (days === undefined || days.includes(day) || days.includes(-fromEnd - 1)) &&
    (weeks === undefined || weeks.includes(Math.floor((day - 1) / WEEK_DAYS) + 1) || weeks.includes(-Math.floor(fromEnd / WEEK_DAYS) - 1))
  );
}

/** Each time that a shift of the rota is worked and touches the period, without overrides, in the order of their beginnings. */
export function dutiesIn(rota: Rota, from: number, to: number): Duty[] {
  const first = localTime(from, rota.zone).dayNumber;
  const last = localTime(to, rota.zone).dayNumber;
  const duties: Duty[] = [];
  for (const shift of rota.shifts) {
    const over = daysOver(shift);
    for (let day = first - over; day <= last; day += 1) {
      if (!beginsOn(shift, day)) continue;
      const duty = { from: momentOf(day, shift.from, rota.zone), to: momentOf(day + over, shift.to, rota.zone) };
      // as: ids in set-up are the strings that branded ids became.
      if (duty.from < to && duty.to > from) duties.push({ ...duty, people: shift.people as PersonId[] });
    }
  }
  return duties.sort((a, b) => a.from - b.from || a.to - b.to);
}
