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

/**
 * Without a key or a pointer for so many minutes a console asks *Still there?*, and does not count when nobody answers. A site sets it.
 * Shorter than the least would make the question a nuisance that people answer without looking; longer than the most leaves an empty desk for a meeting.
 */
export const STILL_THERE_MINUTES = { least: 5, usual: 30, most: 120 } as const;
/** Somebody hears a console's test tones every so many hours: a shift, or as a site sets it. A week is the longest that is still a habit. */
export const SOUND_TEST_HOURS = { least: 1, usual: 12, most: 168 } as const;
/** The question stands for so long, the last part of that time, before the console does not count any more. */
export const STILL_THERE_ASKED_MS = 120_000;

/** Percent at which somebody should change a battery soon, at which it may fail at any press, and above which it is a fresh one. */
export const BATTERY = { low: 20, flat: 5, fresh: 30 } as const;

/** Rows of a place's working hours: two a day, and one for the night. */
export const WORK_HOURS_MAX = 21;
/** Days off of a house's own: a year of them. */
export const DAYS_OFF_MAX = 366;
/** A country, its state, and a part of it. */
export const HOLIDAYS_REGION_PATTERN = '^[A-Z]{2}(-[A-Za-z0-9]{1,16}){0,2}$';
