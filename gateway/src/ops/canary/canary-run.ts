import { SECOND_MS } from '../../base/durations.ts';
import type { CanaryPart, CanaryView } from '../../contract/canary.ts';

/**
 * Twice what nobody at a screen should wait for on a local network (language.md). A run that takes longer has gone all the way and is
 * late.
 */
export const LATE_AFTER_MS = 2 * SECOND_MS;

/** What a run has come to, and when (`mono`). */
export interface Marks {
  readonly startedAt: number;
  /** Let in as a device: the press goes out. */
  connectedAt?: number | undefined;
  heardAt?: number | undefined;
  committedAt?: number | undefined;
  ackedAt?: number | undefined;
  /** Every console that watches has drawn it, or has had its time. */
  shownAt?: number | undefined;
  /** Consoles that were asked, and those among them that said nothing. */
  asked: number;
  silent: number;
}

export interface CanaryOutcome {
  readonly state: CanaryView['state'];
  readonly part?: CanaryPart | undefined;
  /** From the press to the disk; absent: it did not get there. */
  readonly committedMs?: number | undefined;
  /** From the press to the last watching console; absent: nobody watched, or it did not get there. */
  readonly shownMs?: number | undefined;
}

/** What became of a run that has ended. */
export function outcomeOf(marks: Marks): CanaryOutcome {
  const { startedAt, connectedAt, committedAt, shownAt, asked } = marks;
  const pressedAt = connectedAt ?? startedAt;
  const committedMs = committedAt === undefined ? undefined : committedAt - pressedAt;
  const isShown = asked > 0 && committedAt !== undefined && shownAt !== undefined;
  const durations = { committedMs, shownMs: isShown ? shownAt - pressedAt : undefined };
  const failed = failedPart(marks);
  if (failed !== undefined) return { state: 'failed', part: failed, ...durations };
  const slowest = slowestPart(marks);
  return slowest.totalMs > LATE_AFTER_MS ? { state: 'late', part: slowest.part, ...durations } : { state: 'well', ...durations };
}

function failedPart({ connectedAt, heardAt, committedAt, ackedAt, silent }: Marks): CanaryPart | undefined {
  if (connectedAt === undefined) return 'connect';
  if (heardAt === undefined) return 'ingest';
  if (committedAt === undefined) return 'log';
  if (ackedAt === undefined) return 'ack';
  return silent > 0 ? 'console' : undefined;
}

function slowestPart(marks: Marks): { readonly part: CanaryPart; readonly totalMs: number } {
  const {
    startedAt,
    connectedAt = startedAt,
    heardAt = connectedAt,
    committedAt = heardAt,
    ackedAt = committedAt,
    shownAt = committedAt,
  } = marks;
  const stretches: readonly (readonly [CanaryPart, number])[] = [
    ['connect', connectedAt - startedAt],
    ['ingest', heardAt - connectedAt],
    ['log', committedAt - heardAt],
    ['ack', ackedAt - committedAt],
    ['console', shownAt - committedAt],
  ];
  const [part] = stretches.reduce((slowest, one) => (one[1] > slowest[1] ? one : slowest));
  return { part, totalMs: Math.max(ackedAt, shownAt) - startedAt };
}
