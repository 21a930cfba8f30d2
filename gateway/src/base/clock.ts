/** Stops a timer; harmless when it already ran or was stopped before. */
export type Cancel = () => void;

/**
 * The only source of time. Two readings that never mix: `wall` is what people's clocks say and may step either way;
 * `mono` only counts forward and means nothing outside this process.
 */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC by the wall clock; may jump. */
  wall(): number;
  /** Milliseconds from an arbitrary start, with fractions; never goes back. */
  mono(): number;
  /** Runs `run` once, no sooner than `delayMs` of `mono` from now. A pending timer does not keep the process alive. */
  after(delayMs: number, run: () => void): Cancel;
  /** Runs `run` every `intervalMs` of `mono` until cancelled. Does not keep the process alive. */
  every(intervalMs: number, run: () => void): Cancel;
}

/** The longest delay Node's timers take; a longer one would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

export class SystemClock implements Clock {
  wall(): number {
    return Date.now();
  }

  mono(): number {
    return performance.now();
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer = setTimeout(run, Math.min(Math.max(delayMs, 0), LONGEST_DELAY_MS));
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  }

  every(intervalMs: number, run: () => void): Cancel {
    const timer = setInterval(run, intervalMs);
    timer.unref();
    return () => {
      clearInterval(timer);
    };
  }
}

/** Resolves after `delayMs` of the clock's time. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
}
