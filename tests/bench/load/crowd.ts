import type { OnShown } from './console.ts';

/** Many consoles as one: a press is shown when the last of them shows it. */
export class Crowd {
  readonly #size: number;
  readonly #onShown: OnShown;
  /** By device and number of presses: how many consoles have it. */
  readonly #counts = new Map<string, number>();

  constructor(size: number, onShown: OnShown) {
    this.#size = size;
    this.#onShown = onShown;
  }

  readonly shown: OnShown = (device, presses, at) => {
    const name = `${device} ${presses}`;
    const count = (this.#counts.get(name) ?? 0) + 1;
    // A console tells of an alarm again when something else of it changed.
    if (count === this.#size) this.#onShown(device, presses, at);
    this.#counts.set(name, count);
  };
}
