import type { Cancel, Clock } from '../../gateway/src/base/clock.ts';

interface Timer {
  due: number;
  readonly order: number;
  readonly run: () => void;
  readonly everyMs?: number | undefined;
}

/** 2026-03-02, a Monday, 09:00 in Sydney: working hours on a normal day. */
export const A_MONDAY_MORNING = Date.UTC(2026, 2, 1, 22);

/** Time that a test moves. Both readings go forward together; the wall clock alone can be set, also backwards. */
export class ManualClock implements Clock {
  #wall: number;
  #mono = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(wall: number = A_MONDAY_MORNING) {
    this.#wall = wall;
  }

  wall(): number {
    return this.#wall;
  }

  mono(): number {
    return this.#mono;
  }

  after(delayMs: number, run: () => void): Cancel {
    return this.#add({ due: this.#mono + Math.max(delayMs, 0), order: (this.#order += 1), run });
  }

  every(intervalMs: number, run: () => void): Cancel {
    return this.#add({ due: this.#mono + intervalMs, order: (this.#order += 1), run, everyMs: intervalMs });
  }

  /** Timers that wait; a part that was stopped leaves none. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets time pass; runs what becomes due in its order, each at its own moment. */
  advance(ms: number): void {
    const end = this.#mono + ms;
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#moveTo(timer.due);
      if (timer.everyMs === undefined) this.#timers.delete(timer);
      else timer.due += timer.everyMs;
      timer.run();
    }
    this.#moveTo(end);
  }

  /** Somebody, or a time server, sets the wall clock; nothing becomes due by it. */
  setWall(wall: number): void {
    this.#wall = wall;
  }

  #next(end: number): Timer | undefined {
    const due = [...this.#timers].filter((timer) => timer.due <= end);
    return due.sort((a, b) => a.due - b.due || a.order - b.order)[0];
  }

  #moveTo(mono: number): void {
    this.#wall += mono - this.#mono;
    this.#mono = mono;
  }

  #add(timer: Timer): Cancel {
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }
}
