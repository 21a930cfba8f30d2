import type { StoredRow } from '../../engine/ports/log.ts';
import type { Queries, RowQuery } from '../../engine/ports/queries.ts';
import type { Scope } from './scope.ts';

/** Rows read at a time: what it takes to make objects of them holds the loop for 1 to 2 ms. */
const PAGE_ROWS = 200;

export interface Period {
  readonly from: number;
  readonly to: number;
}

type Row = StoredRow & { readonly at: number };

/** All rows of one kind in a period, newest first, page by page through the reader thread: presses never wait for a report. */
export async function* pagesOf(
  queries: Queries,
  asked: { readonly table: RowQuery['table']; readonly scope: Scope; readonly period: Period },
): AsyncGenerator<readonly Row[]> {
  const { places } = asked.scope;
  const query = { table: asked.table, places: places === undefined ? undefined : [...places], ...asked.period, limit: PAGE_ROWS };
  let cursor: RowQuery['cursor'];
  for (;;) {
    const rows = await queries.rows({ ...query, cursor });
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    cursor = { at: last.at, key: last.key };
  }
}
