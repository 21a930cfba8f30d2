import type { Cancel, Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/errors.ts';
import type { DeviceId } from '../../base/ids.ts';
import type { EventLog } from '../../base/log.ts';
import { COUNTER_MAX, COUNTERS_RESERVED } from '../../contract/radio/codes.ts';
import type { DownlinkCounters } from './ports.ts';

/** When this many are left the next ones are put aside, so that a log that is away later does not stop feedback. */
const RESERVE_BELOW = 256;
/** After a failed reservation. The log is away or the queue full; both need seconds. */
const RETRY_MS = 1_000;

interface Range {
  /** What they are counters of: with another key they begin anew. */
  readonly key: string | undefined;
  next: number;
  /** First one that is not ours. */
  end: number;
  /** The range after this one; `undefined` until it is reserved. */
  following: number | undefined;
  reserving: boolean;
}

/** Hands out frame counters towards buttons, under each key each once, out of what was put aside on disk. */
export class DownlinkRanges {
  readonly #counters: DownlinkCounters;
  readonly #clock: Clock;
  readonly #events: EventLog;
  readonly #keyOf: (device: DeviceId) => string | undefined;
  readonly #onReady: (device: DeviceId) => void;
  readonly #ranges = new Map<DeviceId, Range>();
  readonly #retries = new Set<Cancel>();
  #running = true;

  /** `keyOf`: the key that a frame would be sealed with now. `onReady`: a device that had no counter has some now, or never will. */
  constructor(deps: {
    readonly downlink: DownlinkCounters;
    readonly keyOf: (device: DeviceId) => string | undefined;
    readonly clock: Clock;
    readonly events: EventLog;
    readonly onReady: (device: DeviceId) => void;
  }) {
    this.#counters = deps.downlink;
    this.#clock = deps.clock;
    this.#events = deps.events;
    this.#keyOf = deps.keyOf;
    this.#onReady = deps.onReady;
  }

  start(): void {
    this.#running = true;
  }

  stop(): void {
    this.#running = false;
    for (const cancel of this.#retries) cancel();
    this.#retries.clear();
    for (const range of this.#ranges.values()) range.reserving = false;
  }

  /** Sees to it that counters are there before they are needed. */
  prepare(device: DeviceId): void {
    const range = this.#rangeOf(device) ?? { key: this.#keyOf(device), next: 0, end: 0, following: undefined, reserving: false };
    this.#ranges.set(device, range);
    if (range.end - range.next >= RESERVE_BELOW || range.following !== undefined || range.reserving) return;
    this.#reserve(device, range);
  }

  /** Whether `take` would give one now. */
  has(device: DeviceId): boolean {
    return this.#usable(device) !== undefined;
  }

  /** A counter that was never given before; `undefined` while none is there (it is being reserved) or ever will be. */
  take(device: DeviceId): number | undefined {
    this.prepare(device);
    const range = this.#usable(device);
    if (range === undefined) return undefined;
    const counter = range.next;
    range.next += 1;
    return counter;
  }

  /** Whether the key's counters are used up: the button needs a new key before it can be told anything more. */
  isSpent(device: DeviceId): boolean {
    const range = this.#rangeOf(device);
    return range !== undefined && (range.next > COUNTER_MAX || (range.following ?? 0) > COUNTER_MAX);
  }

  /** The device is gone, or has another key. */
  forget(device: DeviceId): void {
    this.#ranges.delete(device);
  }

  /** Asked for the key each time: a counter of the key before must not be used up to when somebody says that it is another. */
  #rangeOf(device: DeviceId): Range | undefined {
    const range = this.#ranges.get(device);
    return range === undefined || range.key === this.#keyOf(device) ? range : undefined;
  }

  #usable(device: DeviceId): Range | undefined {
    const range = this.#rangeOf(device);
    if (range === undefined) return undefined;
    if (range.next === range.end && range.following !== undefined) {
      range.next = range.following;
      range.end = range.following + COUNTERS_RESERVED;
      range.following = undefined;
    }
    return range.next < range.end && range.next <= COUNTER_MAX ? range : undefined;
  }

  #reserve(device: DeviceId, range: Range): void {
    // Another has taken its place: what was being reserved for this one is nobody's.
    if (!this.#running || range.next > COUNTER_MAX || this.#rangeOf(device) !== range) return;
    range.reserving = true;
    this.#counters.reserve(device).then(
      (start) => {
        if (!Number.isSafeInteger(start) || start < range.end) {
          // Given twice. Better no feedback than a nonce that repeats.
          this.#events.error('serial-counters-repeated', { device, start, end: range.end });
          this.#later(device, range);
          return;
        }
        range.reserving = false;
        range.following = start;
        this.#onReady(device);
      },
      (error: unknown) => {
        this.#events.warn('serial-counters-unreserved', { device, why: messageOf(error) });
        this.#later(device, range);
      },
    );
  }

  #later(device: DeviceId, range: Range): void {
    if (!this.#running) return;
    const cancel = this.#clock.after(RETRY_MS, () => {
      this.#retries.delete(cancel);
      this.#reserve(device, range);
    });
    this.#retries.add(cancel);
  }
}
