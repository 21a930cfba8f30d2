import { HOUR_MS, SECOND_MS } from '../../../base/durations.ts';
import type { RetryPolicy } from '../../../base/retry-schedule.ts';

/** Seconds between pings. The client calls a broker gone after one and a half times this without an answer: 15 s, as for receivers. */
export const KEEP_ALIVE_S = 10;
/** From the first byte of a connection to the broker's CONNACK. Later: closed, and tried again. */
export const CONNECT_WITHIN_MS = 10 * SECOND_MS;
/** Between two attempts to connect; a part is left to chance, so that the two connections do not go in step. */
export const RECONNECT: RetryPolicy = { startMs: 500, factor: 2, maxMs: 10 * SECOND_MS, jitter: 0.5 };
/** A connection that stood for so long was no failure: after it the delays begin anew. */
export const STEADY_MS = 10 * SECOND_MS;
/** Nothing heard from the broker for so long is a fault; less is a blip. The same as for a radio receiver. */
export const LOST_MS = 15 * SECOND_MS;
/** From the last word of a broker to its fault on disk, at most: noticed, looked at each second, committed. */
export const FAULT_WITHIN_MS = LOST_MS + 5 * SECOND_MS;
/** So long an MQTT 5 broker keeps our place and what comes meanwhile. With MQTT 3.1.1 the broker's own setting says how long. */
export const SESSION_KEPT_MS = 24 * HOUR_MS;
/** After a return: so long without a press, and the broker's queue is empty. */
export const DRAINED_MS = 2 * SECOND_MS;
/**
 * Messages of one connection that wait for their acknowledgement, of all devices. A log that is away for hours leaves each press that
 * waits and each of its repeats unacknowledged: 20 buttons fill this in less than an hour. When full nothing more is read until one is
 * committed; the broker keeps what follows.
 */
export const UNANSWERED_MAX = 4_096;
/** Bodies on their way to devices that the broker has not confirmed. Further ones wait, the newest of each device. */
export const PUBLISHING_MAX = 64;
/** A broker that answers pings and confirms no publish for so long is of no use: the connection is made anew. */
export const PUBLISH_WITHIN_MS = 20 * SECOND_MS;
/** On stopping: how long the broker may take to hang up after our DISCONNECT. */
export const HANG_UP_WITHIN_MS = 500;
/** How often connections are looked at. */
export const LOOK_MS = SECOND_MS;
