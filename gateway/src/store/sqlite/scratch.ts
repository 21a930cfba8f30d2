import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { canonical, membersOf, type Json } from '../../base/canonical.ts';
import { FaultError } from '../../base/errors.ts';
import type { Unsent } from '../../engine/ports/outbox.ts';
import { QUERY_ROWS_MAX, type DraftKey } from '../../engine/ports/queries.ts';
import { SCRATCH_MIGRATIONS } from '../migrations/log-schema.ts';
import { migrate } from '../migrations/migrate.ts';
import { sealBytes, unsealBytes } from '../sealing/aead.ts';
import { draftSubject } from './draft-subject.ts';
import { inTransaction, openDatabase } from './database.ts';
import type { Reader } from './reader.ts';
import { checkpoint } from './wal-file.ts';
import { outboxPlace } from './rows.ts';

export interface Settlement {
  readonly id: string;
  readonly outcome: 'sent' | 'retry' | 'gave-up';
  readonly nextAt: number;
  readonly detail: string | null;
}

/** Devices whose presence is kept: the product's fleet with room; `presence` reads them all at start. */
const PRESENCE_MAX = 100_000;

/**
 * scratch.db: drafts, presence and delivery attempts. It is written by the reader thread, so that nothing of it ever
 * stands in the way of a press; log.db is only read here.
 */
export class Scratch {
  readonly #reader: Reader;
  readonly #database: DatabaseSync;

  constructor(reader: Reader) {
    this.#reader = reader;
    this.#database = openDatabase(join(reader.folder, 'scratch.db'), { synchronous: 'FULL', secureDelete: true, cacheKib: 4_096 });
    migrate(this.#database, 'scratch.db', SCRATCH_MIGRATIONS);
    reader.database.prepare('ATTACH DATABASE ? AS scratch').run(join(reader.folder, 'scratch.db'));
  }

  /** JSON of part → draft. Drafts whose key was destroyed are left out. */
  drafts(debrief: string, person: string): string {
    const rows = this.#database
      .prepare('SELECT part, sealed_by, body FROM draft WHERE debrief = ? AND person = ? LIMIT ?')
      .all(debrief, person, QUERY_ROWS_MAX);
    const members: string[] = [];
    for (const { part, sealed_by: n, body } of rows) {
      const key = this.#reader.keyring.byNumber(Number(n));
      if (key === undefined) continue;
      // as: the column is BLOB, by the schema's STRICT types.
      const text = unsealBytes(key.key, draftPlace({ debrief, person, part: String(part) }), body as Uint8Array);
      if (text === undefined) throw new FaultError('log-broken', `the seal of a draft of ${debrief} does not open`, { retryable: false });
      members.push(`${JSON.stringify(part)}:${text.toString('utf8')}`);
    }
    return `{${members.join(',')}}`;
  }

  saveDraft(key: DraftKey, text: string): void {
    const n = this.#reader.database.prepare('SELECT n FROM keyref WHERE subject = ? ORDER BY n DESC LIMIT 1').get(draftSubject(key))?.['n'];
    const dataKey = this.#reader.keyring.byNumber(Number(n));
    if (dataKey === undefined)
      throw new FaultError('log-open-failed', `there is no data key for ${draftSubject(key)}`, { retryable: true });
    this.#durably(
      'INSERT INTO draft (debrief, person, part, sealed_by, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET sealed_by = excluded.sealed_by, body = excluded.body',
      [key.debrief, key.person, key.part, dataKey.n, sealBytes(dataKey.key, draftPlace(key), text)],
    );
  }

  /** `null` when it was saved, else the JSON text of the draft that is there and is not the one that the writer knows. */
  replaceDraft(key: DraftKey, base: number, text: string): string | null {
    // as: it was stored from JSON, part by part.
    const all = JSON.parse(this.drafts(key.debrief, key.person)) as Readonly<Record<string, Json>>;
    const there = all[key.part];
    if (there !== undefined && timeOf(there) !== base) return JSON.stringify(there);
    this.saveDraft(key, text);
    return null;
  }

  dropDraft(key: DraftKey): void {
    this.#durably('DELETE FROM draft WHERE debrief = ? AND person = ? AND part = ?', [key.debrief, key.person, key.part]);
  }

  /** `[device, JSON text]` of each device. */
  presence(): [string, string][] {
    const rows = this.#database.prepare('SELECT device, body FROM presence LIMIT ?').all(PRESENCE_MAX);
    return rows.map((row) => [String(row['device']), String(row['body'])]);
  }

  savePresence(rows: readonly (readonly [string, string])[]): void {
    // Presence is heard again within minutes: the newest flush may be lost in a power cut, the disk is left to the log.
    this.#database.exec('PRAGMA synchronous = NORMAL');
    const upsert = this.#database.prepare(
      'INSERT INTO presence (device, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
    );
    inTransaction(this.#database, () => {
      for (const [device, body] of rows) upsert.run(device, body);
    });
  }

  /** `[message JSON, secret JSON or null, attempts]` of what is due, oldest first. */
  due(now: number, limit: number): [string, string | null, number][] {
    const rows = this.#reader.database
      .prepare(
        `SELECT o.id, o.message, o.sealed, o.sealed_by, k.subject, coalesce(a.attempts, 0) AS attempts FROM outbox AS o
         LEFT JOIN scratch.attempt AS a ON a.id = o.id LEFT JOIN keyref AS k ON k.n = o.sealed_by
         WHERE o.due_at <= ? AND a.done IS NULL AND coalesce(a.next_at, 0) <= ? ORDER BY o.due_at, o.id LIMIT ?`,
      )
      .all(now, now, Math.min(limit, QUERY_ROWS_MAX));
    return rows.map((row) => [String(row['message']), this.#secretOf(row), Number(row['attempts'])]);
  }

  unsent(): Unsent {
    const row = this.#reader.database
      .prepare(
        `SELECT count(*) AS messages, min(o.due_at) AS oldest FROM outbox AS o LEFT JOIN scratch.attempt AS a ON a.id = o.id
         WHERE a.done IS NULL`,
      )
      .get();
    const messages = Number(row?.['messages']);
    return messages === 0 ? { messages } : { messages, oldestDueAt: Number(row?.['oldest']) };
  }

  /** All in one flush; what is only put off needs none, because a put-off that a power cut takes back is tried sooner. */
  settle(settlements: readonly Settlement[]): void {
    const isDone = settlements.some(({ outcome }) => outcome !== 'retry');
    this.#database.exec(`PRAGMA synchronous = ${isDone ? 'FULL' : 'NORMAL'}`);
    const upsert = this.#database.prepare(
      `INSERT INTO attempt (id, attempts, next_at, done, detail) VALUES (?, 1, ?, ?, ?)
       ON CONFLICT DO UPDATE SET attempts = attempts + 1, next_at = excluded.next_at, done = excluded.done, detail = excluded.detail`,
    );
    inTransaction(this.#database, () => {
      for (const { id, outcome, nextAt, detail } of settlements) upsert.run(id, nextAt, outcome === 'retry' ? null : outcome, detail);
    });
  }

  settledIds(): string[] {
    return this.#database
      .prepare('SELECT id FROM attempt WHERE done IS NOT NULL')
      .all()
      .map((row) => String(row['id']));
  }

  forgetSettled(ids: readonly string[]): void {
    this.#durably('DELETE FROM attempt WHERE id IN (SELECT value FROM json_each(?))', [JSON.stringify(ids)]);
  }

  checkpoint(): void {
    checkpoint(this.#database, 'PASSIVE');
  }

  close(): void {
    this.#database.close();
  }

  #secretOf(row: Record<string, unknown>): string | null {
    const { id, sealed, sealed_by: n, subject } = row;
    if (!(sealed instanceof Uint8Array)) return null;
    const key = this.#reader.keyring.byNumber(Number(n));
    if (key === undefined) return null;
    const text = unsealBytes(key.key, outboxPlace(String(id), String(subject)), sealed);
    if (text === undefined)
      throw new FaultError('log-broken', `the seal of outbox message ${String(id)} does not open`, { retryable: false });
    return text.toString('utf8');
  }

  #durably(sql: string, parameters: readonly (string | number | null | Uint8Array)[]): void {
    this.#database.exec('PRAGMA synchronous = FULL');
    this.#database.prepare(sql).run(...parameters);
  }
}

function timeOf(draft: Json): number {
  const at = membersOf(draft)?.['at'];
  return typeof at === 'number' ? at : 0;
}

function draftPlace(key: DraftKey): string {
  return canonical(['draft', key.debrief, key.person, key.part]);
}
