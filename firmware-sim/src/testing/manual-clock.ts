import type { Cancel, Clock } from '../clock.ts';

/** Time that a test moves by hand. */
export class ManualClock implements Clock {
  #mono = 0;
  #wall: number;
  #nextId = 0;
  readonly #timers = new Map<number, { readonly at: number; readonly run: () => void }>();

  constructor(wall = Date.UTC(2026, 0, 5, 9)) {
    this.#wall = wall;
  }

  wall(): number {
    return this.#wall;
  }

  mono(): number {
    return this.#mono;
  }

  after(delayMs: number, run: () => void): Cancel {
    const id = (this.#nextId += 1);
    this.#timers.set(id, { at: this.#mono + Math.max(0, delayMs), run });
    return () => {
      this.#timers.delete(id);
    };
  }

  /** Moves on, running what becomes due in its order. */
  pass(ms: number): void {
    const end = this.#mono + ms;
    for (let first = this.#first(end); first !== undefined; first = this.#first(end)) {
      const [id, { at, run }] = first;
      this.#timers.delete(id);
      this.#goTo(Math.max(at, this.#mono));
      run();
    }
    this.#goTo(end);
  }

  /** Sets the wall clock forward or back, as a network does. */
  setWall(by: number): void {
    this.#wall += by;
  }

  #goTo(mono: number): void {
    this.#wall += mono - this.#mono;
    this.#mono = mono;
  }

  #first(end: number): [number, { readonly at: number; readonly run: () => void }] | undefined {
    let first: [number, { readonly at: number; readonly run: () => void }] | undefined;
    for (const entry of this.#timers) {
      if (entry[1].at <= end && (first === undefined || entry[1].at < first[1].at)) first = entry;
    }
    return first;
  }
}
