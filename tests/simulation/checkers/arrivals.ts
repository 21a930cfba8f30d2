import { SECOND_MS } from '../../../gateway/src/base/durations.ts';
import type { Broken } from './promise.ts';

/** With a disk that is well a signal waits this long at most, whatever else pours in. */
const ANSWERED_WITHIN_MS = 3 * SECOND_MS;

/** Alarms are never shed: what the gateway has taken in gets its answer, or the gateway dies with it. */
export class ArrivalsChecker {
  readonly #broken: Broken;
  /** Signals that came to this process and have no answer, with the moment of each. */
  readonly #waiting = new Map<number, { readonly name: string; readonly at: number }>();
  #last = 0;

  constructor(broken: Broken) {
    this.#broken = broken;
  }

  /** Returns what to call with its answer, or its refusal. */
  came(name: string, at: number): () => void {
    const key = (this.#last += 1);
    this.#waiting.set(key, { name, at });
    return () => {
      this.#waiting.delete(key);
    };
  }

  forget(): void {
    this.#waiting.clear();
  }

  /** Once a second; `wellSince` since when nothing keeps this process from its disk. */
  look(now: number, wellSince: number | undefined): void {
    if (wellSince === undefined) return;
    for (const { name, at } of this.#waiting.values())
      if (now - Math.max(at, wellSince) > ANSWERED_WITHIN_MS) {
        this.#broken('alarms-are-never-shed', `${name} was taken in at ${String(at)} and has no answer`);
        return;
      }
  }
}
