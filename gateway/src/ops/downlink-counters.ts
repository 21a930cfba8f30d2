import { FaultError } from '../base/errors.ts';
import { inputIdFrom, type DeviceId } from '../base/ids.ts';
import { COUNTERS_RESERVED } from '../contract/radio/codes.ts';
import type { Core } from '../engine/ports/core.ts';

/** A restored log does not know what was reserved after its backup: each epoch starts this much higher. 2^32 hold a thousand restores. */
const COUNTERS_AN_EPOCH = 2 ** 22;

interface Asked {
  /** Of this key: with another one the counters begin anew. */
  readonly key: string | undefined;
  readonly next: number;
}

/** Reserves frame counters towards radio buttons in the log before one of them is used, so that no nonce ever repeats. */
export class LoggedCounters {
  readonly #core: Core;
  /** What was asked for and may not be committed yet. Of each radio button at most, so the set-up bounds it. */
  readonly #asked = new Map<DeviceId, Asked>();

  constructor(core: Core) {
    this.#core = core;
  }

  /**
   * Puts COUNTERS_RESERVED counters aside on disk and gives the first of them. Two calls at once get two ranges.
   * @throws FaultError retryable, when the log turns out to hold more reservations than were known when this was asked.
   */
  async reserve(device: DeviceId): Promise<number> {
    const { committed, head, ids } = this.#core;
    const key = committed.devices.get(device)?.radioKey;
    const asked = this.#asked.get(device);
    const afterRestore = (head.epoch - 1) * COUNTERS_AN_EPOCH;
    const next = asked?.key === key ? (asked?.next ?? 0) : 0;
    const from = Math.max(next, committed.downlinks.get(device)?.reservedTo ?? 0, afterRestore);
    const reserveTo = from + COUNTERS_RESERVED;
    this.#asked.set(device, { key, next: reserveTo });
    const reply = await this.#core.submit({ id: inputIdFrom(ids), type: 'downlink', device, from, reserveTo });
    if (reply.outcome !== 'refused') return from;
    // Asked at a start at which the log would not open, before anybody knew what it holds.
    throw new FaultError('log-append-failed', 'frame counters are reserved that were not known of', { retryable: true });
  }
}
