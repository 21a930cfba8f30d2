import { DatabaseSync } from 'node:sqlite';

export interface DatabaseOptions {
  readonly readOnly?: boolean | undefined;
  /** FULL: a COMMIT that returned survives a power cut. NORMAL: the newest commits may be taken back, the file stays whole. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** Deleted content is overwritten with zeros. */
  readonly secureDelete?: boolean | undefined;
  /** KiB of pages kept in memory. */
  readonly cacheKib?: number | undefined;
}

/** How long a statement waits for another connection's lock: only the gateway's own threads share the files, each for milliseconds. */
const BUSY_MS = 5_000;
/** A write-ahead log that had to grow is cut back to this after its next restart. */
const WAL_KEPT_BYTES = 64 * 1024 * 1024;

/** Opens a database of ours in WAL mode. Nothing is checkpointed by itself: that is done off the commit path. */
export function openDatabase(path: string, options: DatabaseOptions): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: options.readOnly ?? false, timeout: BUSY_MS });
  try {
    if (options.readOnly !== true) {
      database.exec('PRAGMA journal_mode = WAL');
      database.exec(`PRAGMA synchronous = ${options.synchronous}`);
      database.exec(`PRAGMA journal_size_limit = ${String(WAL_KEPT_BYTES)}`);
      database.exec(`PRAGMA secure_delete = ${options.secureDelete === true ? 'ON' : 'OFF'}`);
    }
    database.exec('PRAGMA wal_autocheckpoint = 0');
    database.exec('PRAGMA temp_store = MEMORY');
    database.exec(`PRAGMA cache_size = -${String(options.cacheKib ?? 8_192)}`);
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** Runs `work` in one transaction; whatever it throws takes back all of it. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (thrown) {
    // SQLite may have rolled back by itself (full disk, I/O error): a second ROLLBACK would hide the first error.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw thrown;
  }
}
