import type { Clock } from '../../base/clock.ts';
import { MINUTE_MS } from '../../base/durations.ts';
import { messageOf } from '../../base/errors.ts';
import type { EventLog } from '../../base/log.ts';
import { faultKey } from '../../domain/fault.ts';
import type { Core } from '../../engine/ports/core.ts';
import type { FaultSink } from '../../engine/ports/devices.ts';
import type { OutboxStanding, Unsent } from '../../engine/ports/outbox.ts';

const FAULT = 'outbox-stuck';
/** A message that has been due for so long and is still here has not reached anybody. */
export const STUCK_AFTER_MS = 5 * MINUTE_MS;

interface OutboxWatchDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly faults: FaultSink;
  readonly outbox: OutboxStanding;
}

/** Messages to people wait in the outbox until a way takes them. One that waits for long is known by its age, whatever holds it up. */
export class OutboxWatch {
  readonly #deps: OutboxWatchDeps;
  #unsent: Unsent | undefined;
  #looking: Promise<void> | undefined;

  constructor(deps: OutboxWatchDeps) {
    this.#deps = deps;
  }

  /** As last seen. */
  get unsent(): Unsent | undefined {
    return this.#unsent;
  }

  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { core, clock, events, faults, outbox } = this.#deps;
    try {
      this.#unsent = await outbox.unsent();
    } catch (error) {
      // The log is away, and says so itself.
      events.warn('outbox-not-seen', { error: messageOf(error) });
      return;
    }
    const { messages, oldestDueAt = Infinity } = this.#unsent;
    // Where no way is set up each message waits in vain: that is said already.
    const hasWays = !core.committed.faults.has(faultKey('no-channel', 'gateway'));
    const waitedMs = clock.wall() - oldestDueAt;
    if (hasWays && waitedMs > STUCK_AFTER_MS) {
      const detail = `${String(messages)} to people not out, the oldest for ${String(Math.floor(waitedMs / MINUTE_MS))} minutes`;
      faults.open(FAULT, 'gateway', { label: 'messages', detail });
    } else {
      faults.close(FAULT, 'gateway');
    }
  }
}
