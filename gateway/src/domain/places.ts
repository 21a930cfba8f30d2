import type { PersonId, PlaceId } from '../base/ids.ts';
import type { Hours } from '../contract/escalation.ts';
import type { PlaceBody } from '../contract/organisation.ts';
import type { Regime } from '../contract/jurisdictions.ts';
import type { TableView } from './table.ts';

export interface Place {
  readonly place: PlaceId;
  readonly name: string;
  readonly kind: PlaceBody['kind'];
  readonly parent?: PlaceId | undefined;
  readonly responsible?: PersonId | undefined;
  readonly protocol?: string | undefined;
  readonly beacons: readonly string[];
  readonly zone?: string | undefined;
  readonly jurisdiction?: string | undefined;
  readonly language?: string | undefined;
  /** Whose rules about telling a regulator hold here; absent: as above it, or those of safety at work alone. */
  readonly regimes?: readonly Regime[] | undefined;
  /** As contract/limits.ts bounds them; absent: as above it, or as usual. */
  readonly stillThereMinutes?: number | undefined;
  readonly soundTestHours?: number | undefined;
  /** When people work here; absent: as above it, or as usual. */
  readonly workHours?: readonly Hours[] | undefined;
  /** Whose public holidays count: `AU-NSW`, `NZ`. */
  readonly holidays?: string | undefined;
  /** Days off of the house's own, `YYYY-MM-DD`. */
  readonly daysOff?: readonly string[] | undefined;
  readonly fallback: readonly PersonId[];
  readonly emergency: readonly PersonId[];
}

type Places = TableView<PlaceId, Place>;
/** Places by their ids: those of now, or as they would be. */
export type PlacesById = Pick<Places, 'get'>;

/** A place may lie at most this deep; deeper is a loop that set-up has refused and a damaged log may hold. */
const DEEPEST = 16;

/** The place and all that it lies in, nearest first. Ends where a parent is missing or repeats. */
export function upwards(places: PlacesById, from: PlaceId | undefined): Place[] {
  const line: Place[] = [];
  let next = from === undefined ? undefined : places.get(from);
  while (next !== undefined && line.length < DEEPEST && !line.includes(next)) {
    line.push(next);
    next = next.parent === undefined ? undefined : places.get(next.parent);
  }
  return line;
}

/** Is `inner` the place `outer` or below it? */
export function isWithin(places: PlacesById, inner: PlaceId | undefined, outer: PlaceId): boolean {
  return upwards(places, inner).some((place) => place.place === outer);
}

/** Names from the site down to the place itself. */
export function pathOf(places: Places, place: PlaceId | undefined): string[] {
  return upwards(places, place)
    .map((step) => step.name)
    .reverse();
}

/** The nearest value, going upwards: a room's own protocol hides its site's. */
export function nearest<T>(places: Places, place: PlaceId | undefined, pick: (place: Place) => T | undefined): T | undefined {
  for (const step of upwards(places, place)) {
    const value = pick(step);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The place with all below it. */
export function downwards(places: Places, top: PlaceId): PlaceId[] {
  return [...places.values()].filter((place) => isWithin(places, place.place, top)).map((place) => place.place);
}
