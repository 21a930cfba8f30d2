import { setTimeout as pause } from 'node:timers/promises';

/** How often a condition is asked: often enough not to slow a test, seldom enough not to be the load. */
const ASK_EVERY_MS = 5;
/** A condition that is not true by then never will be; below the limit of a test, so that the test can say what it waited for. */
const GIVE_UP_AFTER_MS = 20_000;

/**
 * Waits until `look` gives something other than undefined, false or null, and returns it. For real time (sockets, processes, pages);
 * what waits for our own clock is moved by `ManualClock`.
 *
 * @throws when it does not come true in time, with what it was.
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  { withinMs = GIVE_UP_AFTER_MS }: { withinMs?: number } = {},
): Promise<Exclude<T, undefined | null | false>> {
  const end = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    // as: the three values that mean "not yet" are excluded by this very test.
    if (seen !== undefined && seen !== null && seen !== false) return seen as Exclude<T, undefined | null | false>;
    if (performance.now() > end) throw new Error(`waited ${withinMs} ms in vain until ${what}`);
    await pause(ASK_EVERY_MS);
  }
}
