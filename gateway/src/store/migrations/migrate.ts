import type { DatabaseSync } from 'node:sqlite';
import { FaultError } from '../../base/errors.ts';
import { inTransaction } from '../sqlite/database.ts';

/** The steps that lead from an empty file to today's schema; step n leads from version n to n + 1. Never changed once released. */
export type Migrations = readonly string[];

/**
 * Brings a database to the newest schema, one transaction a step; the version is SQLite's `user_version`.
 *
 * @throws FaultError `log-open-failed` for a schema that a newer build made: guessing at it could damage it.
 */
export function migrate(database: DatabaseSync, name: string, migrations: Migrations): void {
  let version = schemaVersion(database);
  if (version > migrations.length) {
    throw new FaultError(
      'log-open-failed',
      `${name} has schema ${String(version)}, made by a newer build; this one knows up to ${String(migrations.length)}`,
      { retryable: false },
    );
  }
  for (; version < migrations.length; version += 1) {
    const step = migrations[version] ?? '';
    inTransaction(database, () => {
      database.exec(step);
      database.exec(`PRAGMA user_version = ${String(version + 1)}`);
    });
  }
}

export function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}
