import { FaultError } from '../base/errors.ts';
import type { PersonId, PlaceId } from '../base/ids.ts';
import type { Person } from '../domain/people.ts';
import type { Place } from '../domain/places.ts';
import type { SetUpDoor } from './set-up-door.ts';

/** People by login and places by path, as a person at a terminal names them. */
export async function personByLogin(door: SetUpDoor, login: string): Promise<PersonId> {
  // as: these are the rows of that table.
  const people = (await door.rows('people')) as unknown as readonly Person[];
  const person = people.find((one) => one.login?.toLowerCase() === login.toLowerCase());
  if (person === undefined) throw new FaultError('usage', `nobody has the login ${login}`, { retryable: false });
  return person.person;
}

export async function placeByPath(door: SetUpDoor, path: string): Promise<PlaceId> {
  // as: these are the rows of that table.
  const places = (await door.rows('places')) as unknown as readonly Place[];
  let inside: PlaceId | undefined;
  for (const name of path.split('/').map((step) => step.trim())) {
    const next = places.find((place) => place.parent === inside && place.name.toLowerCase() === name.toLowerCase());
    if (next === undefined) throw new FaultError('usage', `there is no place "${name}" in "${path}"`, { retryable: false });
    inside = next.place;
  }
  if (inside === undefined) throw new FaultError('usage', 'a place is named by its path: Site/Building/Room', { retryable: false });
  return inside;
}
