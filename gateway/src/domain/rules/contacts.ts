import type { PersonId, PlaceId } from '../../base/ids.ts';
import { administrationOf, administrators } from '../administrators.ts';
import { absence } from '../people.ts';
import { upwards } from '../places.ts';
import type { Ruling } from '../ruling.ts';

/** `worker`: whose alarm it is. They are never told of it: it helps nobody, and who gave the duress PIN is being watched. */
export type Asking = Pick<Ruling, 'state' | 'at'> & { readonly worker?: PersonId | undefined };

/**
 * The lists of emergency contacts in the order in which an alarm climbs: the place's own, then those of what it lies in. Where
 * nobody knows the place, or no list is above it: the contacts of every place.
 */
export function contactLists({ state }: Pick<Ruling, 'state'>, place: PlaceId | undefined): readonly (readonly PersonId[])[] {
  const lists = upwards(state.places, place)
    .map((step) => step.emergency)
    .filter((list) => list.length > 0);
  return lists.length > 0 ? lists : [everyEmergencyContact(state)];
}

/** Whoever of these can be asked now: here, not on leave, not unavailable, and not the worker whose alarm it is. */
export function freeOf(asking: Asking, ids: readonly PersonId[]): PersonId[] {
  return [...new Set(ids)].filter((id) => isFree(asking, id));
}

export function isFree({ state, at, worker }: Asking, id: PersonId): boolean {
  if (id === worker) return false;
  const person = state.people.get(id);
  return person !== undefined && absence(person, at) === undefined;
}

/**
 * Nobody whom the steps name is free: the contacts of every place, then the administrators. Only when all of those are away
 * too are people told who are away, those first whom the steps name: they are passed over for somebody, never for nobody.
 */
export function lastResort(asking: Asking, named: readonly PersonId[]): PersonId[] {
  for (const people of lastResorts(asking, named)) if (people.length > 0) return people;
  return [];
}

/** The same one after the other, for whoever has to go on because nobody of the first ones can be reached. */
export function* lastResorts(asking: Asking, named: readonly PersonId[]): Generator<PersonId[], void> {
  const { state, worker } = asking;
  const every = everyEmergencyContact(state);
  const house = administrators(administrationOf(state));
  const here = (ids: readonly PersonId[]): PersonId[] =>
    [...new Set(ids)].filter((id) => id !== worker && state.people.get(id)?.active === true);
  yield freeOf(asking, every);
  yield freeOf(asking, house);
  yield here(named);
  yield here(every);
  yield here(house);
}

function everyEmergencyContact(state: Ruling['state']): PersonId[] {
  return [...new Set([...state.places.values()].flatMap((place) => place.emergency))];
}
