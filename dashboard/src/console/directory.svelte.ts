import type { NamedPerson } from '@duress/gateway/contract/alarm.ts';
import type { PlaceNode } from '@duress/gateway/contract/organisation.ts';
import type { Api } from '../shared/api.ts';

export interface Listed {
  readonly id: string;
  readonly name: string;
}

/** With the place that all of its site lie in. */
interface ListedPlace extends Listed {
  readonly site: string;
}

/** Names to choose from. Without it the console works on: choices are then missing, and say so. */
export class Directory {
  people = $state.raw<readonly Listed[]>([]);
  places = $state.raw<readonly ListedPlace[]>([]);
  /** The zone in which people's times are read: the one site's, or this computer's where there are several. */
  zone = $state<string | undefined>(undefined);
  failed = $state(false);

  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  async load(): Promise<void> {
    const [people, places] = await Promise.all([
      this.#api.get<readonly NamedPerson[]>('/api/v1/directory'),
      this.#api.get<readonly Node[]>('/api/v1/places'),
    ]);
    this.failed = !people.ok;
    if (people.ok) this.people = people.value.map(({ person, name }) => ({ id: person, name }));
    if (!places.ok) return;
    const nodes = places.value;
    this.places = nodes.map((node) => listed(node, nodes)).sort((a, b) => a.name.localeCompare(b.name));
    const zones = new Set(nodes.flatMap((node) => node.zone ?? []));
    this.zone = zones.size === 1 ? [...zones][0] : undefined;
  }

  /** Places of the same site; all, where nobody knows which one it is. */
  atSiteOf(place: string | undefined): readonly Listed[] {
    const site = this.places.find(({ id }) => id === place)?.site;
    return site === undefined ? this.places : this.places.filter((one) => one.site === site);
  }
}

type Node = Pick<PlaceNode, 'place' | 'name' | 'parent' | 'zone'>;

/** A place has at most a handful of places above it; more means that the list has a circle in it. */
const DEPTH_MAX = 12;

function listed(node: Node, nodes: readonly Node[]): ListedPlace {
  const names = [node.name];
  let site = node;
  let parent = nodes.find(({ place }) => place === node.parent);
  while (parent !== undefined && names.length < DEPTH_MAX) {
    names.unshift(parent.name);
    site = parent;
    const above = parent.parent;
    parent = nodes.find(({ place }) => place === above);
  }
  return { id: node.place, name: names.join(' › '), site: site.place };
}
