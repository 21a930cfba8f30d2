import type { Clock } from '../../base/clock.ts';
import { MINUTE_MS, SECOND_MS } from '../../base/durations.ts';
import type { EventLog } from '../../base/log.ts';
import type { FaultSink } from '../../engine/ports/devices.ts';

/** Everything waits while the one thread is held up: presses, screens, this very look. */
export const STALL_MS = 2 * SECOND_MS;
/** So long without another, and it is over. */
export const STALL_OVER_AFTER_MS = MINUTE_MS;
/** Of the most that this process may hold. A heap that stays above this after three looks is not merely full of garbage. */
const HIGH_SHARE = 0.85;
const WELL_SHARE = 0.7;
const HIGH_LOOKS = 3;

export interface HeapFigures {
  readonly usedBytes: number;
  readonly limitBytes: number;
}

interface ProcessWatchDeps {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly faults: FaultSink;
  readonly heap: () => HeapFigures;
  /** How often `lookAtLoop` is called. */
  readonly everyMs: number;
}

/** Looks after the process itself: whether its loop comes round, and whether its memory lasts. */
export class ProcessWatch {
  readonly #deps: ProcessWatchDeps;
  #last: number;
  #stalledAt = -Infinity;
  #worstMs = 0;
  #highLooks = 0;

  constructor(deps: ProcessWatchDeps) {
    this.#deps = deps;
    this.#last = deps.clock.mono();
  }

  /** The longest stall since this was last asked, in ms. */
  takeWorstStallMs(): number {
    const worst = this.#worstMs;
    this.#worstMs = 0;
    return worst;
  }

  lookAtLoop(): void {
    const { clock, events, faults, everyMs } = this.#deps;
    const now = clock.mono();
    const heldUpMs = Math.max(0, now - this.#last - everyMs);
    this.#last = now;
    this.#worstMs = Math.max(this.#worstMs, heldUpMs);
    if (heldUpMs >= STALL_MS) {
      this.#stalledAt = now;
      events.warn('loop-stalled', { heldUpMs: Math.round(heldUpMs) });
      faults.open('loop-stalled', 'gateway', { label: 'gateway', detail: `stood still for ${(heldUpMs / SECOND_MS).toFixed(1)} s` });
    } else if (now - this.#stalledAt >= STALL_OVER_AFTER_MS) {
      faults.close('loop-stalled', 'gateway');
    }
  }

  lookAtMemory(): void {
    const { faults, heap } = this.#deps;
    const { usedBytes, limitBytes } = heap();
    const share = usedBytes / limitBytes;
    this.#highLooks = share >= HIGH_SHARE ? this.#highLooks + 1 : 0;
    const detail = `uses ${String(Math.round(share * 100))} % of the memory that it may`;
    if (this.#highLooks >= HIGH_LOOKS) faults.open('memory-low', 'gateway', { label: 'gateway', detail });
    else if (share < WELL_SHARE) faults.close('memory-low', 'gateway');
  }
}
