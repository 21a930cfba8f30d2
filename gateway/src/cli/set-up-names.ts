import type { PersonId, PlaceId } from '../base/ids.ts';
import type { Person } from '../domain/people.ts';
import type { Place } from '../domain/places.ts';
import { Refusal } from './refusal.ts';
import type { SetUpDoor } from './set-up-door.ts';

/** People by login and places by path, as a person at a terminal names them. */
export async function personByLogin(door: SetUpDoor, login: string): Promise<PersonId> {
  // as: these are the rows of that table.
  const people = (await door.rows('people')) as unknown as readonly Person[];
  const person = people.find((one) => one.active && one.login?.toLowerCase() === login.toLowerCase());
  if (person === undefined) throw new Refusal('unknown-person', `nobody who is here has the login ${login}`);
  return person.person;
}

export async function placeByPath(door: SetUpDoor, path: string): Promise<PlaceId> {
  // as: these are the rows of that table.
  const places = (await door.rows('places')) as unknown as readonly Place[];
  let inside: PlaceId | undefined;
  for (const name of path.split('/').map((step) => step.trim())) {
    const here = places.filter((place) => place.parent === inside);
    const next = here.find((place) => place.name.toLowerCase() === name.toLowerCase());
    if (next === undefined) throw new Refusal('unknown-place', `there is no place "${name}" in "${path}"; ${whatIsThere(here)}`);
    inside = next.place;
  }
  if (inside === undefined) throw new Refusal('unknown-place', 'a place is named by its path: Site/Building/Room');
  return inside;
}

/** As many names as a person reads. */
const NAMES_SHOWN = 10;

function whatIsThere(places: readonly Place[]): string {
  if (places.length === 0) return 'nothing is there (places are added on the desk)';
  const names = places.map((place) => place.name).sort();
  return `there is ${names.slice(0, NAMES_SHOWN).join(', ')}${names.length > NAMES_SHOWN ? ' …' : ''}`;
}
