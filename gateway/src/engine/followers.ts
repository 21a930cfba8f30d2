import { messageOf } from '../base/errors.ts';
import type { EventLog } from '../base/log.ts';
import type { Commit, Follower, Underway } from './ports/core.ts';

/** Those who hear of each commit, in their order. One that throws is a bug, and none of the others' business. */
export class Followers {
  readonly #first = new Set<Follower>();
  readonly #others = new Set<Follower>();
  readonly #early = new Set<(underway: Underway) => void>();
  readonly #events: EventLog;

  constructor(events: EventLog) {
    this.#events = events;
  }

  add(follower: Follower, when?: 'first'): () => void {
    return added(when === 'first' ? this.#first : this.#others, follower);
  }

  addEarly(listener: (underway: Underway) => void): () => void {
    return added(this.#early, listener);
  }

  tell(commit: Commit): void {
    this.#call(this.#first, commit);
    this.#call(this.#others, commit);
  }

  tellEarly(underway: Underway): void {
    this.#call(this.#early, underway);
  }

  #call<T>(listeners: ReadonlySet<(news: T) => void>, news: T): void {
    for (const listener of listeners) {
      try {
        listener(news);
      } catch (error) {
        this.#events.error('follower-failed', { error: messageOf(error) });
      }
    }
  }
}

function added<T>(set: Set<T>, one: T): () => void {
  set.add(one);
  return () => set.delete(one);
}
