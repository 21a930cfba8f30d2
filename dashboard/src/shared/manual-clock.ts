import type { Cancel, Clock } from './clock.ts';

interface Timer {
  due: number;
  readonly every: number | undefined;
  readonly run: () => void;
}

/** A clock that moves only when a test says so. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #mono = 0;
  #wall = 1_800_000_000_000;

  wall(): number {
    return this.#wall;
  }

  mono(): number {
    return this.#mono;
  }

  after(delayMs: number, run: () => void): Cancel {
    return this.#add({ due: this.#mono + delayMs, every: undefined, run });
  }

  every(intervalMs: number, run: () => void): Cancel {
    return this.#add({ due: this.#mono + intervalMs, every: intervalMs, run });
  }

  /** Both clocks go on, and each timer runs in its turn. */
  advance(ms: number): void {
    const end = this.#mono + ms;
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.due - b.due).find((timer) => timer.due <= end);
      if (next === undefined) break;
      this.#step(next.due - this.#mono);
      if (next.every === undefined) this.#timers.delete(next);
      else next.due += next.every;
      next.run();
    }
    this.#step(end - this.#mono);
  }

  /** The wall clock alone jumps: somebody set it, or the computer slept. */
  jumpWall(ms: number): void {
    this.#wall += ms;
  }

  #step(ms: number): void {
    this.#mono += ms;
    this.#wall += ms;
  }

  #add(timer: Timer): Cancel {
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }
}
