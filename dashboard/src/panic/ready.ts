import { ageMs, type Moment } from '../shared/feed/link.ts';
import type { Trouble } from './gateway.ts';

/** A round trip to the gateway is proof for this long; then the page must not say Ready. */
export const PROOF_HOLDS_MS = 60_000;

export type NotReady = 'checking' | 'stale' | Trouble;
export type Readiness =
  | { readonly ready: true; readonly checkedAt: number }
  | { readonly ready: false; readonly why: NotReady; readonly lastAt?: number | undefined };

/** What the last checks gave. */
export interface Checks {
  /** When a round trip last succeeded. */
  readonly lastOk?: Moment | undefined;
  /** Of the newest check; absent when it went well. */
  readonly trouble?: Trouble | undefined;
}

/** Ready only when a round trip succeeded within the last minute by either clock (a phone that slept counts), and the newest one did. */
export function readiness(checks: Checks, now: Moment): Readiness {
  const { lastOk } = checks;
  if (checks.trouble !== undefined) return { ready: false, why: checks.trouble, lastAt: lastOk?.wall };
  if (lastOk === undefined) return { ready: false, why: 'checking' };
  if (ageMs(lastOk, now) > PROOF_HOLDS_MS) return { ready: false, why: 'stale', lastAt: lastOk.wall };
  return { ready: true, checkedAt: lastOk.wall };
}
