import type { PersonId, PlaceId, RotaId } from '../../base/ids.ts';
import { REPEAT_MIN_MS, SHIFT_DAYS_MAX, type Shift, type Target } from '../../contract/escalation.ts';
import type { EscalationPolicy } from '../escalation-policy.ts';
import type { RefusalCode } from '../input.ts';
import { dayNumberOf, isDay } from '../local-time.ts';
import type { Person } from '../people.ts';
import { isWithin, type Place, type PlacesById } from '../places.ts';
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
  readonly places: PlacesById;
  rota(id: string): Rota | undefined;
  policies(): Iterable<EscalationPolicy>;
}

/** Why this policy can't be saved, or undefined. */
export function policyProblem(planned: Planned, { place, steps, repeatMs }: EscalationPolicy): Problem | undefined {
  const last = steps.at(-1);
  // An alarm that only ever sounds on the same screens has not left the room.
  if (last === undefined || isConsolesAlone(last)) return { code: 'invalid', detail: 'steps: the last one must tell people' };
  if (!(repeatMs >= REPEAT_MIN_MS)) return { code: 'invalid', detail: 'repeatMs' };
  return (
    missingPlace(planned, place) ?? firstOf(steps.flatMap(({ targets }) => targets.map((target) => targetProblem(planned, target, place))))
  );
}

function targetProblem(planned: Planned, target: Target, place: PlaceId | undefined): Problem | undefined {
  if (target.to === 'person') return missingPerson(planned, target.person);
  if (target.to !== 'rota') return undefined;
  const rota = planned.rota(target.rota);
  if (rota === undefined) return { code: 'unknown-rota', detail: target.rota };
  return mayTell(planned, place, rota) ? undefined : { code: 'invalid', detail: 'steps: a rota of another place' };
}

/**
 * Whoever is on a rota that a policy tells may see and take alarms at the policy's place. So whoever sets the rota up must be
 * set over that place as well: else the administrator of one site would let people in at another.
 */
function mayTell({ places }: Planned, policyPlace: PlaceId | undefined, { place }: Rota): boolean {
  return place === undefined || isWithin(places, policyPlace, place);
}

/** Why this rota can't be saved, or undefined. */
export function rotaProblem(planned: Planned, rota: Rota): Problem | undefined {
  const { place, zone, shifts, overrides } = rota;
  if (!isZone(zone)) return { code: 'invalid', detail: 'zone' };
  const people = [...shifts, ...overrides].flatMap((row) => row.people);
  const replaced = overrides.flatMap(({ insteadOf }) => insteadOf ?? []);
  const isBackward = overrides.some(({ from, to }) => to <= from);
  return (
    missingPlace(planned, place) ??
    toldElsewhere(planned, rota) ??
    firstOf(shifts.map(shiftProblem)) ??
    (isBackward ? { code: 'invalid', detail: 'overrides' } : undefined) ??
    firstOf([...people, ...replaced].map((person) => missingPerson(planned, person)))
  );
}

function shiftProblem(shift: Shift): Problem | undefined {
  const { since, until, from, to, everyWeeks = 1, inMonth } = shift;
  if (inMonth !== undefined && everyWeeks > 1) return { code: 'invalid', detail: 'shifts: by weeks or by months' };
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
  return usedBy([...state.policies.values()].find((policy) => tells(policy, rota)));
}

/** The rota moves to a place from which a policy that tells it may not. */
function toldElsewhere(planned: Planned, rota: Rota): Problem | undefined {
  return usedBy([...planned.policies()].find((policy) => tells(policy, rota.rota) && !mayTell(planned, policy.place, rota)));
}

/** A place moves, with all below it, to where a policy may not tell a rota that it tells. */
export function movedFromRota(planned: Planned): Problem | undefined {
  const isTorn = (policy: EscalationPolicy): boolean =>
    policy.steps.some(({ targets }) =>
      targets.some((target) => {
        const rota = target.to === 'rota' ? planned.rota(target.rota) : undefined;
        return rota !== undefined && !mayTell(planned, policy.place, rota);
      }),
    );
  return usedBy([...planned.policies()].find(isTorn));
}

function tells({ steps }: EscalationPolicy, rota: RotaId): boolean {
  return steps.some(({ targets }) => targets.some((target) => target.to === 'rota' && target.rota === rota));
}

function usedBy(user: EscalationPolicy | undefined): Problem | undefined {
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
