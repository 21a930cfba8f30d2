import { mayLearn, ownUnit } from '../../access/learning-rights.ts';
import type { PersonPrincipal } from '../../access/principal.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import type { PlaceId } from '../../base/ids.ts';
import type { LearningPage } from '../../contract/learning.ts';
import { downwards, pathOf } from '../../domain/places.ts';
import type { StateView } from '../../domain/state.ts';
import { ProblemError } from '../problems.ts';
import type { Scope } from '../reports/scope.ts';

/** Units that are offered to choose from; a house with more is read by address. */
const UNITS_OFFERED = 500;

/** A unit with all below it. @throws AccessRefusal, ProblemError for a place that there is not */
export function learningScope(state: StateView, reader: PersonPrincipal, asked: string | undefined): Scope & { readonly top: PlaceId } {
  const place = asked === undefined ? firstUnit(state, reader) : (asked as PlaceId); // as: whether there is such a place is asked below.
  if (place === undefined) throw new AccessRefusal('not-allowed');
  if (!mayLearn(state, reader)(place)) throw new AccessRefusal('not-allowed');
  if (!state.places.has(place)) throw new ProblemError('unknown-place');
  return { places: new Set(downwards(state.places, place)), top: place };
}

export function unitsFor(state: StateView, reader: PersonPrincipal): LearningPage['choices']['units'] {
  const isMine = mayLearn(state, reader);
  const units = [...state.places.values()].filter(({ place }) => isMine(place));
  return units
    .map(({ place }) => ({ place, path: pathOf(state.places, place) }))
    .sort((a, b) => (a.path.join('\n') < b.path.join('\n') ? -1 : 1))
    .slice(0, UNITS_OFFERED);
}

/** What is shown first: where the reader belongs, else the first that they may see. */
function firstUnit(state: StateView, reader: PersonPrincipal): PlaceId | undefined {
  const home = ownUnit(state, reader.person);
  if (home !== undefined) return home;
  return unitsFor(state, reader)[0]?.place as PlaceId | undefined; // as: the ids of places, as they were listed.
}
