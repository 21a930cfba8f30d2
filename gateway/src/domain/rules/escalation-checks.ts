import type { PersonId, PlaceId, RotaId } from '../../base/ids.ts';
import { REPEAT_MIN_MS, SHIFT_DAYS_MAX, type Shift, type Target } from '../../contract/escalation.ts';
import type { EscalationPolicy } from '../escalation-policy.ts';
import type { RefusalCode } from '../input.ts';
import { dayNumberOf, isDay } from '../local-time.ts';
import type { Person } from '../people.ts';
import type { Place } from '../places.ts';
import { daysOver, type Rota } from '../rota.ts';
import type { StateView } from '../state.ts';
import { isZone } from '../working-hours.ts';
import { isConsolesAlone } from './targets.ts';

interface Problem {
  readonly code: RefusalCode;
  readonly detail: string;
}

/** Set-up as it would be after the changes. */
interface Planned {
  person(id: PersonId | undefined): Person | undefined;
  place(id: PlaceId | undefined): Place | undefined;
  hasRota(id: string): boolean;
}

/** Why this policy can't be saved, or undefined. */
export function policyProblem(planned: Planned, { place, steps, repeatMs }: EscalationPolicy): Problem | undefined {
  const last = steps.at(-1);
  // An alarm that only ever sounds on the same screens has not left the room.
  if (last === undefined || isConsolesAlone(last)) return { code: 'invalid', detail: 'steps: the last one must tell people' };
  if (!(repeatMs >= REPEAT_MIN_MS)) return { code: 'invalid', detail: 'repeatMs' };
  return missingPlace(planned, place) ?? firstOf(steps.flatMap(({ targets }) => targets.map((target) => targetProblem(planned, target))));
}

function targetProblem(planned: Planned, target: Target): Problem | undefined {
  if (target.to === 'rota' && !planned.hasRota(target.rota)) return { code: 'unknown-rota', detail: target.rota };
  return target.to === 'person' ? missingPerson(planned, target.person) : undefined;
}

/** Why this rota can't be saved, or undefined. */
export function rotaProblem(planned: Planned, { place, zone, shifts, overrides }: Rota): Problem | undefined {
  if (!isZone(zone)) return { code: 'invalid', detail: 'zone' };
  const people = [...shifts, ...overrides].flatMap((row) => row.people);
  const replaced = overrides.flatMap(({ insteadOf }) => insteadOf ?? []);
  const isBackward = overrides.some(({ from, to }) => to <= from);
  return (
    missingPlace(planned, place) ??
    firstOf(shifts.map(shiftProblem)) ??
    (isBackward ? { code: 'invalid', detail: 'overrides' } : undefined) ??
    firstOf([...people, ...replaced].map((person) => missingPerson(planned, person)))
  );
}

function shiftProblem(shift: Shift): Problem | undefined {
  const { since, until, from, to } = shift;
  for (const [name, day] of Object.entries({ since, until })) {
    if (day !== undefined && !isDay(day)) return { code: 'invalid', detail: `shifts: ${name}` };
  }
  if (until !== undefined && dayNumberOf(until) < dayNumberOf(since)) return { code: 'invalid', detail: 'shifts: until' };
  const over = daysOver(shift);
  const isEmpty = over === 0 && to <= from;
  return isEmpty || over > SHIFT_DAYS_MAX ? { code: 'invalid', detail: 'shifts: endsAfterDays' } : undefined;
}

/** A policy that tells a rota which is gone would tell nobody. */
export function rotaInUse(state: StateView, rota: RotaId): Problem | undefined {
  const user = [...state.policies.values()].find(({ steps }) =>
    steps.some(({ targets }) => targets.some((target) => target.to === 'rota' && target.rota === rota)),
  );
  return user === undefined ? undefined : { code: 'in-use', detail: user.policy };
}

function missingPerson(planned: Planned, id: string): Problem | undefined {
  // as: whether there is such a person is what is asked here.
  return planned.person(id as PersonId) === undefined ? { code: 'unknown-person', detail: id } : undefined;
}

function missingPlace(planned: Planned, place: PlaceId | undefined): Problem | undefined {
  return place !== undefined && planned.place(place) === undefined ? { code: 'unknown-place', detail: place } : undefined;
}

function firstOf(problems: readonly (Problem | undefined)[]): Problem | undefined {
  return problems.find((problem) => problem !== undefined);
}
