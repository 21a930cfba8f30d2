import type { Cancel, Clock } from '@duress/gateway/base/clock.ts';

interface Timer {
  readonly every: number | undefined;
  readonly run: () => void;
  due: number;
}

/** A clock whose time the test moves. */
export class HandClock implements Clock {
  #now = 1_000;
  readonly #timers = new Set<Timer>();

  wall(): number {
    return Date.UTC(2026, 2, 1) + this.#now;
  }

  mono(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): Cancel {
    return this.#add({ every: undefined, run, due: this.#now + delayMs });
  }

  every(intervalMs: number, run: () => void): Cancel {
    return this.#add({ every: intervalMs, run, due: this.#now + intervalMs });
  }

  /** Lets time pass; what falls due on the way runs at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next.due);
      if (next.every === undefined) this.#timers.delete(next);
      else next.due += next.every;
      next.run();
    }
    this.#now = end;
  }

  #add(timer: Timer): Cancel {
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }
}
