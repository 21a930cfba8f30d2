import type { SessionId, TokenId } from '../base/ids.ts';
import { SECOND_MS } from '../base/durations.ts';
import type { Cancel, Clock } from '../base/clock.ts';
import type { Commit, Core } from '../engine/ports/core.ts';
import type { Sessions } from './sessions.ts';
import type { Principal } from './principal.ts';

/** How late an ended session's socket may close when no commit says so (it ran out, or the log is away). */
const LOOK_EVERY_MS = 5 * SECOND_MS;

/**
 * Closes what hangs on a session or a token as soon as that is gone: a closed session closes its sockets. The number of
 * watchers is bounded by whoever opens sockets.
 */
export class SessionWatch {
  readonly #core: Core;
  readonly #sessions: Sessions;
  readonly #clock: Clock;
  readonly #watchers = new Map<string, Set<Watcher>>();
  #stops: Cancel[] = [];

  constructor(core: Core, sessions: Sessions, clock: Clock) {
    this.#core = core;
    this.#sessions = sessions;
    this.#clock = clock;
  }

  start(): void {
    if (this.#stops.length > 0) return;
    this.#stops = [
      // First, with the screens: from one whose session has ended nothing more may be heard, in a flood either.
      this.#core.follow((commit) => {
        this.#committed(commit);
      }, 'first'),
      this.#clock.every(LOOK_EVERY_MS, () => {
        this.#look([...this.#watchers.keys()]);
      }),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  /** Calls `ended` once when the principal's session or token is gone. Returns how to stop watching. */
  watch(principal: Principal, ended: () => void): () => void {
    const key = principal.kind === 'person' ? principal.session.session : principal.token.token;
    const watcher: Watcher = { principal, ended };
    const watchers = this.#watchers.get(key) ?? new Set();
    watchers.add(watcher);
    this.#watchers.set(key, watchers);
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(key) === watchers) this.#watchers.delete(key);
    };
  }

  /** Whether the principal may still be served. */
  isAlive(principal: Principal): boolean {
    if (principal.kind === 'person') return this.#sessions.isAlive(principal.session);
    return this.#core.committed.tokens.get(principal.token.token)?.revoked === false;
  }

  #committed(commit: Commit): void {
    const keys = [...(commit.changed.get('session') ?? []), ...(commit.changed.get('token') ?? [])];
    for (const person of commit.changed.get('person') ?? []) {
      for (const session of this.#core.committed.sessions.by('person', person)) keys.push(session.session);
    }
    // A log that was away has been read: any may have ended in it.
    this.#look(commit.facts.length === 0 ? [...this.#watchers.keys()] : keys);
  }

  #look(keys: readonly (SessionId | TokenId | string)[]): void {
    for (const key of keys) {
      for (const watcher of this.#watchers.get(key) ?? []) {
        if (this.isAlive(watcher.principal)) continue;
        this.#watchers.get(key)?.delete(watcher);
        watcher.ended();
      }
      if (this.#watchers.get(key)?.size === 0) this.#watchers.delete(key);
    }
  }
}

interface Watcher {
  readonly principal: Principal;
  readonly ended: () => void;
}
