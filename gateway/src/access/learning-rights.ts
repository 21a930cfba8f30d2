import type { PersonId, PlaceId } from '../base/ids.ts';
import { isWithin, upwards, type Place } from '../domain/places.ts';
import type { StateView } from '../domain/state.ts';
import { reachOf } from './permissions.ts';

/** Whoever answers for the place, and those who work there: it is theirs to learn from (docs/adr/0037). `at` in epoch ms. */
export function mayLearn(state: StateView, reader: { readonly person: PersonId; readonly at: number }): (place: PlaceId) => boolean {
  const reach = reachOf(state, { kind: 'person', ...reader }, 'see-learning');
  const home = ownUnit(state, reader.person);
  return (place) => reach === 'everywhere' || reach.has(place) || (home !== undefined && isWithin(state.places, place, home));
}

/** Where a worker belongs: the place around the room, or the place itself. Of somebody who carries no button and is no worker: none. */
export function ownUnit(state: StateView, person: PersonId): PlaceId | undefined {
  const isWorker =
    state.devices.by('worker', person).some(({ revoked }) => !revoked) ||
    state.grants.by('person', person).some(({ role }) => role === 'worker');
  if (!isWorker) return undefined;
  return unitOf(state, state.people.get(person)?.place)?.place;
}

/** The nearest place that is no room, from the place upwards. */
export function unitOf(state: StateView, place: PlaceId | undefined): Place | undefined {
  return upwards(state.places, place).find(({ kind }) => kind !== 'room');
}
