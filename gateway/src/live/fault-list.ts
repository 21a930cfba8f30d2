import { FAULTS_ALIKE_MAX } from './limits.ts';
import type { Items, SeenFault } from './items.ts';
import type { Viewer } from './rights-at.ts';

/** JSON texts of technical matters as they are now, each alone or many as one, and keys of what is there no more. */
export interface FaultNews {
  readonly texts: string[];
  readonly groups: string[];
  readonly gone: string[];
}

interface Tally {
  standing: number;
  shelved: number;
  since: number;
}

/** Everything of one code. */
interface Kind {
  readonly code: string;
  readonly seen: Map<string, SeenFault>;
  readonly sites: Map<string, Tally>;
  /** What the console has, by key; undefined: a text that we do not know. */
  told: Map<string, string | undefined>;
}

/**
 * What one console has of technical matters. Those of one code are told one by one while they are few; more than FAULTS_ALIKE_MAX are
 * told as one line for each site: when a receiver dies, two thousand buttons fall silent, and that is one thing to look at.
 */
export class FaultList {
  readonly #viewer: Viewer;
  readonly #kinds = new Map<string, Kind>();

  constructor(viewer: Viewer) {
    this.#viewer = viewer;
  }

  /** Everything, for a console that has nothing. */
  all(items: Items): FaultNews {
    this.#kinds.clear();
    return this.news(items, items.keys('faults'));
  }

  /** A console that comes back has all of it as it is. */
  assume(items: Items): void {
    this.all(items);
    for (const kind of this.#kinds.values()) for (const key of kind.told.keys()) kind.told.set(key, undefined);
  }

  /** What of these keys the console does not have as it is now. */
  news(items: Items, keys: Iterable<string>): FaultNews {
    const news: FaultNews = { texts: [], groups: [], gone: [] };
    const changed = new Map<Kind, Set<string>>();
    for (const key of keys) {
      const kind = this.#kindOf(key);
      note(kind, key, items.seenFault(key, this.#viewer));
      changed.set(kind, (changed.get(kind) ?? new Set<string>()).add(key));
    }
    for (const [kind, theirs] of changed) {
      const isMany = kind.seen.size > FAULTS_ALIKE_MAX;
      const texts = isMany ? groupTexts(kind, items) : this.#textsOf(kind, theirs, items);
      for (const key of kind.told.keys()) if (!texts.has(key)) news.gone.push(key);
      for (const [key, text] of texts) {
        const isKnown = kind.told.has(key) && (kind.told.get(key) === text || text === undefined);
        if (!isKnown && text !== undefined) (isMany ? news.groups : news.texts).push(text);
      }
      kind.told = texts;
    }
    return news;
  }

  #kindOf(key: string): Kind {
    const code = key.slice(0, key.indexOf(':'));
    const kind: Kind = this.#kinds.get(code) ?? { code, seen: new Map(), sites: new Map(), told: new Map() };
    this.#kinds.set(code, kind);
    return kind;
  }

  /** Of those that have not changed what the console has already. */
  #textsOf({ seen, told }: Kind, changed: ReadonlySet<string>, items: Items): Map<string, string | undefined> {
    const texts = new Map<string, string | undefined>();
    for (const key of seen.keys())
      texts.set(key, told.has(key) && !changed.has(key) ? told.get(key) : items.of('faults', key, this.#viewer));
    return texts;
  }
}

/** Counted as it changes: a thousand consoles must not count two thousand faults with each commit. */
function note({ seen, sites }: Kind, key: string, now: SeenFault | undefined): void {
  const before = seen.get(key);
  if (before !== undefined) {
    seen.delete(key);
    count(sites, before, -1);
  }
  if (now !== undefined) {
    seen.set(key, now);
    count(sites, now, 1);
  }
}

function count(sites: Map<string, Tally>, { site, since, isShelved }: SeenFault, by: 1 | -1): void {
  const tally = sites.get(site) ?? { standing: 0, shelved: 0, since: 0 };
  if (isShelved) tally.shelved += by;
  else tally.standing += by;
  if (by > 0) tally.since = Math.max(tally.since, since);
  if (tally.standing + tally.shelved === 0) sites.delete(site);
  else sites.set(site, tally);
}

function groupTexts({ code, sites }: Kind, items: Items): Map<string, string> {
  return new Map(
    [...sites].map(([site, { standing, shelved, since }]) => {
      const group = groupKey(code, site);
      const where = site === '' ? { label: '' } : { place: site, label: items.nameOf(site) };
      return [group, JSON.stringify({ group, code, ...where, standing, shelved, since })];
    }),
  );
}

/** No code of a fault is named so, so that no fault has this key. */
function groupKey(code: string, site: string): string {
  return `many:${code}:${site}`;
}
