import { HOUR_MS } from '../base/durations.ts';
import { FaultError } from '../base/errors.ts';
import { inputIdFrom, type DeviceId } from '../base/ids.ts';
import { COUNTER_MAX, COUNTERS_RESERVED } from '../contract/radio/codes.ts';
import type { Core } from '../engine/ports/core.ts';

/**
 * A restored log does not know what was reserved after its backup: each restore skips so many. A full line carries a hundred frames a
 * second, so one button that is told nothing but nonsense uses them up in half a day.
 */
const COUNTERS_A_RESTORE = 2 ** 22;
/**
 * From here on restored logs count, by the hour at which they do: two that came from one backup and know nothing of each other do not
 * meet as long as their clocks are right. Together with the step for each epoch, two guards: one is enough.
 */
const RESTORED_FROM = 2 ** 31;
/** More than one a second for one button, hour after hour: it hears one in minutes. The hours last for sixty years. */
const COUNTERS_AN_HOUR = 2 ** 12;
const HOURS_SINCE = Date.UTC(2026, 0, 1);

interface Asked {
  /** Of this key: with another one the counters begin anew. */
  readonly key: string | undefined;
  readonly epoch: number;
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
   * Puts COUNTERS_RESERVED counters aside on disk and gives the first of them. Two calls at once get two ranges. Beyond COUNTER_MAX none
   * are put aside: what it gives then says that the key is spent.
   * @throws FaultError retryable, when the log turns out to hold more than was known when this was asked.
   */
  async reserve(device: DeviceId): Promise<number> {
    const { committed, head, ids } = this.#core;
    const { epoch } = head;
    const key = committed.devices.get(device)?.radioKey;
    const asked = this.#asked.get(device);
    const next = asked?.key === key && asked?.epoch === epoch ? asked.next : 0;
    const from = Math.max(next, this.#firstFree(device));
    if (from > COUNTER_MAX) return from;
    const reserveTo = from + COUNTERS_RESERVED;
    this.#asked.set(device, { key, epoch, next: reserveTo });
    const reply = await this.#core.submit({ id: inputIdFrom(ids), type: 'downlink', device, from, reserveTo, epoch });
    if (reply.outcome !== 'refused' && this.#core.head.epoch === epoch) return from;
    // Asked at a start at which the log would not open, before anybody knew what it holds, or that it was restored.
    throw new FaultError('log-append-failed', 'frame counters are reserved that were not known of', { retryable: true });
  }

  /** The first counter that nobody can have used, as far as the log and the clock know. */
  #firstFree(device: DeviceId): number {
    const { committed, head } = this.#core;
    const { reservedTo, epoch = 1 } = committed.downlinks.get(device) ?? { reservedTo: 0 };
    const restores = head.epoch - epoch;
    if (restores <= 0) return reservedTo;
    const hours = Math.max(0, Math.floor((this.#core.now().at - HOURS_SINCE) / HOUR_MS));
    const byClock = RESTORED_FROM + hours * COUNTERS_AN_HOUR + head.epoch * COUNTERS_A_RESTORE;
    return Math.max(reservedTo + restores * COUNTERS_A_RESTORE, byClock);
  }
}
