const NO_CHANGES: readonly never[] = [];

/** A row of a batch: the value as it stands after it, `undefined` when it was deleted. */
export interface TableChange<V> {
  readonly key: string;
  readonly value: V | undefined;
}

/** What can be read, of the committed rows or of the working ones. */
export interface TableView<K extends string, V> {
  get(key: K): V | undefined;
  has(key: K): boolean;
  values(): IterableIterator<V>;
  /** All rows whose index `name` gives `value`. */
  by(name: string, value: string): V[];
  readonly size: number;
}

export interface HistoryIndex {
  /** Epoch ms; the order of the history. */
  readonly at: number;
  readonly person?: string | undefined;
  readonly place?: string | undefined;
  readonly outcome?: string | undefined;
}

export interface TableSpec<V> {
  readonly name: string;
  /** Rows for which this holds leave memory once they are committed; they stay on disk. */
  readonly archived?: (row: V) => boolean;
  /** Whose data key seals this row; rows without one are stored plain. */
  readonly subject?: (row: V) => string | undefined;
  /** What the history on disk is searched by; tables with it keep their archived rows for that. */
  readonly history?: (row: V) => HistoryIndex;
  /** Values by which rows are found; `undefined` leaves a row out of the index. */
  readonly indexes?: Readonly<Record<string, (row: V) => string | undefined>>;
}

/**
 * Rows in two states at once: *committed*, which followers and screens read, and *working*, in which a batch is decided.
 * The difference is kept apart until `settle` folds it in or `drop` forgets it, so that giving up a batch costs nothing
 * and a row that is not on disk is never shown. Rows are replaced, never changed in place.
 */
export class Table<K extends string, V> implements TableView<K, V> {
  readonly spec: TableSpec<V>;
  readonly committed: TableView<K, V>;
  readonly #rows = new Map<K, V>();
  readonly #changed = new Map<K, V | undefined>();
  readonly #indexes: ReadonlyMap<string, Index<K, V>>;

  constructor(spec: TableSpec<V>) {
    this.spec = spec;
    this.#indexes = new Map(Object.entries(spec.indexes ?? {}).map(([name, valueOf]) => [name, new Index<K, V>(valueOf)]));
    this.committed = new CommittedView(this.#rows, this.#indexes);
  }

  get(key: K): V | undefined {
    return this.#changed.has(key) ? this.#changed.get(key) : this.#rows.get(key);
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  get size(): number {
    let size = this.#rows.size;
    for (const [key, value] of this.#changed) size += Number(value !== undefined) - Number(this.#rows.has(key));
    return size;
  }

  *values(): IterableIterator<V> {
    for (const [key, row] of this.#rows) if (!this.#changed.has(key)) yield row;
    for (const row of this.#changed.values()) if (row !== undefined) yield row;
  }

  by(name: string, value: string): V[] {
    const index = this.#index(name);
    return [...index.working(value)].flatMap((key) => this.get(key) ?? []);
  }

  set(key: K, value: V): void {
    this.#put(key, value);
  }

  delete(key: K): void {
    this.#put(key, undefined);
  }

  /** What the batch has changed so far. */
  changes(): readonly TableChange<V>[] {
    return this.#changed.size === 0 ? NO_CHANGES : [...this.#changed].map(([key, value]) => ({ key, value }));
  }

  /** The batch is on disk: its rows become the committed ones. */
  settle(): void {
    if (this.#changed.size === 0) return;
    for (const [key, value] of this.#changed) {
      if (value === undefined || this.spec.archived?.(value) === true) {
        if (value !== undefined) for (const index of this.#indexes.values()) index.change(key, value, undefined);
        this.#rows.delete(key);
      } else {
        this.#rows.set(key, value);
      }
    }
    this.#changed.clear();
    for (const index of this.#indexes.values()) index.settle();
  }

  /** The batch is given up, or its outcome is unknown: back to what is committed. */
  drop(): void {
    this.#changed.clear();
    for (const index of this.#indexes.values()) index.drop();
  }

  /** Forgets everything; the log is about to be loaded anew. */
  clear(): void {
    this.#rows.clear();
    this.#changed.clear();
    for (const index of this.#indexes.values()) index.clear();
  }

  #put(key: K, value: V | undefined): void {
    const before = this.get(key);
    for (const index of this.#indexes.values()) index.change(key, before, value);
    this.#changed.set(key, value);
  }

  #index(name: string): Index<K, V> {
    const index = this.#indexes.get(name);
    if (index === undefined) throw new RangeError(`table ${this.spec.name} has no index ${name}`);
    return index;
  }
}

class CommittedView<K extends string, V> implements TableView<K, V> {
  readonly #rows: ReadonlyMap<K, V>;
  readonly #indexes: ReadonlyMap<string, Index<K, V>>;

  constructor(rows: ReadonlyMap<K, V>, indexes: ReadonlyMap<string, Index<K, V>>) {
    this.#rows = rows;
    this.#indexes = indexes;
  }

  get(key: K): V | undefined {
    return this.#rows.get(key);
  }

  has(key: K): boolean {
    return this.#rows.has(key);
  }

  get size(): number {
    return this.#rows.size;
  }

  values(): IterableIterator<V> {
    return this.#rows.values();
  }

  by(name: string, value: string): V[] {
    const keys = this.#indexes.get(name)?.committed(value) ?? [];
    return [...keys].flatMap((key) => this.#rows.get(key) ?? []);
  }
}

const NO_KEYS: ReadonlySet<never> = new Set();

class Index<K extends string, V> {
  readonly #valueOf: (row: V) => string | undefined;
  readonly #committed = new Map<string, Set<K>>();
  /** value → key → is it there in the working state. */
  readonly #changed = new Map<string, Map<K, boolean>>();

  constructor(valueOf: (row: V) => string | undefined) {
    this.#valueOf = valueOf;
  }

  change(key: K, before: V | undefined, after: V | undefined): void {
    const was = before === undefined ? undefined : this.#valueOf(before);
    const is = after === undefined ? undefined : this.#valueOf(after);
    if (was === is) return;
    if (was !== undefined) this.#mark(was, key, false);
    if (is !== undefined) this.#mark(is, key, true);
  }

  committed(value: string): ReadonlySet<K> {
    return this.#committed.get(value) ?? NO_KEYS;
  }

  working(value: string): ReadonlySet<K> {
    const changed = this.#changed.get(value);
    if (changed === undefined) return this.committed(value);
    const keys = new Set(this.committed(value));
    for (const [key, there] of changed) {
      if (there) keys.add(key);
      else keys.delete(key);
    }
    return keys;
  }

  settle(): void {
    for (const [value, changed] of this.#changed) {
      const keys = this.#committed.get(value) ?? new Set<K>();
      for (const [key, there] of changed) {
        if (there) keys.add(key);
        else keys.delete(key);
      }
      if (keys.size === 0) this.#committed.delete(value);
      else this.#committed.set(value, keys);
    }
    this.#changed.clear();
  }

  drop(): void {
    this.#changed.clear();
  }

  clear(): void {
    this.#committed.clear();
    this.#changed.clear();
  }

  #mark(value: string, key: K, there: boolean): void {
    const changed = this.#changed.get(value) ?? new Map<K, boolean>();
    changed.set(key, there);
    this.#changed.set(value, changed);
  }
}
