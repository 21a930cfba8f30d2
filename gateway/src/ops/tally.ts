import type { Counters } from '../engine/ports/devices.ts';

/** Counts by name, in memory. Names come from the code alone, so there are few. */
export class Tally implements Counters {
  readonly #counts = new Map<string, number>();

  count(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  read(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
