import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { canonical } from '../../base/canonical.ts';
import { FaultError } from '../../base/errors.ts';
import { sealBytes, unsealBytes } from '../sealing/aead.ts';
import type { RowChange } from '../../engine/ports/log.ts';
import type { DataKey, Keyring } from '../sealing/keyring.ts';
import { ROW_STRIDE, type RowCell } from './protocol.ts';

/** The place that a row's seal is bound to. */
export function rowPlace(table: string, key: string, subject: string): string {
  return canonical(['row', table, key, subject]);
}

export function outboxPlace(id: string, subject: string): string {
  return canonical(['outbox', id, subject]);
}

/** A stored row with the subject of its key (`keyref` joined on `sealed_by`). */
export interface SealedRow {
  readonly tbl: string;
  readonly key: string;
  readonly body: string | Uint8Array;
  readonly subject: string | null;
  readonly sealed_by: number | null;
}

/** The JSON text of a row; `undefined` when its key was destroyed. */
export function rowText(row: SealedRow, keyring: Keyring): string | undefined {
  if (typeof row.body === 'string') return row.body;
  if (row.sealed_by === null || row.subject === null)
    throw new FaultError('log-broken', `row ${row.tbl} ${row.key} is sealed under no key`, { retryable: false });
  const key = keyring.byNumber(row.sealed_by);
  if (key === undefined) return undefined;
  const text = unsealBytes(key.key, rowPlace(row.tbl, row.key, row.subject), row.body);
  if (text === undefined) throw new FaultError('log-broken', `the seal of row ${row.tbl} ${row.key} does not open`, { retryable: false });
  return text.toString('utf8');
}

const UPSERT = (into: string): string =>
  `INSERT INTO ${into} (tbl, key, body, sealed_by, at, person, place, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
   ON CONFLICT (tbl, key) DO UPDATE SET body = excluded.body, sealed_by = excluded.sealed_by, at = excluded.at,
     person = excluded.person, place = excluded.place, outcome = excluded.outcome`;

const ARCHIVED_TABLES = `WITH RECURSIVE name (tbl) AS (SELECT min(tbl) FROM archive
   UNION ALL SELECT (SELECT min(archive.tbl) FROM archive WHERE archive.tbl > name.tbl) FROM name WHERE name.tbl IS NOT NULL)
   SELECT tbl FROM name WHERE tbl IS NOT NULL`;

/** Writes rows as they stand after a batch: what is live to `row`, what is closed to `archive`, never to both. */
export class RowWriter {
  readonly #upsertLive: StatementSync;
  readonly #upsertArchive: StatementSync;
  readonly #deleteLive: StatementSync;
  readonly #deleteArchive: StatementSync;
  /** Tables that have closed rows; a row of any other table need not be looked for in the archive. */
  readonly #archived: Set<string>;

  constructor(database: DatabaseSync) {
    this.#upsertLive = database.prepare(UPSERT('row'));
    this.#upsertArchive = database.prepare(UPSERT('archive'));
    this.#deleteLive = database.prepare('DELETE FROM row WHERE tbl = ? AND key = ?');
    this.#deleteArchive = database.prepare('DELETE FROM archive WHERE tbl = ? AND key = ?');
    this.#archived = new Set(
      database
        .prepare(ARCHIVED_TABLES)
        .all()
        .map((row) => String(row['tbl'])),
    );
  }

  write(rows: readonly RowCell[], keyOf: (subject: string) => DataKey): void {
    for (let i = 0; i < rows.length; i += ROW_STRIDE) {
      // as: the caller lays rows out as protocol.ts says; text stands at these places.
      const table = rows[i] as string;
      const key = rows[i + 1] as string;
      const body = rows[i + 2] ?? null;
      const archived = rows[i + 3] === 1;
      if (body === null || archived) this.#deleteLive.run(table, key);
      if (body === null || !archived) {
        if (this.#archived.has(table)) this.#deleteArchive.run(table, key);
        if (body === null) continue;
      }
      if (archived) this.#archived.add(table);
      const subject = rows[i + 4] ?? null;
      const [at, person, place, outcome] = [rows[i + 5] ?? null, rows[i + 6] ?? null, rows[i + 7] ?? null, rows[i + 8] ?? null];
      const into = archived ? this.#upsertArchive : this.#upsertLive;
      if (subject === null) {
        into.run(table, key, body, null, at, person, place, outcome);
      } else {
        const dataKey = keyOf(String(subject));
        into.run(
          table,
          key,
          sealBytes(dataKey.key, rowPlace(table, key, String(subject)), String(body)),
          dataKey.n,
          at,
          person,
          place,
          outcome,
        );
      }
    }
  }
}

/** Rows as they cross to the writer (protocol.ts). */
export function cellsOf(rows: readonly RowChange[]): RowCell[] {
  const cells: RowCell[] = [];
  for (const { table, key, value, archived, subject, index } of rows) {
    cells.push(table, key, value === undefined ? null : JSON.stringify(value), archived ? 1 : 0, subject ?? null);
    cells.push(index?.at ?? null, index?.person ?? null, index?.place ?? null, index?.outcome ?? null);
  }
  return cells;
}
