import type { Clock } from '../base/clock.ts';

/** The wall clock, but never back: a clock that is set back must not make a message wait. */
export class SteadyWall {
  readonly #clock: Clock;
  #wall: number;
  #mono: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wall = clock.wall();
    this.#mono = clock.mono();
  }

  /** Epoch ms. */
  now(): number {
    const mono = this.#clock.mono();
    this.#wall = Math.max(this.#clock.wall(), this.#wall + (mono - this.#mono));
    this.#mono = mono;
    return this.#wall;
  }
}
