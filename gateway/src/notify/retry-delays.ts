import { MINUTE_MS, SECOND_MS } from '../base/durations.ts';
import { RetrySchedule, type RetryPolicy } from '../base/retry-schedule.ts';

/** For an open alarm, for ever: short waits, because somebody waits. */
const ALARM_RETRY: RetryPolicy = { startMs: 2 * SECOND_MS, factor: 2, maxMs: 15 * SECOND_MS, jitter: 0.2 };
/** For tasks, and whatever else is for later. */
const LATER_RETRY: RetryPolicy = { startMs: 30 * SECOND_MS, factor: 2, maxMs: 15 * MINUTE_MS, jitter: 0.2 };
/** From this try on every wait is the longest. */
const LONGEST_FROM = 10;

/** The wait before the next try, in milliseconds, after so many failed ones before this one. */
export function retryDelayMs(attempts: number, isLater: boolean, random: () => number): number {
  const schedule = new RetrySchedule(isLater ? LATER_RETRY : ALARM_RETRY, random);
  let delay = 0;
  let tries = 0;
  for (delay of schedule) {
    if (tries >= Math.min(attempts, LONGEST_FROM)) break;
    tries += 1;
  }
  return delay;
}
