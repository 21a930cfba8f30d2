/** Frame counters that are remembered one by one below the highest, as IPsec does. Older ones are old, heard or not. */
export const WINDOW_FRAMES = 64;
/**
 * How long, in milliseconds, one transmission may take through different receivers. A lower counter that comes later
 * than this behind a higher one was held back by somebody, or recorded.
 */
export const COPY_WITHIN_MS = 10_000;
/** Receivers remembered for one transmission. More than that do not hear one button; further copies are dropped as repeats. */
export const COPY_RECEIVERS_MAX = 16;

/**
 * - `fresh`: never heard, take it;
 * - `copy`: the same transmission through another receiver, take it too (its strength counts, its press is known);
 * - `repeat`: the same transmission again through the same receiver, drop it;
 * - `replayed`: an old counter, drop it.
 */
export type FrameVerdict = 'fresh' | 'copy' | 'repeat' | 'replayed';

interface HeardCounter {
  readonly at: number;
  readonly receivers: Set<string>;
}

/**
 * What is remembered of one device's frame counters under one key. Only frames whose seal has opened may come here, or
 * anybody could push the window forward and so silence a button. Counters only grow; they never wrap (a key is replaced
 * before). Any step forward is taken: a button that was long out of reach has counted on.
 */
export class FrameWindow {
  /** Up to here an earlier run of the gateway has heard: it is not known which, so all of it is old. */
  #floor: number;
  #highest: number;
  readonly #heard = new Map<number, HeardCounter>();

  /** `highest`: what an earlier run of the gateway remembered; −1 for nothing. */
  constructor(highest = -1) {
    this.#floor = highest;
    this.#highest = highest;
  }

  get highest(): number {
    return this.#highest;
  }

  /** What an earlier run remembered became readable only now: everything up to there is old from here on. */
  raiseTo(highest: number): void {
    this.#floor = Math.max(this.#floor, highest);
    this.#highest = Math.max(this.#highest, highest);
  }

  /** `at`: milliseconds of a clock that never goes back. */
  take(counter: number, receiver: string, at: number): FrameVerdict {
    const known = this.#heard.get(counter);
    if (known !== undefined) return again(known, receiver, at);
    if (counter <= this.#highest && this.#isOld(counter, at)) return 'replayed';
    this.#heard.set(counter, { at, receivers: new Set([receiver]) });
    if (counter > this.#highest) this.#moveTo(counter);
    return 'fresh';
  }

  /** Not heard, but below the highest: two receivers may pass frames on in different order, within a short time. */
  #isOld(counter: number, at: number): boolean {
    if (counter <= this.#floor || counter <= this.#highest - WINDOW_FRAMES) return true;
    let overtakenAt = at;
    for (const [other, heard] of this.#heard) {
      if (other > counter) overtakenAt = Math.min(overtakenAt, heard.at);
    }
    return at - overtakenAt > COPY_WITHIN_MS;
  }

  #moveTo(highest: number): void {
    this.#highest = highest;
    for (const counter of this.#heard.keys()) {
      if (counter <= highest - WINDOW_FRAMES) this.#heard.delete(counter);
    }
  }
}

function again(known: HeardCounter, receiver: string, at: number): FrameVerdict {
  if (at - known.at > COPY_WITHIN_MS) return 'replayed';
  if (known.receivers.has(receiver) || known.receivers.size >= COPY_RECEIVERS_MAX) return 'repeat';
  known.receivers.add(receiver);
  return 'copy';
}
