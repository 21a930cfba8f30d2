import { assert } from './assert.ts';

export interface RetryPolicy {
  /** First delay, in milliseconds. */
  readonly startMs: number;
  /** Each delay is the last one times this, … */
  readonly factor: number;
  /** … and never more than this. */
  readonly maxMs: number;
  /** Share of a delay that is left to chance, 0 to 1: 0.2 gives 80 % to 100 % of it, so that many do not retry in step. */
  readonly jitter: number;
  /** How many delays there are; endless when absent. */
  readonly count?: number | undefined;
}

/** When to try again, apart from what is tried: the delays of one run of failures, in milliseconds. Iterate anew after a success. */
export class RetrySchedule implements Iterable<number> {
  readonly #policy: RetryPolicy;
  readonly #random: () => number;

  /** `random` gives numbers from 0 inclusive to 1 exclusive. */
  constructor(policy: RetryPolicy, random: () => number) {
    assert(policy.startMs >= 0 && policy.maxMs >= policy.startMs, 'delays grow from the start to the longest');
    assert(policy.factor >= 1 && policy.jitter >= 0 && policy.jitter <= 1, 'a delay never shrinks, and chance takes a share of it');
    this.#policy = policy;
    this.#random = random;
  }

  *[Symbol.iterator](): Generator<number, undefined> {
    const { startMs, factor, maxMs, jitter, count = Infinity } = this.#policy;
    let delayMs = startMs;
    for (let given = 0; given < count; given += 1) {
      yield delayMs * (1 - jitter * this.#random());
      delayMs = Math.min(delayMs * factor, maxMs);
    }
    return undefined;
  }
}
