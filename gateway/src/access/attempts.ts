import { MINUTE_MS, SECOND_MS } from '../base/durations.ts';
import type { Clock } from '../base/clock.ts';
import { BoundedMap } from './bounded-map.ts';

/** Attempts that one address may make in a minute, for any login: a shift of people behind one proxy, and no dictionary. */
export const ATTEMPTS_PER_ADDRESS = 30;
const WINDOW_MS = MINUTE_MS;

/** Wrong attempts for one login from one address before it has to wait; each further one doubles the wait from a second up to a minute. */
export const FREE_FAILURES_FROM_ADDRESS = 4;
/** The same for one login from everywhere together; the wait is shorter, for this one can be provoked by a stranger. */
export const FREE_FAILURES_OF_LOGIN = 10;
const LONGEST_WAIT_MS = MINUTE_MS;
const LONGEST_LOGIN_WAIT_MS = 15 * SECOND_MS;
/** Failures are forgotten after this long without one. */
const FORGET_MS = 15 * MINUTE_MS;

/** Entries per map (under 2 MB each). When full the entry that was untouched longest goes: an attack in progress keeps its own. */
const ENTRIES_MAX = 10_000;

interface Failures {
  readonly count: number;
  readonly lastAt: number;
  readonly until: number;
}

/**
 * Slows guessing down, per address and per login, and never locks anyone out: reception must be able to sign in while
 * somebody guesses its password. An address from which the login has signed in before is exempt from the login-wide wait.
 */
export class Attempts {
  readonly #clock: Clock;
  readonly #addresses = new BoundedMap<string, { readonly since: number; readonly count: number }>(ENTRIES_MAX);
  readonly #pairs = new BoundedMap<string, Failures>(ENTRIES_MAX);
  readonly #logins = new BoundedMap<string, Failures>(ENTRIES_MAX);
  readonly #proven = new BoundedMap<string, true>(ENTRIES_MAX);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one attempt. Milliseconds to wait before it may be made, 0 when it may be made now. */
  begin(address: string, login: string): number {
    const now = this.#clock.mono();
    const byAddress = this.#addressWait(address, now);
    if (byAddress > 0) return byAddress;
    const pair = waitOf(this.#pairs.get(pairOf(address, login)), now);
    if (pair > 0) return pair;
    return this.#proven.has(pairOf(address, login)) ? 0 : waitOf(this.#logins.get(login), now);
  }

  failed(address: string, login: string): void {
    const now = this.#clock.mono();
    const pair = pairOf(address, login);
    this.#pairs.set(pair, grown(this.#pairs.get(pair), { now, free: FREE_FAILURES_FROM_ADDRESS, longest: LONGEST_WAIT_MS }));
    this.#logins.set(login, grown(this.#logins.get(login), { now, free: FREE_FAILURES_OF_LOGIN, longest: LONGEST_LOGIN_WAIT_MS }));
  }

  succeeded(address: string, login: string): void {
    this.#pairs.delete(pairOf(address, login));
    this.#proven.set(pairOf(address, login), true);
  }

  /** For doors without a login (the first administrator's key). */
  beginFrom(address: string): number {
    return this.#addressWait(address, this.#clock.mono());
  }

  #addressWait(address: string, now: number): number {
    const known = this.#addresses.get(address);
    const window = known === undefined || now - known.since >= WINDOW_MS ? { since: now, count: 0 } : known;
    this.#addresses.set(address, { since: window.since, count: window.count + 1 });
    return window.count >= ATTEMPTS_PER_ADDRESS ? window.since + WINDOW_MS - now : 0;
  }
}

/** Lower case, for logins are matched so; a space can stand in neither. */
function pairOf(address: string, login: string): string {
  return `${address} ${login}`;
}

function waitOf(failures: Failures | undefined, now: number): number {
  return failures === undefined ? 0 : Math.max(0, failures.until - now);
}

function grown(before: Failures | undefined, rule: { now: number; free: number; longest: number }): Failures {
  const count = before === undefined || rule.now - before.lastAt > FORGET_MS ? 1 : before.count + 1;
  const beyond = count - rule.free;
  const wait = beyond <= 0 ? 0 : Math.min(rule.longest, SECOND_MS * 2 ** Math.min(beyond - 1, 20));
  return { count, lastAt: rule.now, until: rule.now + wait };
}
