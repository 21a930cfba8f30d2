import type { RotaBody, RotaOverride, RotaView, Shift } from '@duress/gateway/contract/escalation.ts';
import { isoDay } from '../set-up/days.ts';

export interface ShiftForm {
  people: string[];
  days: number[];
  from: string;
  to: string;
  /** Empty: the same day, or the next. */
  endsAfter: string;
  everyWeeks: number;
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
  return { people: [], days: [1, 2, 3, 4, 5], from: '08:00', to: '16:00', endsAfter: '', everyWeeks: 1, since: isoDay(now), until: '' };
}

export function blankStandIn(): StandInForm {
  return { from: '', to: '', people: [], insteadOf: '' };
}

export function rotaForm(rota: RotaView | undefined, now: number): RotaForm {
  if (rota === undefined) return { name: '', place: '', zone: '', shifts: [blankShift(now)], standIns: [] };
  const { name, place = '', zone, shifts, overrides = [] } = rota;
  return { name, place, zone, shifts: shifts.map(shiftForm), standIns: overrides.map(standInForm) };
}

function shiftForm({ people, days, from, to, endsAfterDays, everyWeeks = 1, since, until = '' }: Shift): ShiftForm {
  const endsAfter = endsAfterDays === undefined ? '' : String(endsAfterDays);
  return { people: [...people], days: [...days], from, to, endsAfter, everyWeeks, since, until };
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

function shiftBody({ people, days, from, to, endsAfter, everyWeeks, since, until }: ShiftForm): Shift {
  return {
    people,
    days,
    from,
    to,
    ...(endsAfter === '' ? {} : { endsAfterDays: Number(endsAfter) }),
    ...(everyWeeks === 1 ? {} : { everyWeeks }),
    since,
    ...(until === '' ? {} : { until }),
  };
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
