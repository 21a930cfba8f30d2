import type { PersonId, PlaceId, PolicyId, RotaId } from '../../base/ids.ts';
import { administrationOf, administrators, lastAdministrators, type Administration } from '../administrators.ts';
import type { DebriefLists } from '../debrief-lists.ts';
import type { Device } from '../devices.ts';
import type { EscalationPolicy } from '../escalation-policy.ts';
import type { Holidays } from '../holidays.ts';
import { isDay } from '../local-time.ts';
import type { Change, RefusalCode } from '../input.ts';
import type { Output } from '../output.ts';
import type { Grant, Person } from '../people.ts';
import type { Place, PlacesById } from '../places.ts';
import type { Rota } from '../rota.ts';
import type { StateView } from '../state.ts';
import { isZone } from '../working-hours.ts';
import { movedFromRota, policyProblem, rotaInUse, rotaProblem } from './escalation-checks.ts';

export interface SetUpProblem {
  readonly code: RefusalCode;
  readonly detail: string;
}

/** What set-up would look like after the changes: they are checked against each other as well as against what is there. */
class Planned {
  readonly #state: StateView;
  readonly #people = new Map<PersonId, Person>();
  readonly #places = new Map<PlaceId, Place | undefined>();
  readonly #logins = new Map<string, PersonId>();
  readonly #grants: Map<Grant['grant'], Grant>;
  readonly #erased = new Set<PersonId>();
  readonly #rotas: Map<RotaId, Rota>;
  readonly #policies: Map<PolicyId, EscalationPolicy>;
  readonly places: PlacesById = { get: (id) => this.place(id) };

  constructor(state: StateView, changes: readonly Change[]) {
    this.#state = state;
    this.#grants = new Map([...state.grants.values()].map((grant) => [grant.grant, grant]));
    this.#rotas = new Map([...state.rotas.values()].map((rota) => [rota.rota, rota]));
    this.#policies = new Map([...state.policies.values()].map((policy) => [policy.policy, policy]));
    for (const change of changes) {
      if ('put' in change && change.put === 'rota') this.#rotas.set(change.value.rota, change.value);
      if ('put' in change && change.put === 'policy') this.#policies.set(change.value.policy, change.value);
      if ('put' in change && change.put === 'person') this.#people.set(change.value.person, change.value);
      if ('put' in change && change.put === 'place') this.#places.set(change.value.place, change.value);
      if ('put' in change && change.put === 'grant') this.#grants.set(change.value.grant, change.value);
      if ('remove' in change && change.remove === 'grant') this.#grants.delete(change.key);
      if ('remove' in change && change.remove === 'policy') this.#policies.delete(change.key);
      if ('remove' in change && change.remove === 'place') this.#places.set(change.key, undefined);
      if ('erase' in change) this.#erased.add(change.key);
    }
  }

  person(id: PersonId | undefined): Person | undefined {
    return id === undefined ? undefined : (this.#people.get(id) ?? this.#state.people.get(id));
  }

  place(id: PlaceId | undefined): Place | undefined {
    if (id === undefined) return undefined;
    return this.#places.has(id) ? this.#places.get(id) : this.#state.places.get(id);
  }

  rota(id: string): Rota | undefined {
    // as: whether there is such a rota is what is asked here.
    return this.#rotas.get(id as RotaId);
  }

  policies(): Iterable<EscalationPolicy> {
    return this.#policies.values();
  }

  /** Claims a login; the id of whoever else has it already. */
  otherWithLogin(person: Person): PersonId | undefined {
    if (person.login === undefined) return undefined;
    const login = person.login.toLowerCase();
    const claimed = this.#logins.get(login);
    if (claimed !== undefined && claimed !== person.person) return claimed;
    this.#logins.set(login, person.person);
    return this.#state.people
      .by('login', login)
      .find((other) => other.person !== person.person && this.person(other.person)?.login?.toLowerCase() === login)?.person;
  }

  get administration(): Administration {
    return { grants: [...this.#grants.values()], person: (id) => (this.#erased.has(id) ? undefined : this.person(id)) };
  }
}

/** The first reason why these changes can't be made, or undefined. */
export function setUpProblem(state: StateView, changes: readonly Change[]): SetUpProblem | undefined {
  const planned = new Planned(state, changes);
  for (const change of changes) {
    const problem = problemOf(state, planned, change);
    if (problem !== undefined) return problem;
  }
  const [last] = lastAdministrators(administrationOf(state), planned.administration);
  return last === undefined ? undefined : { code: 'last-administrator', detail: last };
}

function problemOf(state: StateView, planned: Planned, change: Change): SetUpProblem | undefined {
  if ('erase' in change) return personProblem(state, change.key);
  if ('remove' in change) return removalProblem(state, change);
  switch (change.put) {
    case 'person':
      return checkPerson(planned, change.value);
    case 'place':
      return checkPlace(planned, change.value) ?? checkMove(state, planned, change.value);
    case 'device':
      return checkDevice(planned, change.value);
    case 'grant':
      return checkGrant(planned, change.value);
    case 'credential':
    case 'session':
    case 'subscription':
      return planned.person(change.value.person) === undefined ? { code: 'unknown-person', detail: change.value.person } : undefined;
    case 'token':
      return missingPlace(planned, change.value.place);
    case 'policy':
      return policyProblem(planned, change.value);
    case 'rota':
      return rotaProblem(planned, change.value);
    case 'output':
      return outputProblem(planned, change.value);
    case 'debrief-lists':
      return missingPlace(planned, change.value.place) ?? listsProblem(state, change.value);
    case 'setting':
      return undefined;
  }
}

function removalProblem(state: StateView, change: Extract<Change, { readonly remove: string }>): SetUpProblem | undefined {
  if (change.remove === 'place') return inUse(state, change.key);
  // Twice at once, as when two messages find the same browser gone: it ends once.
  if (change.remove === 'subscription' && !state.subscriptions.has(change.key)) return { code: 'invalid', detail: 'subscription' };
  return change.remove === 'rota' ? rotaInUse(state, change.key) : undefined;
}

function checkPerson(planned: Planned, person: Person): SetUpProblem | undefined {
  for (const id of [person.manager, person.delegate]) {
    if (id !== undefined && planned.person(id) === undefined) return { code: 'unknown-person', detail: id };
  }
  if (person.delegate === person.person) return { code: 'loop', detail: 'delegate' };
  if (person.leave.some((period) => period.to <= period.from)) return { code: 'invalid', detail: 'leave' };
  const other = planned.otherWithLogin(person);
  if (other !== undefined) return { code: 'login-taken', detail: person.login ?? '' };
  const seen = new Set([person.person]);
  for (let next = planned.person(person.manager); next !== undefined; next = planned.person(next.manager)) {
    if (seen.has(next.person)) return { code: 'loop', detail: 'manager' };
    seen.add(next.person);
  }
  return missingPlace(planned, person.place);
}

function checkPlace(planned: Planned, place: Place): SetUpProblem | undefined {
  if ((place.kind === 'site') !== (place.parent === undefined)) return { code: 'invalid', detail: 'parent' };
  if (place.zone !== undefined && !isZone(place.zone)) return { code: 'invalid', detail: 'zone' };
  const noDay = place.daysOff?.find((day) => !isDay(day));
  if (noDay !== undefined) return { code: 'invalid', detail: `daysOff: there is no day ${noDay}` };
  if (place.workHours?.length === 0) return { code: 'invalid', detail: 'workHours' };
  for (const id of [place.responsible, ...place.fallback, ...place.emergency]) {
    if (id !== undefined && planned.person(id) === undefined) return { code: 'unknown-person', detail: id };
  }
  const seen = new Set([place.place]);
  for (let next = planned.place(place.parent); next !== undefined; next = planned.place(next.parent)) {
    if (seen.has(next.place)) return { code: 'loop', detail: 'parent' };
    seen.add(next.place);
  }
  return missingPlace(planned, place.parent);
}

function checkMove(state: StateView, planned: Planned, { place, parent }: Place): SetUpProblem | undefined {
  const before = state.places.get(place);
  return before === undefined || before.parent === parent ? undefined : movedFromRota(planned);
}

/** The first region of a place whose holidays nobody knows. What stands in an old log stays: it is looked at where a place is saved. */
export function holidaysProblem(changes: readonly Change[], holidays: Holidays | undefined): SetUpProblem | undefined {
  for (const change of changes) {
    const region = 'put' in change && change.put === 'place' ? change.value.holidays : undefined;
    if (region !== undefined && holidays?.knows(region) === false)
      return { code: 'invalid', detail: `holidays: no region ${region} is known; AU-NSW and NZ are two that are` };
  }
  return undefined;
}

/** A button without anybody to own its debriefs would be a promise that can't be kept. */
function checkDevice(planned: Planned, device: Device): SetUpProblem | undefined {
  if (administrators(planned.administration).length === 0) return { code: 'last-administrator', detail: 'none' };
  if (device.worker !== undefined && planned.person(device.worker) === undefined) return { code: 'unknown-person', detail: device.worker };
  if (device.family === 'radio' && device.device.length > 8) return { code: 'invalid', detail: 'device' };
  return missingPlace(planned, device.place);
}

/** What a debrief may name stays readable: an entry is retired, never left out. Ids are given once in the whole house. */
function listsProblem(state: StateView, { place, supports, factors }: DebriefLists): SetUpProblem | undefined {
  const before = state.debriefLists.get(place);
  const lost = (was: readonly { readonly id: string }[] | undefined, now: readonly { readonly id: string }[]): string | undefined =>
    was?.find(({ id }) => !now.some((one) => one.id === id))?.id;
  const gone = lost(before?.supports, supports) ?? lost(before?.factors, factors);
  if (gone !== undefined) return { code: 'invalid', detail: `kept: ${gone}` };
  const ids = [...supports, ...factors].map(({ id }) => id);
  return new Set(ids).size === ids.length ? undefined : { code: 'invalid', detail: 'twice' };
}

/** A call for assistance must not be noticed by whoever stands beside the worker. */
function outputProblem(planned: Planned, output: Output): SetUpProblem | undefined {
  if (output.audience === 'anyone' && output.levels.includes('assist'))
    return { code: 'invalid', detail: 'levels: assist is for what staff alone hear or see' };
  return missingPlace(planned, output.place);
}

function checkGrant(planned: Planned, grant: Grant): SetUpProblem | undefined {
  if (planned.person(grant.person) === undefined) return { code: 'unknown-person', detail: grant.person };
  return missingPlace(planned, grant.place);
}

function missingPlace(planned: Planned, place: PlaceId | undefined): SetUpProblem | undefined {
  return place !== undefined && planned.place(place) === undefined ? { code: 'unknown-place', detail: place } : undefined;
}

function personProblem(state: StateView, person: PersonId): SetUpProblem | undefined {
  if (!state.people.has(person)) return { code: 'unknown-person', detail: person };
  const owned = state.debriefs.by('owner', person).find((debrief) => debrief.state !== 'completed');
  if (owned !== undefined) return { code: 'in-use', detail: owned.debrief };
  // What a hold stands on is not destroyed, by whatever way.
  return state.holds.has('house') || state.holds.has(`person:${person}`) ? { code: 'in-use', detail: 'hold' } : undefined;
}

function inUse(state: StateView, place: PlaceId): SetUpProblem | undefined {
  const holds =
    [...state.places.values()].some((other) => other.parent === place) ||
    [...state.devices.values()].some((device) => device.place === place && !device.revoked) ||
    [...state.people.values()].some((person) => person.place === place && person.active) ||
    [...state.grants.values()].some((grant) => grant.place === place) ||
    [...state.policies.values(), ...state.rotas.values(), ...state.outputs.values()].some((row) => row.place === place) ||
    [...state.drills.values()].some((drill) => drill.state === 'running' && drill.place === place) ||
    [...state.alarms.values()].some((alarm) => alarm.where.place === place);
  return holds ? { code: 'in-use', detail: place } : undefined;
}
