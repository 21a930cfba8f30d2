import type { Cancel, Clock } from '../../gateway/src/base/clock.ts';

/** So many events at one moment, one setting off the next, are a loop that would never end. */
const EVENTS_AT_ONCE_MAX = 20_000;

/** Time goes on in steps that numbers of this size can hold. */
const LEAST_WAIT_MS = 2 ** -10;

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Everything that will happen, in one order: by time, and at one time in the order in which it was planned. */
export class Timeline {
  now = 0;
  #order = 0;
  #atOnce = 0;
  readonly #heap: Entry[] = [];
  readonly #gone = new Set<Entry>();

  /** Milliseconds from now. */
  after(delayMs: number, run: () => void): Cancel {
    const wanted = this.now + Math.max(0, delayMs);
    // A wait that is lost in rounding would never be over.
    const at = delayMs > 0 && wanted === this.now ? this.now + LEAST_WAIT_MS : wanted;
    const entry = { at, order: (this.#order += 1), run };
    this.#push(entry);
    let isOver = false;
    return () => {
      if (!isOver && entry.at >= this.now) this.#gone.add(entry);
      isOver = true;
    };
  }

  /** Runs all that is due until `end`. After each event all that it set off without waiting for time has come to rest. */
  async run(end: number): Promise<void> {
    for (let next = this.#heap[0]; next !== undefined && next.at <= end; next = this.#heap[0]) {
      this.#pop();
      if (this.#gone.delete(next)) continue;
      this.#atOnce = next.at === this.now ? this.#atOnce + 1 : 0;
      if (this.#atOnce > EVENTS_AT_ONCE_MAX) throw new RangeError('time stands still: something sets itself off without end');
      this.now = next.at;
      next.run();
      await rest();
    }
    this.now = end;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      const above = heap[up];
      if (above === undefined || isBefore(above, entry)) break;
      heap[i] = above;
      i = up;
    }
    heap[i] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      const [left, right] = [heap[2 * i + 1], heap[2 * i + 2]];
      if (left === undefined) break;
      const child = right !== undefined && isBefore(right, left) ? { entry: right, at: 2 * i + 2 } : { entry: left, at: 2 * i + 1 };
      if (isBefore(last, child.entry)) break;
      heap[i] = child.entry;
      i = child.at;
    }
    heap[i] = last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Promises and streams that wait for no time have all run when the next turn of the event loop begins. */
function rest(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** What the clock on the wall of one machine shows. */
export interface Wall {
  /** Epoch ms at the beginning, plus every step that somebody has made since. */
  offset: number;
}

/** The clock of one process or device. When it ends, nothing that it waited for happens any more. */
export class SimulatedClock implements Clock {
  readonly #timeline: Timeline;
  readonly #wall: Wall;
  readonly #began: number;
  #isStopped = false;

  constructor(timeline: Timeline, wall: Wall) {
    this.#timeline = timeline;
    this.#wall = wall;
    this.#began = timeline.now;
  }

  wall(): number {
    return Math.floor(this.#wall.offset + this.#timeline.now);
  }

  mono(): number {
    return this.#timeline.now - this.#began;
  }

  after(delayMs: number, run: () => void): Cancel {
    return this.#timeline.after(delayMs, () => {
      if (!this.#isStopped) run();
    });
  }

  every(intervalMs: number, run: () => void): Cancel {
    let isOver = false;
    const next = (): void => {
      this.after(intervalMs, () => {
        if (isOver) return;
        next();
        run();
      });
    };
    next();
    return () => {
      isOver = true;
    };
  }

  stop(): void {
    this.#isStopped = true;
  }
}
