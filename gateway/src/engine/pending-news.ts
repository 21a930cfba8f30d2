import type { Cancel, Clock } from '../base/clock.ts';

/**
 * So far apart are two tellings of what waits while presses pour in. Each lists everything that waits, for every console: one for
 * each press of a burst would stop the loop for longer than the disk does.
 */
const APART_MS = 100;

/** Tells those who show unrecorded presses that something about them has changed. The first news goes out at once. */
export class PendingNews {
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #toldAt = -Infinity;
  #soon: Cancel | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something that people wait for: told at once. */
  tell(): void {
    this.stop();
    this.#toldAt = this.#clock.mono();
    for (const listen of this.#listeners) listen();
  }

  /** One more press waits: told at once if nothing was told lately, else together with what comes meanwhile. */
  tellSoon(): void {
    if (this.#soon !== undefined) return;
    const waitMs = this.#toldAt + APART_MS - this.#clock.mono();
    if (waitMs <= 0) {
      this.tell();
      return;
    }
    this.#soon = this.#clock.after(waitMs, () => {
      this.#soon = undefined;
      this.tell();
    });
  }

  stop(): void {
    this.#soon?.();
    this.#soon = undefined;
  }
}
