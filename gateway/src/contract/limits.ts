/**
 * The feed's plain numbers and names, in a module without schemas, so that a browser page can import them by name and the schema
 * library stays out of its bundle. `feed.ts` passes them on.
 */
export const FEED_PATH = '/api/v1/feed';
export const FEED_PROTOCOL = 'duress.feed.v1';

/** The page says Delayed and LOST at these ages of the last pulse; the gateway calls a console lost at the third. */
export const DELAYED_AFTER_MS = 10_000;
export const LOST_AFTER_MS = 20_000;
export const CONSOLE_LOST_AFTER_MS = 15_000;
export const BEAT_EVERY_MS = 5_000;
export const PULSE_EVERY_MS = 1_000;
