import type { PlaceNode } from '@duress/gateway/contract/organisation.ts';

/** Deeper than this is a loop in the data. */
const DEEPEST = 16;

export interface NamedPlace {
  readonly id: string;
  /** From the site down, as people read an address here. */
  readonly name: string;
}

/** All places with their whole path, in the order of the tree. */
export function namedPlaces(places: readonly PlaceNode[]): readonly NamedPlace[] {
  const byId = new Map(places.map((place) => [place.place, place]));
  return places
    .map((place) => ({ id: place.place, name: pathOf(place, byId).join(' › ') }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

function pathOf(place: PlaceNode, byId: ReadonlyMap<string, PlaceNode>): string[] {
  const path: string[] = [];
  let next: PlaceNode | undefined = place;
  while (next !== undefined && path.length < DEEPEST) {
    path.unshift(next.name);
    next = next.parent === undefined ? undefined : byId.get(next.parent);
  }
  return path;
}

export interface Branch {
  readonly place: PlaceNode;
  readonly below: readonly Branch[];
}

/** The tree; a place whose parent the reader can't see stands at the top. */
export function treeOf(places: readonly PlaceNode[]): readonly Branch[] {
  const known = new Set(places.map(({ place }) => place));
  const children = Map.groupBy(places, ({ parent }) => (parent !== undefined && known.has(parent) ? parent : ''));
  const branches = (parent: string, depth: number): Branch[] =>
    depth > DEEPEST
      ? []
      : (children.get(parent) ?? [])
          .toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
          .map((place) => ({ place, below: branches(place.place, depth + 1) }));
  return branches('', 0);
}
