/**
 * Loaded before the gateway (`--import`): its wall clock is wrong by `WRONG_CLOCK_MS`, and by what it is told on the channel to its
 * parent from then on, as when somebody sets it or a time server comes and goes. What counts durations is as right as ever.
 */
import { isMainThread } from 'node:worker_threads';

const right = Date.now.bind(Date);
let offsetMs = Number(process.env['WRONG_CLOCK_MS'] ?? 0);
Date.now = (): number => right() + offsetMs;

if (isMainThread) {
  process.on('message', (message: { readonly offsetMs?: number }) => {
    if (message.offsetMs === undefined) return;
    offsetMs = message.offsetMs;
    process.send?.({ offsetMs });
  });
  // The channel alone must not keep the program running.
  process.channel?.unref();
}
