import { QUERY_ROWS_MAX, type RowQuery } from '../../engine/ports/queries.ts';

type Parameter = string | number;

/**
 * The statement for one page of the history. Live and closed rows stand in two tables; each gives its newest `limit`
 * rows by its own index, and the page is the newest of both, so a page costs the same in the first week and the fifth year.
 */
export function historySql(query: RowQuery): { readonly sql: string; readonly parameters: readonly Parameter[] } {
  const conditions = ['tbl = ?', 'at IS NOT NULL'];
  const values: Parameter[] = [query.table];
  const where = (condition: string, ...given: readonly Parameter[]): void => {
    conditions.push(condition);
    values.push(...given);
  };
  if (query.person !== undefined) where('person = ?', query.person);
  if (query.places !== undefined) where('place IN (SELECT value FROM json_each(?))', JSON.stringify(query.places));
  if (query.outcome !== undefined) where('outcome = ?', query.outcome);
  if (query.from !== undefined) where('at >= ?', query.from);
  if (query.to !== undefined) where('at < ?', query.to);
  if (query.cursor !== undefined) where('(at, key) < (?, ?)', query.cursor.at, query.cursor.key);
  const limit = Math.max(0, Math.min(Math.trunc(query.limit), QUERY_ROWS_MAX));
  const part = (table: string): string =>
    `SELECT * FROM (SELECT tbl, key, body, sealed_by, at FROM ${table} WHERE ${conditions.join(' AND ')} ORDER BY at DESC, key DESC LIMIT ?)`;
  return {
    sql: `SELECT page.*, subject FROM (${part('row')} UNION ALL ${part('archive')}) AS page
      LEFT JOIN keyref ON keyref.n = page.sealed_by ORDER BY at DESC, key DESC LIMIT ?`,
    parameters: [...values, limit, ...values, limit, limit],
  };
}
