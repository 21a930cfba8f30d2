/** A moved key leaves its old entry behind; when these are more than half, and more than so many, the heap is built anew. */
const STALE_ENTRIES = 64;

/** A binary heap of keys by time. A key is there once: setting it again moves it. */
export class TimeHeap {
  readonly #due = new Map<string, number>();
  #heap: { key: string; at: number }[] = [];

  /** How many keys have a time. */
  get size(): number {
    return this.#due.size;
  }

  /** How much is kept for them; bounded by their number, not by how often they were moved. */
  get entries(): number {
    return this.#heap.length;
  }

  /** The earliest time, or undefined when nothing is due ever. */
  get next(): number | undefined {
    this.#skim();
    return this.#heap[0]?.at;
  }

  timeOf(key: string): number | undefined {
    return this.#due.get(key);
  }

  set(key: string, at: number | undefined): void {
    if (at === undefined) {
      this.#due.delete(key);
      return;
    }
    if (this.#due.get(key) === at) return;
    this.#due.set(key, at);
    this.#push({ key, at });
    if (this.#heap.length > 2 * this.#due.size + STALE_ENTRIES) this.#rebuild();
  }

  /** Takes out every key that is due at `now`, earliest first. */
  take(now: number): string[] {
    const keys: string[] = [];
    for (let next = this.next; next !== undefined && next <= now; next = this.next) {
      const key = this.#heap[0]?.key ?? '';
      this.#due.delete(key);
      keys.push(key);
    }
    return keys;
  }

  keys(): IterableIterator<string> {
    return this.#due.keys();
  }

  clear(): void {
    this.#due.clear();
    this.#heap = [];
  }

  /** Drops entries at the top that were moved or deleted since they were pushed. */
  #skim(): void {
    for (let top = this.#heap[0]; top !== undefined && this.#due.get(top.key) !== top.at; top = this.#heap[0]) this.#pop();
  }

  #rebuild(): void {
    // A sorted list is a heap.
    this.#heap = [...this.#due].map(([key, at]) => ({ key, at })).sort((a, b) => a.at - b.at);
  }

  #push(entry: { key: string; at: number }): void {
    const heap = this.#heap;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.at <= entry.at) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      const left = heap[2 * i + 1];
      const right = heap[2 * i + 2];
      if (left === undefined) break;
      const child = right !== undefined && right.at < left.at ? { entry: right, at: 2 * i + 2 } : { entry: left, at: 2 * i + 1 };
      if (last.at <= child.entry.at) break;
      heap[i] = child.entry;
      i = child.at;
    }
    heap[i] = last;
  }
}
