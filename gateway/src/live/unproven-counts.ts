import type { DeviceId, PlaceId } from '../base/ids.ts';
import type { StateView } from '../domain/state.ts';
import { homeOf } from '../domain/home.ts';
import { unprovenWhy } from '../domain/rules/proof.ts';
import type { Commit } from '../engine/ports/core.ts';
import { coveredBy, nameOfCovered } from './covered.ts';
import { mayAt, type Viewer } from './rights-at.ts';

/** A change of these may leave any device unproven, or change where it counts. */
const COMMON = ['path', 'place', 'person'];

/**
 * How many buttons nobody has proven, by their place: one quiet number for each console, however many they are. Of 19,000 buttons those
 * alone are looked at that a commit has touched.
 */
export class UnprovenCounts {
  readonly #state: StateView;
  readonly #byPlace = new Map<PlaceId | undefined, number>();
  /** Where each unproven device is counted. */
  readonly #counted = new Map<DeviceId, { readonly place: PlaceId | undefined }>();
  #isKnown = false;
  #told = new Map<string, number>();

  constructor(state: StateView) {
    this.#state = state;
  }

  committed({ changed, facts }: Pick<Commit, 'changed' | 'facts'>): void {
    if (facts.length === 0 || COMMON.some((table) => changed.has(table))) {
      this.#isKnown = false;
      return;
    }
    // as: the keys of both tables are devices.
    const touched = [...(changed.get('device') ?? []), ...(changed.get('proof') ?? [])] as DeviceId[];
    if (this.#isKnown) for (const device of touched) this.#look(device);
    // Who may see what may have changed with them.
    if (touched.length > 0 || changed.has('grant') || changed.has('token')) this.#told.clear();
  }

  /** How many a viewer may know of; 0 for one who may see no faults. */
  of(viewer: Viewer): number {
    if (!this.#isKnown) this.#all();
    const name = nameOfCovered(coveredBy(this.#state, viewer, 'see-faults'));
    const told = this.#told.get(name);
    if (told !== undefined) return told;
    let count = 0;
    for (const [place, devices] of this.#byPlace) if (mayAt(this.#state, viewer, { verb: 'see-faults', place })) count += devices;
    this.#told.set(name, count);
    return count;
  }

  #all(): void {
    this.#byPlace.clear();
    this.#counted.clear();
    this.#told.clear();
    for (const { device } of this.#state.devices.values()) this.#look(device);
    this.#isKnown = true;
  }

  #look(id: DeviceId): void {
    const before = this.#counted.get(id);
    if (before !== undefined) this.#add(before.place, -1);
    this.#counted.delete(id);
    const device = this.#state.devices.get(id);
    if (device === undefined || unprovenWhy(this.#state, device).length === 0) return;
    const place = homeOf(this.#state, device);
    this.#counted.set(id, { place });
    this.#add(place, 1);
  }

  #add(place: PlaceId | undefined, by: number): void {
    const count = (this.#byPlace.get(place) ?? 0) + by;
    if (count === 0) this.#byPlace.delete(place);
    else this.#byPlace.set(place, count);
  }
}
