import type { Json } from '../base/canonical.ts';
import type { State } from '../domain/state.ts';
import type { RowChange, StoredRow } from './ports/log.ts';

/** What the working state changed, as the log writes it beside the facts. */
export function rowChanges(state: State): RowChange[] {
  const rows: RowChange[] = [];
  for (const [name, table] of state.byName) {
    const { archived, subject, history } = table.spec;
    for (const { key, value } of table.changes()) {
      if (value === undefined) {
        rows.push({ table: name, key, value: undefined, archived: false });
        continue;
      }
      rows.push({
        table: name,
        key,
        // as: the tables hold plain records of JSON members only.
        value: value as Json,
        archived: archived?.(value) === true,
        subject: subject?.(value),
        index: history?.(value),
      });
    }
  }
  return rows;
}

/** Puts stored rows into the committed state; returns their keys. A row whose key was destroyed stays out. */
export function loadRows(state: State, rows: readonly StoredRow[]): ReadonlyMap<string, readonly string[]> {
  for (const { table, key, value } of rows) {
    if (value !== undefined) state.byName.get(table)?.set(key, value);
  }
  const loaded = changedKeys(state);
  state.settle();
  return loaded;
}

/** The keys of the rows that the working state changed, by the tables' names. */
export function changedKeys(state: State): ReadonlyMap<string, readonly string[]> {
  const changed = new Map<string, readonly string[]>();
  for (const [name, table] of state.byName) {
    const keys = table.changes().map((change) => change.key);
    if (keys.length > 0) changed.set(name, keys);
  }
  return changed;
}
