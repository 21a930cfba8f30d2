import { rootsOf, type Verb } from '../access/permissions.ts';
import type { PlaceId } from '../base/ids.ts';
import { isWithin } from '../domain/places.ts';
import type { StateView } from '../domain/state.ts';
import type { Viewer } from './rights-at.ts';

/** Places with all below them. */
export type Covered = 'everywhere' | readonly PlaceId[];

/** Where a viewer may do something: of the places that they asked for, those at which they may. */
export function coveredBy(state: StateView, { principal, place }: Viewer, verb: Verb): Covered {
  const roots = rootsOf(state, principal, verb);
  if (place === undefined) return roots;
  if (!state.places.has(place)) return [];
  if (roots === 'everywhere' || roots.some((root) => isWithin(state.places, place, root))) return [place];
  return roots.filter((root) => isWithin(state.places, root, place));
}

/** Is there a place in both? */
export function overlap(state: StateView, one: Covered, other: Covered): boolean {
  if (one === 'everywhere') return other === 'everywhere' || other.length > 0;
  if (other === 'everywhere') return one.length > 0;
  const { places } = state;
  return one.some((a) => other.some((b) => isWithin(places, a, b) || isWithin(places, b, a)));
}

/** The same for what covers the same. */
export function nameOfCovered(covered: Covered): string {
  return covered === 'everywhere' ? covered : covered.toSorted().join(' ');
}
