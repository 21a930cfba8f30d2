import { DELAYED_AFTER_MS, LOST_AFTER_MS } from '@duress/gateway/contract/limits.ts';

/** How far what this page shows can be trusted. */
export type LinkState = 'connecting' | 'live' | 'delayed' | 'lost';

export interface Link {
  readonly state: LinkState;
  /** Age of the gateway's last word; since the page began where there was none. */
  readonly ageMs: number;
  /** Is a socket open at this moment? */
  readonly connected: boolean;
}

export const FIRST_LINK: Link = { state: 'connecting', ageMs: 0, connected: false };

/** Two readings of one moment by the page's two clocks. */
export interface Moment {
  readonly mono: number;
  readonly wall: number;
}

/**
 * How long ago `then` was. The monotonic clock stands still while a laptop sleeps and the wall clock may be set, so the larger
 * age counts: wrongly *LOST* for a second until the next pulse is harmless, wrongly *Live* is not.
 */
export function ageMs(then: Moment, now: Moment): number {
  return Math.max(0, now.mono - then.mono, now.wall - then.wall);
}

/** `heard` is false until the gateway has spoken once. */
export function linkState(age: number, heard: boolean): LinkState {
  if (age > LOST_AFTER_MS) return 'lost';
  if (age > DELAYED_AFTER_MS) return 'delayed';
  return heard ? 'live' : 'connecting';
}
