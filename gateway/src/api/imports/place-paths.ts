import type { PlaceId } from '../../base/ids.ts';
import { pathOf } from '../../domain/places.ts';
import type { StateView } from '../../domain/state.ts';

/** Finds places by what people call them: `Site/Building/Room`. */
export class PlacePaths {
  readonly #places = new Map<string, PlaceId | 'ambiguous'>();

  constructor(state: StateView) {
    for (const { place } of state.places.values()) {
      const path = normal(pathOf(state.places, place));
      this.#places.set(path, this.#places.has(path) ? 'ambiguous' : place);
    }
  }

  find(path: string): PlaceId | 'ambiguous' | undefined {
    return this.#places.get(normal(path.split('/')));
  }
}

function normal(names: readonly string[]): string {
  return names.map((name) => name.trim().toLowerCase()).join('/');
}
