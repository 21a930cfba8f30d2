/**
 * Loaded before the program that is measured (`--import`), so that the gateway runs as it is: answers on the channel to its
 * parent with what the process uses. Asked with `{"collect":true}` it collects garbage first.
 */
import { isMainThread } from 'node:worker_threads';

/** What one process uses: bytes, and milliseconds of all its threads since it started. */
export interface Usage {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly cpuMs: number;
}

if (isMainThread && process.send !== undefined) {
  process.on('message', (message: { readonly collect: boolean }) => {
    if (message.collect) for (let i = 0; i < 3; i += 1) globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    process.send?.({ rss, heapUsed, external, cpuMs: (user + system) / 1_000 } satisfies Usage);
  });
  // Nobody measures any more: a bench that was broken off leaves nothing running.
  process.on('disconnect', () => process.exit(0));
  // The channel alone must not keep the program running.
  process.channel?.unref();
}
