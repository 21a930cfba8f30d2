import type { FeedbackBody } from '../../../gateway/src/contract/hand.ts';
import type { Broken } from './promise.ts';

/** What each hand was told last in this life of the gateway; when it is calm that is what the gateway would tell it now. */
export class HandsChecker {
  readonly #broken: Broken;
  readonly #told = new Map<string, string>();

  constructor(broken: Broken) {
    this.#broken = broken;
  }

  told(device: string, body: FeedbackBody): void {
    this.#told.set(device, wordsOf(body));
  }

  forget(): void {
    this.#told.clear();
  }

  calm(device: string, now: FeedbackBody): void {
    const words = wordsOf(now);
    const told = this.#told.get(device);
    // Of a life of the gateway in which nothing was news to it a hand hears when it connects.
    if (told === undefined) this.#told.set(device, words);
    else if (told !== words) this.#broken('hands-equal-the-log', `${device} was told ${told} last, and it is ${words}`);
  }
}

/** What is over is said once, and holds for a moment only. */
function wordsOf({ alarm, state, recorded }: FeedbackBody): string {
  if (state === undefined || state === 'closed' || state === 'tested') return `idle ${String(recorded)}`;
  return `${alarm ?? 'no alarm'} ${state} ${String(recorded)}`;
}
