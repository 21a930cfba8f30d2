import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { QUERY_ROWS_MAX, type RowQuery } from '../../engine/ports/queries.ts';
import { Keyring } from '../sealing/keyring.ts';
import { openDatabase } from './database.ts';
import { historySql } from './history-sql.ts';
import { checkpoint } from './wal-file.ts';
import type { WorkerSetup } from './protocol.ts';
import { rowText, type SealedRow } from './rows.ts';
import { storedFact } from './stored-facts.ts';

/** Memory for pages of log.db in the reader: history pages and the timeline of an alarm. */
const CACHE_KIB = 16_384;

/**
 * Reads committed things on its own connection, beside the writer. Every query is one statement that is read to its end
 * before the next message, so no snapshot is held open and the write-ahead log can always be carried over.
 */
export class Reader {
  readonly database: DatabaseSync;
  readonly keyring: Keyring;
  readonly folder: string;
  readonly #after: StatementSync;
  readonly #about: StatementSync;
  readonly #live: StatementSync;
  readonly #archived: StatementSync;

  constructor(setup: WorkerSetup) {
    this.folder = setup.folder;
    this.database = openDatabase(join(setup.folder, 'log.db'), { synchronous: 'FULL', cacheKib: CACHE_KIB });
    try {
      this.keyring = new Keyring(join(setup.folder, 'keys.db'), setup.wrapping, false);
      this.#after = this.database.prepare('SELECT body FROM fact WHERE seq > ? ORDER BY seq LIMIT ?');
      this.#about = this.database.prepare('SELECT body FROM fact WHERE about = ? AND seq > ? ORDER BY seq LIMIT ?');
      const one = (table: string): string =>
        `SELECT tbl, key, body, sealed_by, subject FROM ${table} LEFT JOIN keyref ON keyref.n = sealed_by WHERE tbl = ? AND key = ?`;
      this.#live = this.database.prepare(one('row'));
      this.#archived = this.database.prepare(one('archive'));
    } catch (thrown) {
      this.database.close();
      throw thrown;
    }
  }

  /** JSON of StoredFact[]. */
  factsAfter(seq: number, limit: number): string {
    return this.#facts(this.#after.all(seq, Math.min(limit, QUERY_ROWS_MAX)));
  }

  /** JSON of StoredFact[]. */
  factsAbout(about: string, after: number): string {
    return this.#facts(this.#about.all(about, after, QUERY_ROWS_MAX));
  }

  /** JSON of `[key, at, value?][]`, newest first; a row whose key was destroyed has no value. */
  rows(query: RowQuery): string {
    const { sql, parameters } = historySql(query);
    // as: the columns of historySql, by the schema's STRICT types.
    const rows = this.database.prepare(sql).all(...parameters) as unknown as (SealedRow & { at: number })[];
    const texts = rows.map((row) => {
      const text = rowText(row, this.keyring);
      return `[${JSON.stringify(row.key)},${String(row.at)}${text === undefined ? '' : `,${text}`}]`;
    });
    return `[${texts.join(',')}]`;
  }

  /** The JSON text of one row, live or archived; `null` when there is none or its key was destroyed. */
  row(table: string, key: string): string | null {
    // as: the columns of the statements, by the schema's STRICT types.
    const row = (this.#live.get(table, key) ?? this.#archived.get(table, key)) as SealedRow | undefined;
    return row === undefined ? null : (rowText(row, this.keyring) ?? null);
  }

  /** Carries the write-ahead log over into log.db as far as nobody is in the way. */
  checkpoint(): void {
    checkpoint(this.database, 'PASSIVE');
  }

  close(): void {
    this.keyring.close();
    this.database.close();
  }

  #facts(rows: readonly Record<string, unknown>[]): string {
    return JSON.stringify(rows.map((row) => storedFact(String(row['body']), this.keyring)));
  }
}
