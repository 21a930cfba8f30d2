import { hash } from 'node:crypto';
import { canonical, type Json } from '../../base/canonical.ts';
import type { RowChange, StoredFact } from '../../engine/ports/log.ts';
import { storedFact } from '../sqlite/stored-facts.ts';
import { rowText, type SealedRow } from '../sqlite/rows.ts';
import type { Writer } from '../sqlite/writer.ts';

/** Applies one fact after the other to a state that starts empty, and says which rows each one changed. */
export type Replay = (fact: StoredFact) => readonly RowChange[];

/** Facts read at a time. */
const SLICE_FACTS = 1_000;
/** Differences that are named; beyond it they are only counted. */
const NAMED_DIFFERENCES_MAX = 100;

export interface Difference {
  readonly table: string;
  readonly key: string;
  /** `missing`: the facts make this row and it is not stored. `surplus`: the other way round. */
  readonly what: 'missing' | 'surplus' | 'different' | 'archived differs';
}

export interface CheckReport {
  readonly facts: number;
  readonly rows: number;
  /** Rows whose data key was destroyed: nothing can be said about them. */
  readonly erased: number;
  readonly count: number;
  readonly differences: readonly Difference[];
}

/** Makes all rows anew from the facts, in one transaction. */
export function rebuild(writer: Writer, replay: Replay): { readonly facts: number } {
  writer.replaceRows(changes(writer, replay));
  return { facts: writer.head.seq };
}

/** Compares the rows that the facts make with those that are stored, and changes nothing. */
export function checkRows(writer: Writer, replay: Replay): CheckReport {
  const made = new Map<string, string>();
  for (const rows of changes(writer, replay)) {
    for (const row of rows) {
      if (row.value === undefined) made.delete(nameOf(row.table, row.key));
      else
        made.set(
          nameOf(row.table, row.key),
          fingerprint(row.archived, row.value, [row.index?.at, row.index?.person, row.index?.place, row.index?.outcome]),
        );
    }
  }
  const rows = made.size;
  const differences: Difference[] = [];
  let count = 0;
  let erased = 0;
  const differ = (table: string, key: string, what: Difference['what']): void => {
    count += 1;
    if (differences.length < NAMED_DIFFERENCES_MAX) differences.push({ table, key, what });
  };
  for (const { row, archived, index } of storedRows(writer)) {
    const name = nameOf(row.tbl, row.key);
    const due = made.get(name);
    made.delete(name);
    const text = rowText(row, writer.keyring);
    if (text === undefined) erased += 1;
    else if (due === undefined) differ(row.tbl, row.key, 'surplus');
    // as: the stored text is the JSON of a Json value.
    else
      compare(due, fingerprint(archived, JSON.parse(text) as Json, index), (what) => {
        differ(row.tbl, row.key, what);
      });
  }
  for (const name of made.keys()) {
    // as: a name is the JSON of table and key.
    const [table, key] = JSON.parse(name) as [string, string];
    differ(table, key, 'missing');
  }
  return { facts: writer.head.seq, rows, erased, count, differences };
}

function compare(due: string, found: string, differ: (what: Difference['what']) => void): void {
  if (due.startsWith('a') !== found.startsWith('a')) differ('archived differs');
  else if (due !== found) differ('different');
}

function* changes(writer: Writer, replay: Replay): Iterable<readonly RowChange[]> {
  const slice = writer.database.prepare('SELECT seq, body FROM fact WHERE seq > ? ORDER BY seq LIMIT ?');
  for (let seq = 0; seq < writer.head.seq;) {
    const rows = slice.all(seq, SLICE_FACTS);
    if (rows.length === 0) return;
    for (const row of rows) {
      seq = Number(row['seq']);
      yield replay(storedFact(String(row['body']), writer.keyring));
    }
  }
}

interface Found {
  readonly row: SealedRow;
  readonly archived: boolean;
  readonly index: readonly (string | number | null)[];
}

function* storedRows(writer: Writer): Iterable<Found> {
  for (const table of ['row', 'archive']) {
    const rows = writer.database
      .prepare(
        `SELECT tbl, key, body, sealed_by, subject, at, person, place, outcome FROM ${table} LEFT JOIN keyref ON keyref.n = sealed_by`,
      )
      .iterate();
    // as: the columns of the statement, by the schema's STRICT types.
    for (const row of rows as unknown as Iterable<
      SealedRow & { at: number | null; person: string | null; place: string | null; outcome: string | null }
    >) {
      yield { row, archived: table === 'archive', index: [row.at, row.person, row.place, row.outcome] };
    }
  }
}

/** Starts with `a` for archived and `l` for live; then what tells two contents apart. */
function fingerprint(archived: boolean, value: Json, index: readonly (string | number | null | undefined)[]): string {
  const text = canonical([value, index.map((part) => part ?? null)]);
  return (archived ? 'a' : 'l') + hash('sha256', text, 'base64');
}

function nameOf(table: string, key: string): string {
  return JSON.stringify([table, key]);
}
