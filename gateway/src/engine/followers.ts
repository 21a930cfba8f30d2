import { messageOf } from '../base/errors.ts';
import type { EventLog } from '../base/log.ts';
import type { Commit, Follower } from './ports/core.ts';

/** Those who hear of each commit, in the order in which they came. One that throws is a bug, and none of the others' business. */
export class Followers {
  readonly #followers = new Set<Follower>();
  readonly #events: EventLog;

  constructor(events: EventLog) {
    this.#events = events;
  }

  add(follower: Follower): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  tell(commit: Commit): void {
    for (const follower of this.#followers) {
      try {
        follower(commit);
      } catch (error) {
        this.#events.error('follower-failed', { error: messageOf(error) });
      }
    }
  }
}
