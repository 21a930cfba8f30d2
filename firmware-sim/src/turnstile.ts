/** Lets a bounded number in at once; the others wait in the order in which they came. */
export class Turnstile {
  readonly #atOnce: number;
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Calls `go` when there is room, perhaps at once. Returns how to leave: harmless when it is done twice or before `go`. */
  enter(go: () => void): () => void {
    let state: 'waiting' | 'inside' | 'left' = 'waiting';
    const admit = (): void => {
      this.#inside += 1;
      state = 'inside';
      go();
    };
    const leave = (): void => {
      if (state === 'waiting') this.#waiting.delete(admit);
      if (state === 'inside') {
        this.#inside -= 1;
        queueMicrotask(() => this.#next());
      }
      state = 'left';
    };
    if (this.#inside < this.#atOnce) admit();
    else this.#waiting.add(admit);
    return leave;
  }

  #next(): void {
    for (const admit of this.#waiting) {
      if (this.#inside >= this.#atOnce) return;
      this.#waiting.delete(admit);
      admit();
    }
  }
}
