import type { Clock } from '../base/clock.ts';

/**
 * The two times of every fact: `at`, the wall clock, for people; `t`, engine milliseconds, which never go back and never
 * jump while the process runs. Over a stop, `t` goes on by what the wall clock says has passed, and by nothing if that
 * is less than nothing.
 */
export class EngineTime {
  readonly #clock: Clock;
  #baseT = 0;
  #baseMono: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#baseMono = clock.mono();
  }

  now(): { readonly at: number; readonly t: number } {
    return { at: this.#clock.wall(), t: this.#baseT + Math.floor(this.#clock.mono() - this.#baseMono) };
  }

  /** Goes on from the newest fact. Returns by how many milliseconds the wall clock is behind it, 0 when it is not. */
  resume(last: { readonly at: number; readonly t: number }): number {
    const { at, t } = this.now();
    const passed = last.t === 0 && last.at === 0 ? 0 : Math.max(0, at - last.at);
    this.#baseT = Math.max(t, last.t + passed);
    this.#baseMono = this.#clock.mono();
    return Math.max(0, last.at - at);
  }
}
