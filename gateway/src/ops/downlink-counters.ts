import { inputIdFrom, type DeviceId } from '../base/ids.ts';
import { COUNTERS_RESERVED } from '../contract/radio/codes.ts';
import type { Core } from '../engine/ports/core.ts';

/** A restored log does not know what was reserved after its backup: each epoch starts this much higher. 2^32 hold a thousand restores. */
const COUNTERS_AN_EPOCH = 2 ** 22;

/** Reserves frame counters towards radio buttons in the log before one of them is used, so that no nonce ever repeats. */
export class LoggedCounters {
  readonly #core: Core;
  readonly #next = new Map<DeviceId, number>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Puts COUNTERS_RESERVED counters aside on disk and gives the first of them. Two calls at once get two ranges. */
  async reserve(device: DeviceId): Promise<number> {
    const afterRestore = (this.#core.head.epoch - 1) * COUNTERS_AN_EPOCH;
    const first = Math.max(this.#next.get(device) ?? 0, this.#core.committed.downlinks.get(device)?.reservedTo ?? 0, afterRestore);
    const reserveTo = first + COUNTERS_RESERVED;
    this.#next.set(device, reserveTo);
    const id = inputIdFrom(this.#core.ids);
    await this.#core.submit({ id, type: 'downlink', device, reserveTo });
    return first;
  }
}
