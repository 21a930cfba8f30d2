import type { Clock } from './clock.ts';

/** How long (ms) one piece of work may hold the loop before everything else gets its turn: a press waits for no more than this and one step of the work. */
const HELD_MAX_MS = 3;

/** Keeps long work from holding the loop. To be asked between small steps, of a fraction of a millisecond each. */
export class Pace {
  readonly #clock: Clock;
  #since: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.mono();
  }

  /** Gives everything else its turn once the steps since the last time have taken long enough; else it costs a look at the clock. */
  async rest(): Promise<void> {
    if (this.isDue) await this.turn();
  }

  /** For loops of so many steps that even an answered promise costs more than the step. */
  get isDue(): boolean {
    return this.#clock.mono() - this.#since >= HELD_MAX_MS;
  }

  async turn(): Promise<void> {
    await new Promise(setImmediate);
    this.#since = this.#clock.mono();
  }
}
