import { QUERY_ROWS_MAX, type RowQuery } from '../../engine/ports/queries.ts';

type Parameter = string | number;

interface Condition {
  readonly sql: string;
  readonly values: readonly Parameter[];
}

/**
 * So many places are looked up one by one, each by its index: in the rooms of a floor an alarm is rare, and walking back through all
 * others would take longer each year. In more places together one is found soon.
 */
export const FEW_PLACES = 32;

/**
 * The statement for one page of the history. Live and closed rows stand in two tables; each gives its newest `limit`
 * rows by its own index, and the page is the newest of all, so a page costs the same in the first week and the fifth year.
 */
export function historySql(query: RowQuery): { readonly sql: string; readonly parameters: readonly Parameter[] } {
  const limit = Math.max(0, Math.min(Math.trunc(query.limit), QUERY_ROWS_MAX));
  const common = commonConditions(query);
  const parts = ['row', 'archive'].flatMap((table) => placesOf(query).map((place) => part(table, [...common, ...place], limit)));
  return {
    sql: `SELECT page.*, subject FROM (${parts.map(({ sql }) => sql).join(' UNION ALL ')}) AS page
      LEFT JOIN keyref ON keyref.n = page.sealed_by ORDER BY at DESC, key DESC LIMIT ?`,
    parameters: [...parts.flatMap(({ values }) => values), limit],
  };
}

function commonConditions(query: RowQuery): Condition[] {
  const conditions: Condition[] = [
    { sql: 'tbl = ?', values: [query.table] },
    { sql: 'at IS NOT NULL', values: [] },
  ];
  if (query.person !== undefined) conditions.push({ sql: 'person = ?', values: [query.person] });
  if (query.outcome !== undefined) conditions.push({ sql: 'outcome = ?', values: [query.outcome] });
  if (query.from !== undefined) conditions.push({ sql: 'at >= ?', values: [query.from] });
  if (query.to !== undefined) conditions.push({ sql: 'at < ?', values: [query.to] });
  if (query.cursor !== undefined) conditions.push({ sql: '(at, key) < (?, ?)', values: [query.cursor.at, query.cursor.key] });
  return conditions;
}

/** What narrows each part down to places: nothing, one place for each part, or all of many at once. */
function placesOf(query: RowQuery): readonly (readonly Condition[])[] {
  if (query.places === undefined) return [[]];
  // Once each: a place that is named twice must not give its rows twice.
  const places = [...new Set(query.places)];
  if (places.length > 0 && places.length <= FEW_PLACES) return places.map((place) => [{ sql: 'place = ?', values: [place] }]);
  return [[{ sql: 'place IN (SELECT value FROM json_each(?))', values: [JSON.stringify(places)] }]];
}

function part(table: string, conditions: readonly Condition[], limit: number): Condition {
  const where = conditions.map(({ sql }) => sql).join(' AND ');
  return {
    sql: `SELECT * FROM (SELECT tbl, key, body, sealed_by, at FROM ${table} WHERE ${where} ORDER BY at DESC, key DESC LIMIT ?)`,
    values: [...conditions.flatMap(({ values }) => values), limit],
  };
}
