import { HOUR_MS } from '../base/durations.ts';
import type { Moment } from './input.ts';

/** By engine time a written time comes this much after the wall clock would have come to it: drift and small steps are left to that clock. */
export const ENGINE_SLACK_MS = HOUR_MS;

/**
 * A time for people that was written down: it has come when the wall clock says so (`at`, epoch ms), or when as much engine time has passed as lay
 * before it (`t`). The wall clock may have stood years ahead when it was written, and come back since: then it alone would never come there.
 */
export interface WrittenTime {
  readonly at: number;
  /** Infinity: its engine time is not known, as of days that a person chose. */
  readonly t: number;
}

/** `t`: engine ms of that wall time, as things stood when it was written. */
export function writtenTime(at: number, t: number | undefined): WrittenTime {
  return { at, t: t === undefined ? Infinity : t + ENGINE_SLACK_MS };
}

/** Engine ms of a wall time, by the two times of the fact that wrote it. */
export function engineTimeOf(at: number, fact: Moment): number {
  return fact.t + at - fact.at;
}

export function hasCome(time: WrittenTime, now: Moment): boolean {
  return now.at >= time.at || now.t >= time.t;
}

export function shifted({ at, t }: WrittenTime, ms: number): WrittenTime {
  return { at: at + ms, t: t + ms };
}

/** Comes when the first of them does. */
export function earliest(times: readonly (WrittenTime | undefined)[]): WrittenTime | undefined {
  const known = times.filter((one) => one !== undefined);
  if (known.length === 0) return undefined;
  return { at: Math.min(...known.map(({ at }) => at)), t: Math.min(...known.map(({ t }) => t)) };
}

/** Comes when all of them have, by one of the two clocks. */
export function latest(first: WrittenTime, second: WrittenTime): WrittenTime {
  return { at: Math.max(first.at, second.at), t: Math.max(first.t, second.t) };
}
