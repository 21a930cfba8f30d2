import type { RotaBody, RotaOverride, RotaView, Shift } from '@duress/gateway/contract/escalation.ts';
import { isoDay } from '../set-up/days.ts';

/** By weeks, by the days of the week in a month, or by the days of the month. */
export const REPEATS = ['weeks', 'month-weeks', 'month-days'] as const;
export type Repeats = (typeof REPEATS)[number];
/** Those that have a box to tick. */
export const MONTH_WEEKS = [1, 2, 3, 4, 5, -1] as const;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

export interface ShiftForm {
  people: string[];
  days: number[];
  from: string;
  to: string;
  /** Empty: the same day, or the next. */
  endsAfter: string;
  repeats: Repeats;
  everyWeeks: number;
  /** The first, second … of its days of the week in a month; -1 is the last. */
  monthWeeks: number[];
  /** Days of a month as they are written: `1, 15, -1`. */
  monthDays: string;
  /** With them, as it came: no page sets it, and none takes it away. */
  alsoWeeks: number[];
  everyMonths: number;
  since: string;
  until: string;
}

/** Times as a native field shows them, where the reader is. */
export interface StandInForm {
  from: string;
  to: string;
  people: string[];
  insteadOf: string;
}

export interface RotaForm {
  name: string;
  place: string;
  zone: string;
  shifts: ShiftForm[];
  standIns: StandInForm[];
}

export function blankShift(now: number): ShiftForm {
  const hours = { days: [1, 2, 3, 4, 5], from: '08:00', to: '16:00', endsAfter: '' };
  return { people: [], ...hours, ...recurrenceForm({}), since: isoDay(now), until: '' };
}

export function blankStandIn(): StandInForm {
  return { from: '', to: '', people: [], insteadOf: '' };
}

export function rotaForm(rota: RotaView | undefined, now: number): RotaForm {
  if (rota === undefined) return { name: '', place: '', zone: '', shifts: [blankShift(now)], standIns: [] };
  const { name, place = '', zone, shifts, overrides = [] } = rota;
  return { name, place, zone, shifts: shifts.map(shiftForm), standIns: overrides.map(standInForm) };
}

function shiftForm({ people, days, from, to, endsAfterDays, since, until = '', ...recurrence }: Shift): ShiftForm {
  const endsAfter = endsAfterDays === undefined ? '' : String(endsAfterDays);
  return { people: [...people], days: [...days], from, to, endsAfter, ...recurrenceForm(recurrence), since, until };
}

function recurrenceForm({
  everyWeeks = 1,
  inMonth,
}: Pick<Shift, 'everyWeeks' | 'inMonth'>): Pick<
  ShiftForm,
  'repeats' | 'everyWeeks' | 'monthWeeks' | 'monthDays' | 'alsoWeeks' | 'everyMonths'
> {
  const { weeks, days, everyMonths = 1 } = inMonth ?? {};
  const repeats = inMonth === undefined ? 'weeks' : days === undefined ? 'month-weeks' : 'month-days';
  // A shift that has no numbers comes on each of its days of the week; only a new choice begins with the first.
  const monthWeeks = weeks ?? (repeats === 'month-weeks' ? [] : [1]);
  const alsoWeeks = repeats === 'month-days' ? [...(weeks ?? [])] : [];
  return { repeats, everyWeeks, monthWeeks: [...monthWeeks], monthDays: (days ?? [1]).join(', '), alsoWeeks, everyMonths };
}

/** What was chosen makes the days of the week fit: the 15th is whatever day it is, until somebody says otherwise. */
export function daysFor(repeats: Repeats, days: readonly number[]): number[] {
  return repeats === 'month-days' ? EVERY_DAY : [...days];
}

function standInForm({ from, to, people, insteadOf = '' }: RotaOverride): StandInForm {
  return { from: localTime(from), to: localTime(to), people: [...people], insteadOf };
}

export function rotaBody({ name, place, zone, shifts, standIns }: RotaForm): RotaBody {
  return {
    name,
    ...(place === '' ? {} : { place }),
    ...(zone === '' ? {} : { zone }),
    shifts: shifts.map(shiftBody),
    overrides: standIns.map(standInBody),
  };
}

function shiftBody({ people, days, from, to, endsAfter, since, until, ...recurrence }: ShiftForm): Shift {
  return {
    people,
    days,
    from,
    to,
    ...(endsAfter === '' ? {} : { endsAfterDays: Number(endsAfter) }),
    ...recurrenceBody(recurrence),
    since,
    ...(until === '' ? {} : { until }),
  };
}

function recurrenceBody({
  repeats,
  everyWeeks,
  monthWeeks,
  monthDays,
  alsoWeeks,
  everyMonths,
}: ReturnType<typeof recurrenceForm>): Pick<Shift, 'everyWeeks' | 'inMonth'> {
  const every = everyMonths === 1 ? {} : { everyMonths };
  switch (repeats) {
    case 'weeks':
      return everyWeeks === 1 ? {} : { everyWeeks };
    case 'month-weeks':
      return { inMonth: { ...(monthWeeks.length === 0 ? {} : { weeks: monthWeeks }), ...every } };
    case 'month-days':
      return { inMonth: { ...(alsoWeeks.length === 0 ? {} : { weeks: alsoWeeks }), days: monthDays.split(',').map(Number), ...every } };
  }
}

function standInBody({ from, to, people, insteadOf }: StandInForm): RotaOverride {
  const times = { from: new Date(from).getTime(), to: new Date(to).getTime() };
  return { ...times, people, ...(insteadOf === '' ? {} : { insteadOf }) };
}

function localTime(at: number): string {
  const day = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${isoDay(at)}T${two(day.getHours())}:${two(day.getMinutes())}`;
}
