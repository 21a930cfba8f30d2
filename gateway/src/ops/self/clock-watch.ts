import type { Clock } from '../../base/clock.ts';
import { HOUR_MS, SECOND_MS } from '../../base/durations.ts';
import type { EventLog } from '../../base/log.ts';
import type { Core } from '../../engine/ports/core.ts';
import type { FaultSink } from '../../engine/ports/devices.ts';
import { saysOtherwise } from './says-otherwise.ts';

const FAULT = 'clock-stepped';
/** A time server slews by less than a millisecond in a second; more than this between two looks, and somebody has set the clock. */
export const STEP_MS = 2 * SECOND_MS;
/** What people read as the time of an alarm was doubtful then; an hour without a step, and it is history. */
export const STEADY_AFTER_MS = HOUR_MS;

interface ClockWatchDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly faults: FaultSink;
}

/**
 * Compares the two clocks. The times in the log are the wall clock's, and so are working hours and due dates: when it is set, or the
 * machine has slept, whoever reads them must know. Durations are right all the same; they count in a time of their own.
 */
export class ClockWatch {
  readonly #deps: ClockWatchDeps;
  #last: { readonly wall: number; readonly mono: number };
  #steadySince: number;

  constructor(deps: ClockWatchDeps) {
    this.#deps = deps;
    this.#last = { wall: deps.clock.wall(), mono: deps.clock.mono() };
    this.#steadySince = this.#last.mono;
  }

  look(): void {
    const { core, clock, events, faults } = this.#deps;
    const now = { wall: clock.wall(), mono: clock.mono() };
    const stepMs = Math.round(now.wall - this.#last.wall - (now.mono - this.#last.mono));
    this.#last = now;
    if (Math.abs(stepMs) > STEP_MS) {
      this.#steadySince = now.mono;
      events.warn('clock-stepped', { stepMs });
      const detail = `the clock went ${stepMs > 0 ? 'forward' : 'back'} by ${String(Math.round(Math.abs(stepMs) / SECOND_MS))} s at once`;
      if (saysOtherwise(core, [FAULT, 'gateway'], detail)) faults.close(FAULT, 'gateway');
      faults.open(FAULT, 'gateway', { label: 'clock', detail });
    } else if (now.mono - this.#steadySince >= STEADY_AFTER_MS) {
      faults.close(FAULT, 'gateway');
    }
  }
}
