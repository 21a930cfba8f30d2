import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { RowQuery } from '../../engine/ports/queries.ts';
import { LOG_MIGRATIONS } from '../migrations/log-schema.ts';
import { FEW_PLACES, historySql } from './history-sql.ts';

const places = (many: number): string[] => Array.from({ length: many }, (_, i) => `room-${String(i)}`);

/** The indexes by which SQLite would read the closed rows. */
function indexesFor(query: Omit<RowQuery, 'table' | 'limit'>): Set<string> {
  const database = new DatabaseSync(':memory:');
  for (const migration of LOG_MIGRATIONS) database.exec(migration);
  const { sql, parameters } = historySql({ table: 'alarm', limit: 50, ...query });
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
  database.close();
  return new Set(plan.flatMap(({ detail }) => /archive USING INDEX (\w+)/.exec(String(detail))?.[1] ?? []));
}

test.each<[string, Omit<RowQuery, 'table' | 'limit'>, string]>([
  ['the newest page', {}, 'archive_at'],
  ['a person', { person: 'ana' }, 'archive_person'],
  ['an outcome', { outcome: 'genuine' }, 'archive_outcome'],
  ['a room', { places: places(1) }, 'archive_place'],
  ['the rooms of a floor', { places: places(FEW_PLACES) }, 'archive_place'],
  ['a site of many rooms: back through all, where one of theirs comes soon', { places: places(FEW_PLACES + 1) }, 'archive_at'],
])('%s is found by its index, however long the history is', (_, query, index) => {
  expect(indexesFor(query)).toEqual(new Set([index]));
});
