import type { PlaceId } from '../base/ids.ts';
import { nearest } from './places.ts';
import type { StateView } from './state.ts';

/** Whose clock people at this place go by: the nearest zone above it, else that of the first site. */
export function zoneAt(state: StateView, place: PlaceId | undefined): string {
  return nearest(state.places, place, (step) => step.zone) ?? firstZone(state) ?? 'UTC';
}

function firstZone(state: StateView): string | undefined {
  for (const { zone } of state.places.values()) if (zone !== undefined) return zone;
  return undefined;
}
