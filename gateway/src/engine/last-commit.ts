import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { EventLog } from '../base/log.ts';
import { within } from '../base/within.ts';

/** A stop waits for a commit that hangs no longer than this; what was in it stays unanswered, and its devices say it again. */
export const LAST_COMMIT_WITHIN_MS = 5_000;

/** Resolves when the loop has finished, or when it is no use to wait any longer. */
export async function lastCommit(running: Promise<void> | undefined, { clock, events }: { clock: Clock; events: EventLog }): Promise<void> {
  if (running === undefined) return;
  const late = (error: unknown): void => {
    events.error('stop-late', { error: messageOf(error) });
  };
  const { inTime } = await within(running, { clock, limitMs: LAST_COMMIT_WITHIN_MS, late });
  if (!inTime) events.error('stop-without-log', { waitedMs: LAST_COMMIT_WITHIN_MS });
}
