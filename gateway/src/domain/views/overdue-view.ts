import type { PersonId, PlaceId } from '../../base/ids.ts';
import { DEBRIEF_ITEMS, type OverdueView } from '../../contract/debrief.ts';
import type { Debrief } from '../debrief.ts';
import { dutyItems, lateAt } from '../duty/standing.ts';
import { upwards } from '../places.ts';
import { openItems, type DebriefItem } from '../rules/debrief-items.ts';
import { isAbove } from '../rules/debrief-rights.ts';
import type { StateView } from '../state.ts';
import { named } from './alarm-view.ts';
import type { Reader } from './reader.ts';

interface Late {
  readonly debrief: Debrief;
  readonly item: DebriefItem;
}

/**
 * What is overdue below a reader: of owners who stand below them in the reporting line, and of the places that they administer. Counts alone:
 * neither what happened nor whom it happened to. There is nothing here to hide, to dismiss or to filter by.
 */
export function overdueFor(state: StateView, reader: Reader): OverdueView {
  const { person } = reader;
  const roots = administeredBy(state, person);
  const below: Late[] = [];
  const all: Late[] = [];
  /** By place, with all that is below it. */
  const counts = new Map<PlaceId, number>();
  for (const debrief of state.debriefs.values()) {
    // Their own alarm is not theirs to watch over.
    if (debrief.worker === person) continue;
    const late = lateItems(state, debrief, reader);
    if (late.length === 0) continue;
    const isBelow = isAbove(state, person, debrief.owner);
    const line = upwards(state.places, debrief.place).map(({ place }) => place);
    const isHere = roots.some((root) => root === undefined || line.includes(root));
    const items = late.map((item) => ({ debrief, item }));
    if (isBelow) below.push(...items);
    if (!isBelow && !isHere) continue;
    all.push(...items);
    for (const place of line) counts.set(place, (counts.get(place) ?? 0) + items.length);
  }
  const owners = [...Map.groupBy(below, ({ debrief }) => debrief.owner)].map(([owner, late]) => ({
    person: named(state, owner),
    count: late.length,
    since: oldest(late),
  }));
  return {
    total: all.length,
    kinds: DEBRIEF_ITEMS.flatMap((kind) => {
      const late = all.filter(({ item }) => item.kind === kind);
      return late.length === 0 ? [] : [{ kind, count: late.length, since: oldest(late) }];
    }),
    owners: owners.sort((a, b) => a.since - b.since),
    places: placesOf(state, roots, counts),
  };
}

/** Duties to notify among them: their times are the law's (duty/standing.ts). */
export function lateItems(state: StateView, debrief: Debrief, { at, holidays }: Omit<Reader, 'person'>): DebriefItem[] {
  const late = openItems(debrief).filter(({ due }) => at > due);
  const duties = dutyItems({ state, holidays }, debrief)
    .map(lateAt)
    .filter((due) => at > due);
  if (debrief.state === 'completed' || duties.length === 0) return late;
  return [...late, { item: 'duty', kind: 'duty', due: Math.min(...duties), who: debrief.owner }];
}

function oldest(late: readonly Late[]): number {
  return Math.min(...late.map(({ item }) => item.due));
}

/** `undefined` stands for the whole house. */
function administeredBy(state: StateView, person: PersonId): (PlaceId | undefined)[] {
  return state.grants
    .by('person', person)
    .filter(({ role }) => role === 'administrator')
    .map(({ place }) => place);
}

/** Each place of the reader's with its number, also where that is none; for the whole house each site. */
function placesOf(state: StateView, roots: readonly (PlaceId | undefined)[], counts: ReadonlyMap<PlaceId, number>): OverdueView['places'] {
  const sites = [...state.places.values()].filter(({ parent }) => parent === undefined).map(({ place }) => place);
  const shown = new Set(roots.flatMap((root) => (root === undefined ? sites : [root])));
  return [...shown].flatMap((id) => {
    const place = state.places.get(id);
    if (place === undefined) return [];
    return [{ place: id, name: place.name, count: counts.get(id) ?? 0 }];
  });
}
