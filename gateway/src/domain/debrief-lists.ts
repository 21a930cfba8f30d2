import type { PlaceId } from '../base/ids.ts';
import type { ListedFactor, ListedSupport } from '../contract/debrief-content.ts';
import { upwards, type Place } from './places.ts';
import type { TableView } from './table.ts';

/** What a place offers after an alarm, and which causes it knows besides the built-in ones. Entries are retired, never taken away. */
export interface DebriefLists {
  readonly place: PlaceId;
  readonly supports: readonly ListedSupport[];
  readonly factors: readonly ListedFactor[];
}

type Lists = Omit<DebriefLists, 'place'>;

/** The tables that are looked through; of the state, but not by its name: the state knows this file. */
interface Looked {
  readonly places: TableView<PlaceId, Place>;
  readonly debriefLists: TableView<PlaceId, DebriefLists>;
}

/** A place's own entries and those of the places above it, nearest first. */
export function listsAt(state: Looked, place: PlaceId | undefined): Lists {
  const found = upwards(state.places, place).flatMap((step) => state.debriefLists.get(step.place) ?? []);
  return { supports: found.flatMap(({ supports }) => supports), factors: found.flatMap(({ factors }) => factors) };
}
