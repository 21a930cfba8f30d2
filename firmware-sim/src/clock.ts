/** Stops a timer; harmless when it already ran or was stopped before. */
export type Cancel = () => void;

/**
 * The only source of time of the simulated buttons. Same shape as the gateway's clock, so one clock can drive both in a
 * simulation; a copy, because firmware shares nothing with the gateway but what crosses the wire.
 */
export interface Clock {
  /** Epoch milliseconds by the wall clock; may jump. */
  wall(): number;
  /** Milliseconds from an arbitrary start; never goes back. */
  mono(): number;
  /** Runs `run` once, no sooner than `delayMs` from now. */
  after(delayMs: number, run: () => void): Cancel;
}

/** The longest delay that Node's timers take; a longer one would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

export class SystemClock implements Clock {
  readonly #keepsAlive: boolean;

  /** A simulator that has nothing but a button waiting for its next heartbeat must not end: then `keepsAlive`. */
  constructor(options: { readonly keepsAlive?: boolean | undefined } = {}) {
    this.#keepsAlive = options.keepsAlive ?? false;
  }

  wall(): number {
    return Date.now();
  }

  mono(): number {
    return performance.now();
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer = setTimeout(run, Math.min(Math.max(delayMs, 0), LONGEST_DELAY_MS));
    if (!this.#keepsAlive) timer.unref();
    return () => {
      clearTimeout(timer);
    };
  }
}
