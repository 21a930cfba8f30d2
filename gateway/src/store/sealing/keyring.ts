import { randomBytes } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { FaultError } from '../../base/errors.ts';
import { KEYS_MIGRATIONS } from '../migrations/log-schema.ts';
import { migrate } from '../migrations/migrate.ts';
import { inTransaction, openDatabase } from '../sqlite/database.ts';
import { checkpoint } from '../sqlite/wal-file.ts';
import { KEY_BYTES, sealBytes, unsealBytes } from './aead.ts';

export interface DataKey {
  /** Place in keys.db: grows, never used twice. */
  readonly n: number;
  /** Random name, as facts carry it. */
  readonly id: string;
  readonly key: Buffer;
}

/** Unwrapped keys kept in memory: enough for every device and person of a large site. Beyond it the oldest is read again when needed. */
const CACHED_KEYS = 65_536;
/** Spare keys made at a time; one flush of keys.db serves this many new subjects. */
const SPARES_MADE = 1_024;
/** Below this many spares, more are made in the next quiet moment. */
const SPARES_LOW = 512;
/** The row by which a master key is known, and what its seal is bound to. */
export const CHECK_NAME = 'check';
const CHECK_TEXT = 'duress-gateway data keys';

/**
 * The data keys in keys.db. A key is made as a *spare* and flushed before any subject has it; giving it to a subject is a
 * row of log.db, in the very transaction of the fact that it seals. So a sealed fact never precedes its key on disk, and a
 * new subject costs the commit path no second flush.
 */
export class Keyring {
  readonly #database: DatabaseSync;
  readonly #wrapping: Uint8Array;
  readonly #insert: StatementSync;
  readonly #byNumber: StatementSync;
  readonly #byId: StatementSync;
  readonly #after: StatementSync;
  readonly #cache = new Map<number, DataKey>();
  #spares: DataKey[] = [];

  /**
   * @throws FaultError `key-unusable` when `wrapping` is not the key that these data keys were wrapped with, or when there
   *   are none although `mayCreate` says that there must be.
   */
  constructor(path: string, wrapping: Uint8Array, mayCreate: boolean) {
    this.#wrapping = wrapping;
    this.#database = openDatabase(path, { synchronous: 'FULL', secureDelete: true });
    try {
      migrate(this.#database, 'keys.db', KEYS_MIGRATIONS);
      this.#check(mayCreate);
      this.#insert = this.#database.prepare('INSERT INTO key (n, id, wrapped) VALUES (?, ?, ?)');
      this.#byNumber = this.#database.prepare('SELECT n, id, wrapped FROM key WHERE n = ?');
      this.#byId = this.#database.prepare('SELECT n, id, wrapped FROM key WHERE id = ?');
      this.#after = this.#database.prepare('SELECT n, id, wrapped FROM key WHERE n > ? ORDER BY n LIMIT ?');
    } catch (thrown) {
      this.#database.close();
      throw thrown;
    }
  }

  /** Forgets the spares and reads those after `taken`, the highest number that log.db has given to a subject. */
  startAfter(taken: number): void {
    this.#spares = [];
    // as: the columns of the statement, by the schema's STRICT types.
    for (const row of this.#after.all(taken, SPARES_MADE) as unknown as WrappedRow[]) this.#spares.push(this.#open(row));
    this.#taken = Math.max(taken, this.#spares.at(-1)?.n ?? 0);
  }

  #taken = 0;

  /** A key that no subject has yet, on disk already. It counts as given only once the caller's transaction is. */
  spare(index: number): DataKey {
    if (index >= this.#spares.length) this.#makeSpares(index + 1);
    const key = this.#spares[index];
    if (key === undefined) throw new FaultError('key-unusable', 'no spare data key could be made', { retryable: true });
    return key;
  }

  /** The transaction that gave the first `count` spares away is on disk. */
  given(count: number): void {
    for (const key of this.#spares.splice(0, count)) this.#keep(key);
  }

  get runsLow(): boolean {
    return this.#spares.length < SPARES_LOW;
  }

  refill(): void {
    this.#makeSpares(this.#spares.length + 1);
  }

  /** `undefined`: destroyed. */
  byNumber(n: number): DataKey | undefined {
    // as: the columns of the statement, by the schema's STRICT types.
    return this.#cache.get(n) ?? this.#read(this.#byNumber.get(n) as WrappedRow | undefined);
  }

  /** Is it there, whether or not it can be read? */
  holds(n: number): boolean {
    return this.#byNumber.get(n) !== undefined;
  }

  byId(id: string): DataKey | undefined {
    // as: the columns of the statement, by the schema's STRICT types.
    const row = this.#byId.get(id) as WrappedRow | undefined;
    return row === undefined ? undefined : (this.#cache.get(row.n) ?? this.#read(row));
  }

  /**
   * Overwrites and deletes the keys, then empties the write-ahead log, which still held them.
   *
   * @throws FaultError `log-append-failed` when it could not be emptied; calling again finishes it.
   */
  destroy(numbers: readonly number[]): void {
    const zeros = Buffer.alloc(KEY_BYTES * 2);
    inTransaction(this.#database, () => {
      for (const n of numbers) {
        this.#database.prepare('UPDATE key SET wrapped = ? WHERE n = ?').run(zeros, n);
        this.#database.prepare('DELETE FROM key WHERE n = ?').run(n);
      }
    });
    this.forget(numbers);
    if (checkpoint(this.#database, 'TRUNCATE').busy) {
      throw new FaultError('log-append-failed', 'the keys are gone from keys.db but not yet from its write-ahead log', { retryable: true });
    }
  }

  /** Destroys the keys above `taken`, which only a log that went on after this one has given away. */
  destroyAfter(taken: number): void {
    const rows = this.#database.prepare('SELECT n FROM key WHERE n > ?').all(taken);
    this.destroy(rows.map((row) => Number(row['n'])));
  }

  forget(numbers: readonly number[]): void {
    for (const n of numbers) {
      this.#cache.get(n)?.key.fill(0);
      this.#cache.delete(n);
    }
  }

  close(): void {
    this.#cache.clear();
    this.#spares = [];
    this.#database.close();
  }

  #makeSpares(atLeast: number): void {
    const made: DataKey[] = [];
    const count = Math.max(atLeast - this.#spares.length, SPARES_MADE);
    inTransaction(this.#database, () => {
      const highest = Number(this.#database.prepare('SELECT coalesce(max(n), 0) AS n FROM key').get()?.['n']);
      const from = Math.max(highest, this.#taken) + 1;
      for (let i = 0; i < count; i += 1) {
        const key = { n: from + i, id: randomBytes(12).toString('base64url'), key: randomBytes(KEY_BYTES) };
        this.#insert.run(key.n, key.id, sealBytes(this.#wrapping, keyPlace(key.id), key.key));
        made.push(key);
      }
    });
    this.#taken = made.at(-1)?.n ?? this.#taken;
    this.#spares.push(...made);
  }

  #read(row: WrappedRow | undefined): DataKey | undefined {
    if (row === undefined) return undefined;
    const key = this.#open(row);
    this.#keep(key);
    return key;
  }

  #keep(key: DataKey): void {
    if (this.#cache.size >= CACHED_KEYS) {
      const oldest = this.#cache.keys().next();
      if (oldest.done !== true) this.#cache.delete(oldest.value);
    }
    this.#cache.set(key.n, key);
  }

  #open(row: WrappedRow): DataKey {
    const key = unsealBytes(this.#wrapping, keyPlace(row.id), row.wrapped);
    if (key === undefined) throw new FaultError('key-unusable', `data key ${row.id} does not open`, { retryable: false });
    return { n: row.n, id: row.id, key };
  }

  #check(mayCreate: boolean): void {
    const stored = this.#database.prepare('SELECT value FROM meta WHERE name = ?').get(CHECK_NAME)?.['value'];
    if (stored === undefined) {
      if (!mayCreate)
        throw new FaultError('key-unusable', 'keys.db is missing or empty, but the log was sealed with data keys', { retryable: false });
      this.#database.prepare('INSERT INTO meta VALUES (?, ?)').run(CHECK_NAME, sealBytes(this.#wrapping, CHECK_NAME, CHECK_TEXT));
      return;
    }
    if (!(stored instanceof Uint8Array) || unsealBytes(this.#wrapping, CHECK_NAME, stored) === undefined) {
      throw new FaultError('key-unusable', 'the master key is not the one that wrapped the data keys of this folder', { retryable: false });
    }
  }
}

/** What the seal of a wrapped data key is bound to. */
export function keyPlace(id: string): string {
  return `key|${id}`;
}

/** Does this key open the data keys of that file? Changes nothing. */
export function opensKeys(path: string, wrapping: Uint8Array): boolean {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    const stored = database.prepare('SELECT value FROM meta WHERE name = ?').get(CHECK_NAME)?.['value'];
    return stored instanceof Uint8Array && unsealBytes(wrapping, CHECK_NAME, stored) !== undefined;
  } finally {
    database.close();
  }
}

interface WrappedRow {
  readonly n: number;
  readonly id: string;
  readonly wrapped: Uint8Array;
}
