import { SECOND_MS } from '../../../gateway/src/base/durations.ts';
import type { FeedMessage } from '../../../gateway/src/contract/feed.ts';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import { dataOf, text, type Ledger } from '../ledger.ts';
import type { DoorMood } from '../simulated-door.ts';
import type { Broken } from './promise.ts';

/** What the canary is called in this house: no fact, list or letter has it. */
export const CANARY = 'canary-of-the-house';
const LATE = 'canary-late:gateway';
/** A run is over by then after its acknowledgement: the screens have had their time. */
const JUDGED_MS = 10 * SECOND_MS;
/** Clocks are read in milliseconds, one after the other. */
const SAME_MS = SECOND_MS;
/** One press each minute, what it is given, and a moment to write it down. */
const NAMED_AFTER_MS = 60 * SECOND_MS + JUDGED_MS + 5 * SECOND_MS;

/** How the house is, once a second. */
interface Standing {
  readonly now: number;
  readonly isWell: boolean;
  readonly door: DoorMood;
}

/**
 * The gateway's own test press tells the truth: it never says that one has gone all the way more lately than one has; a way in that does
 * not let presses through is a fault, and ends as one; and it is never an alarm, nor anything else in the log.
 */
export class CanaryChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;
  /** When a press of its own was last acknowledged to its hand, by the simulated time. */
  #passedAt = -Infinity;
  #brokenSince: number | undefined;
  #wellSince: number | undefined;

  constructor(ledger: Ledger, broken: Broken) {
    this.#ledger = ledger;
    this.#broken = broken;
  }

  passed(now: number): void {
    this.#passedAt = now;
  }

  /** A page is sent something. */
  sent(message: FeedMessage, now: number): void {
    if (JSON.stringify(message).includes(CANARY)) this.#broken('the-canary-tells-the-truth', 'a page is told of the canary as of a device');
    if (message.type !== 'pulse' || message.canary?.wellAt === undefined) return;
    const [said, really] = [message.at - message.canary.wellAt, now - this.#passedAt];
    if (said < really - SAME_MS)
      this.#broken('the-canary-tells-the-truth', `one went all the way ${String(said)} ms ago, and it is ${String(really)} ms`);
  }

  written(fact: NewFact): void {
    if (JSON.stringify(fact).includes(CANARY))
      this.#broken('the-canary-tells-the-truth', `${fact.kind} ${text(dataOf(fact)['alarm'])} is about the canary`);
  }

  look({ now, isWell, door }: Standing): void {
    this.#brokenSince = isWell && door !== 'well' && door !== 'slow' ? (this.#brokenSince ?? now) : undefined;
    this.#wellSince = isWell && door === 'well' ? (this.#wellSince ?? now) : undefined;
    const isNamed = this.#ledger.faults.has(LATE);
    if (!isNamed && this.#brokenSince !== undefined && now - this.#brokenSince > NAMED_AFTER_MS)
      this.#broken('the-canary-tells-the-truth', `the way in is ${door}, and no fault says so`);
    if (isNamed && this.#wellSince !== undefined && now - this.#wellSince > NAMED_AFTER_MS)
      this.#broken('the-canary-tells-the-truth', 'everything is well, and the fault stands');
  }
}
