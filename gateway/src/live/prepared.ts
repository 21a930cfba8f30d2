import type { Commit, Underway } from '../engine/ports/core.ts';

/** After a slow commit what was made before it is made anew: it says what is loud, which changes with time. */
export const PREPARED_GOOD_FOR_MS = 100;

/** What was made for a batch while it was on its way to disk. Good for the commit of that very batch, soon, and once. */
export class Prepared<T> {
  #kept: { readonly facts: Underway['facts']; readonly made: T; readonly t: number } | undefined;

  /** @param t engine ms at which it was made. */
  keep({ facts }: Pick<Underway, 'facts'>, made: T, t: number): void {
    this.#kept = { facts, made, t };
  }

  /** What was made for this commit; undefined when there is nothing, or nothing that still holds. */
  take({ facts }: Pick<Commit, 'facts'>, t: number): T | undefined {
    const kept = this.#kept;
    this.#kept = undefined;
    return kept?.facts === facts && t - kept.t < PREPARED_GOOD_FOR_MS ? kept.made : undefined;
  }
}
