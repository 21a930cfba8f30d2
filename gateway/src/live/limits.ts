import { MINUTE_MS, SECOND_MS } from '../base/durations.ts';

/** Consoles, walls, desks and phones at once; one more is told to come back later (1013). Far below the limit of open files. */
export const CONNECTIONS_MAX = 2_500;
/** A console's longest message is its list of shown alarms; a longer one closes the socket (1009). */
export const MESSAGE_BYTES_MAX = 65_536;
/** Fragments and chunks that one message may come in (CVE-2026-48779: limits count objects, not only bytes). */
export const FRAGMENTS_MAX = 64;
export const CHUNKS_MAX = 1_024;
/** Unsent bytes at which a slow console is sent nothing more; once it has drained it gets fresh snapshots. */
export const SLOW_BYTES = 1_048_576;
/**
 * Technical matters of one code that a console is told one by one; more are told as one line for each site. A console shows eight lines
 * and makes one of more than three of a kind: whoever works through more of them does it on the desk, page by page. It keeps a snapshot
 * in the tens of kilobytes where 5,000 devices are silent.
 */
export const FAULTS_ALIKE_MAX = 32;
/** Unsent bytes at which a console is told no technical matters; when there are fewer again it gets a snapshot of them. */
export const FAULTS_WAIT_BYTES = 65_536;
/** A console that has not drained for so long is closed (1013) and comes back by itself. */
export const SLOW_CLOSE_MS = 5_000;
/** Messages of one console in ten seconds; more closes it (1008). Beat and watch come every 5 s. */
export const MESSAGES_PER_TEN_SECONDS = 200;
/** Alarms that a console says to have painted while it does not count as watching; more are not remembered. */
export const PAINTED_MAX = 1_024;
/** Commits whose changes are remembered for consoles that come back; an older cursor gets a snapshot. */
export const REMEMBERED_COMMITS = 4_096;
/** Who watches is told at most so often: with a thousand consoles each change is a thousand messages of a thousand lines. */
export const WATCH_TOLD_EVERY_MS = SECOND_MS;
/** A page that has not drawn a probe by then draws nothing any more; one that is merely busy has. */
export const PROBE_WITHIN_MS = 5 * SECOND_MS;
/** So long after a last shift is over its person is shown nothing more of it: a page that is open is looked at that often. */
export const RIGHTS_LOOKED_AT_EVERY_MS = MINUTE_MS;
/** No console counts as watching for so long: a fault. */
export const NOBODY_WATCHES_AFTER_MS = MINUTE_MS;
