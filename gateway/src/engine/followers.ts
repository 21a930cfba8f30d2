import { messageOf } from '../base/errors.ts';
import type { Cancel, Clock } from '../base/clock.ts';
import { SECOND_MS } from '../base/durations.ts';
import type { EventLog } from '../base/log.ts';
import type { Commit, Follower, Underway } from './ports/core.ts';

/** So long at most a commit waits for presses that wait themselves; then all are told of it, whatever waits. */
export const TOLD_LATER_MS = SECOND_MS;

interface FollowersDeps {
  readonly clock: Clock;
  readonly events: EventLog;
}

interface Untold {
  readonly commit: Commit;
  /** By the monotonic clock. */
  readonly since: number;
}

/**
 * Those who hear of each commit, in their order. One that throws is a bug, and none of the others' business. People's screens hear of
 * it at once. All others do too, unless presses flood in: one that stands on no disk comes before a word about one that does. Then they
 * hear of each commit after the flood, one in a turn of the loop; and when a flood does not end, a second late.
 */
export class Followers {
  readonly #deps: FollowersDeps;
  readonly #first = new Set<Follower>();
  readonly #others = new Set<Follower>();
  readonly #early = new Set<(underway: Underway) => void>();
  #untold: Untold[] = [];
  #next: Cancel | undefined;

  constructor(deps: FollowersDeps) {
    this.#deps = deps;
  }

  add(follower: Follower, when?: 'first'): () => void {
    return added(when === 'first' ? this.#first : this.#others, follower);
  }

  addEarly(listener: (underway: Underway) => void): () => void {
    return added(this.#early, listener);
  }

  /** @param flooded many presses wait to be recorded. */
  tell(commit: Commit, flooded: boolean): void {
    this.#call(this.#first, commit);
    if (!flooded && this.#untold.length === 0) {
      this.#call(this.#others, commit);
      return;
    }
    this.#untold.push({ commit, since: this.#deps.clock.mono() });
    this.#plan(flooded);
  }

  /** Of a batch in which nothing is to be kept there is nothing to say. */
  tellEarly(underway: Underway): void {
    if (underway.facts.length === 0) return;
    this.#call(this.#early, underway);
  }

  /** Whatever somebody has not been told yet, now. */
  flush(): void {
    this.#next?.();
    this.#next = undefined;
    const untold = this.#untold;
    this.#untold = [];
    for (const { commit } of untold) this.#call(this.#others, commit);
  }

  /** The oldest is told when its time is over, or in the next turn of the loop when nothing comes before it any more. */
  #plan(flooded: boolean): void {
    this.#next?.();
    const oldest = this.#untold[0];
    if (oldest === undefined) {
      this.#next = undefined;
      return;
    }
    const { clock } = this.#deps;
    const left = flooded ? oldest.since + TOLD_LATER_MS - clock.mono() : 0;
    this.#next = clock.after(left, () => {
      // All whose time is over, or they would fall behind further and further.
      do {
        const told = this.#untold.shift();
        if (told !== undefined) this.#call(this.#others, told.commit);
      } while (this.#isOverdue());
      this.#plan(flooded);
    });
  }

  #isOverdue(): boolean {
    const oldest = this.#untold[0];
    return oldest !== undefined && this.#deps.clock.mono() - oldest.since >= TOLD_LATER_MS;
  }

  #call<T>(listeners: ReadonlySet<(news: T) => void>, news: T): void {
    for (const listener of listeners) {
      try {
        listener(news);
      } catch (error) {
        this.#deps.events.error('follower-failed', { error: messageOf(error) });
      }
    }
  }
}

function added<T>(set: Set<T>, one: T): () => void {
  set.add(one);
  return () => set.delete(one);
}
