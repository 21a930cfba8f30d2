/** Stops a timer; harmless when it already ran or was stopped before. */
export type Cancel = () => void;

/** The browser's only source of time; the same shape as the gateway's, so that what is pure can be tested with one clock. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC by this computer's clock; may jump, may be wrong. */
  wall(): number;
  /** Milliseconds from an arbitrary start; never goes back, and stands still while the computer sleeps. */
  mono(): number;
  after(delayMs: number, run: () => void): Cancel;
  every(intervalMs: number, run: () => void): Cancel;
}

/** What the page asks of the timer worker. */
export interface TimerOrder {
  readonly timer: number;
  /** Absent: stop that timer. */
  readonly delayMs?: number | undefined;
  readonly repeat?: boolean | undefined;
}

/**
 * Timers that run in a Web Worker. After five minutes in a hidden tab a page's own timers fire once a minute, those of a worker
 * keep their beat (measured): a console that nobody looks at must still notice within seconds that its link is gone.
 */
export class WorkerClock implements Clock {
  readonly #worker: Worker;
  readonly #timers = new Map<number, { readonly run: () => void; readonly repeat: boolean }>();
  #last = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', (event: MessageEvent<number>) => {
      this.#fire(event.data);
    });
  }

  wall(): number {
    return Date.now();
  }

  mono(): number {
    return performance.now();
  }

  after(delayMs: number, run: () => void): Cancel {
    return this.#order(delayMs, run, false);
  }

  every(intervalMs: number, run: () => void): Cancel {
    return this.#order(intervalMs, run, true);
  }

  #order(delayMs: number, run: () => void, repeat: boolean): Cancel {
    this.#last += 1;
    const timer = this.#last;
    this.#timers.set(timer, { run, repeat });
    this.#worker.postMessage({ timer, delayMs: Math.max(0, delayMs), repeat } satisfies TimerOrder);
    return () => {
      if (this.#timers.delete(timer)) this.#worker.postMessage({ timer } satisfies TimerOrder);
    };
  }

  #fire(timer: number): void {
    const entry = this.#timers.get(timer);
    if (entry === undefined) return;
    if (!entry.repeat) this.#timers.delete(timer);
    entry.run();
  }
}

/** The page's own timers: for pages that only run in front, such as the worker's phone. */
export class PageClock implements Clock {
  wall(): number {
    return Date.now();
  }

  mono(): number {
    return performance.now();
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer = setTimeout(run, Math.max(0, delayMs));
    return () => {
      clearTimeout(timer);
    };
  }

  every(intervalMs: number, run: () => void): Cancel {
    const timer = setInterval(run, intervalMs);
    return () => {
      clearInterval(timer);
    };
  }
}

/** A clock whose timers keep their beat in a hidden tab; without workers the page's own, which is said to whoever asks. */
export function startClock(): Clock {
  if (typeof Worker === 'undefined') return new PageClock();
  return new WorkerClock(new Worker(new URL('./timer-worker/clock.ts', import.meta.url), { type: 'module', name: 'duress timers' }));
}
