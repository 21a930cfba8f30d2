import { reachOf } from '../../access/permissions.ts';
import type { PersonPrincipal } from '../../access/principal.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import type { PlaceId } from '../../base/ids.ts';
import { downwards, nearest } from '../../domain/places.ts';
import type { StateView } from '../../domain/state.ts';
import { isZone } from '../../domain/working-hours.ts';
import { ProblemError } from '../problems.ts';

/** What of the house a report is about: the places that the reader may see, or those below one of them. */
export interface Scope {
  /** Absent: everything. */
  readonly places: ReadonlySet<PlaceId> | undefined;
  readonly top: PlaceId | undefined;
}

/** @throws AccessRefusal, ProblemError for a place that there is not */
export function scopeOf(state: StateView, reader: PersonPrincipal, place: PlaceId | undefined): Scope {
  const reach = reachOf(state, reader, 'see-reports');
  if (reach !== 'everywhere' && reach.size === 0) throw new AccessRefusal('not-allowed');
  if (place === undefined) return { places: reach === 'everywhere' ? undefined : reach, top: undefined };
  if (!state.places.has(place)) throw new ProblemError('unknown-place');
  if (reach !== 'everywhere' && !reach.has(place)) throw new AccessRefusal('not-allowed');
  return { places: new Set(downwards(state.places, place)), top: place };
}

export function isInScope({ places }: Scope, place: PlaceId | undefined): boolean {
  return places === undefined || (place !== undefined && places.has(place));
}

/** Of the place, or of the first site that has one: a house in two zones asks for one site at a time. */
export function zoneOf(state: StateView, { top }: Scope): string {
  const zone =
    top === undefined
      ? [...state.places.values()].find((place) => place.zone !== undefined)?.zone
      : nearest(state.places, top, (step) => step.zone);
  return zone !== undefined && isZone(zone) ? zone : 'UTC';
}
