import type { PersonId, SessionId } from '../base/ids.ts';
import type { Clock } from '../base/clock.ts';
import type { Change } from '../domain/input.ts';
import { sessionEndT, type Session } from '../domain/people.ts';
import type { Core } from '../engine/ports/core.ts';
import { BoundedMap } from './bounded-map.ts';
import { rolesOf } from './permissions.ts';
import { isActive } from './principal.ts';
import { hashOf, newSecret } from './secrets.ts';
import { limitsFor } from './session-limits.ts';

/** Sessions of one person at once: desk, phone, a few consoles. A further sign-in closes the oldest. */
export const SESSIONS_PER_PERSON = 20;

/** Last uses that are remembered. When full, what was used longest ago counts as used at its sign-in or at the start of the process. */
const USES_MAX = 50_000;
/** Closings that are not committed yet. When full the oldest ends with its row, as soon as the log takes it. */
const CLOSING_MAX = 10_000;

export interface NewSession {
  /** For the cookie; stored nowhere. */
  readonly token: string;
  readonly session: Session;
  readonly changes: readonly Change[];
}

/** Sign-ins. Their rows are committed as any other thing; what is used when stays in memory. */
export class Sessions {
  readonly #core: Core;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #usedAt = new BoundedMap<SessionId, number>(USES_MAX);
  readonly #closing = new BoundedMap<SessionId, true>(CLOSING_MAX);

  constructor(core: Core, clock: Clock) {
    this.#core = core;
    this.#clock = clock;
    this.#startedAt = clock.mono();
  }

  /** A new session with a new token, in place of the one that the browser had; to be saved before the token is given out. */
  prepare(person: PersonId, former?: string): NewSession {
    const now = this.#core.now().at;
    const token = newSecret();
    const limits = this.#limits(person);
    // as: the id of a session is the hash of its token, by definition.
    const session: Session = { session: hashOf(token) as SessionId, person, openedAt: now, expiresAt: now + limits.absoluteMs };
    const own = this.#core.committed.sessions.by('person', person).sort((a, b) => b.openedAt - a.openedAt);
    const stale = own.filter((known, index) => index >= SESSIONS_PER_PERSON - 1 || !this.isAlive(known)).map((known) => known.session);
    // as: see above.
    const replaced = former === undefined ? undefined : this.#core.committed.sessions.get(hashOf(former) as SessionId)?.session;
    const gone = new Set([...stale, ...(replaced === undefined ? [] : [replaced])]);
    return { token, session, changes: [...[...gone].map(removal), { put: 'session', value: session }] };
  }

  /** The living session of a token; also counts as its use. */
  find(token: string): Session | undefined {
    // as: the id of a session is the hash of its token, by definition.
    const session = this.#core.committed.sessions.get(hashOf(token) as SessionId);
    if (session === undefined || !this.isAlive(session)) return undefined;
    this.touch(session.session);
    return session;
  }

  /** The person is there, or was so long ago: a request, a key or a pointer at a console, a phone page that is open. */
  touch(session: SessionId, agoMs = 0): void {
    const at = this.#clock.mono() - agoMs;
    if (at > (this.#usedAt.get(session) ?? -Infinity)) this.#usedAt.set(session, at);
  }

  /**
   * Neither ended, closed, nor left alone for too long. While the log is away nobody can sign in anew, so a session that
   * was alive when it went stays alive until it is back: a console must not go dark in the middle of a disk fault.
   */
  isAlive(session: Session): boolean {
    if (this.#closing.has(session.session)) return false;
    const committed = this.#core.committed;
    if (!committed.sessions.has(session.session) || !isActive(committed.people.get(session.person))) return false;
    const { health } = this.#core;
    const limits = this.#limits(session.person);
    const { t } = this.#core.now();
    const { openedAt, openedT = 0 } = session;
    const end = Math.min(session.expiresAt, openedAt + limits.absoluteMs);
    const isOpen = t < Math.min(sessionEndT(session), openedT + limits.absoluteMs);
    // A start without the log knows no engine time of before: there the wall clock must do.
    if (health.state === 'lifeboat') return end > health.since || (openedT <= t && isOpen);
    return isOpen && this.#clock.mono() - this.#lastUse(session, t) < limits.idleMs;
  }

  /** Not used yet, or not remembered: since its sign-in, at most since the start of this process. By the monotonic clock. */
  #lastUse({ session, openedT = 0 }: Session, t: number): number {
    const openFor = Math.max(0, t - openedT);
    return this.#usedAt.get(session) ?? Math.max(this.#startedAt, this.#clock.mono() - openFor);
  }

  /** What closes all sessions of a person (another password, left), but perhaps one. They end at once, before the commit. */
  closeAllOf(person: PersonId, except?: SessionId): Change[] {
    const ending = this.#core.committed.sessions.by('person', person).filter((session) => session.session !== except);
    return ending.map((session) => this.close(session.session));
  }

  /** What closes one session. It ends at once, before the commit. */
  close(session: SessionId): Change {
    this.#closing.set(session, true);
    return removal(session);
  }

  /** The change that was to close them was refused. */
  reopen(changes: readonly Change[]): void {
    for (const change of changes) if ('remove' in change && change.remove === 'session') this.#closing.delete(change.key);
  }

  #limits(person: PersonId): ReturnType<typeof limitsFor> {
    return limitsFor(rolesOf(this.#core.committed, person).map((grant) => grant.role));
  }
}

function removal(session: SessionId): Change {
  return { remove: 'session', key: session };
}
