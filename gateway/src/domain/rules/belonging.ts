import type { PersonId, PlaceId } from '../../base/ids.ts';
import { upwards } from '../places.ts';
import type { StateView } from '../state.ts';

/** The site that a place lies in: the last one going upwards. */
export function siteOf({ places }: Pick<StateView, 'places'>, place: PlaceId | undefined): PlaceId | undefined {
  return upwards(places, place).at(-1)?.place;
}

/**
 * Does this person belong to the site of that place? By their own entry, by what they carry, or by what they were granted; a role for the
 * whole house belongs everywhere. Of whom nothing says it, they belong to the only site that there is, and with several to none.
 */
export function isOfSite(state: StateView, person: PersonId, place: PlaceId): boolean {
  const grants = state.grants.by('person', person);
  if (grants.some((grant) => grant.place === undefined)) return true;
  const carried = state.devices.by('worker', person).filter(({ revoked }) => !revoked);
  const said = [state.people.get(person)?.place, ...carried.map((device) => device.place), ...grants.map((grant) => grant.place)];
  const sites = said.flatMap((one) => siteOf(state, one) ?? []);
  const possible = sites.length > 0 ? sites : onlySite(state);
  return possible.includes(siteOf(state, place) ?? place);
}

function onlySite(state: StateView): PlaceId[] {
  const sites = new Set([...state.places.values()].map(({ place }) => siteOf(state, place) ?? place));
  return sites.size === 1 ? [...sites] : [];
}
