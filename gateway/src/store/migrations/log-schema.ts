import type { Migrations } from './migrate.ts';

/**
 * log.db. `fact` is the log itself; `row` (what is live and loaded at start) and `archive` (what is closed and searched)
 * are made from it; `keyref` says which data key seals which subject. Live and closed rows stand apart so that a press
 * touches one table with one index, and start-up reads the live table alone, whatever the age of the log.
 */
export const LOG_MIGRATIONS: Migrations = [
  `CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
   INSERT INTO meta VALUES ('epoch', '1');
   CREATE TABLE fact (seq INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, body TEXT NOT NULL, hash BLOB NOT NULL, about TEXT) STRICT;
   CREATE INDEX fact_about ON fact (about, seq) WHERE about IS NOT NULL;
   CREATE TABLE row (id INTEGER PRIMARY KEY, tbl TEXT NOT NULL, key TEXT NOT NULL, sealed_by INTEGER, body ANY NOT NULL,
     at INTEGER, person TEXT, place TEXT, outcome TEXT, UNIQUE (tbl, key)) STRICT;
   CREATE TABLE archive (id INTEGER PRIMARY KEY, tbl TEXT NOT NULL, key TEXT NOT NULL, sealed_by INTEGER, body ANY NOT NULL,
     at INTEGER, person TEXT, place TEXT, outcome TEXT, UNIQUE (tbl, key)) STRICT;
   CREATE INDEX archive_at ON archive (tbl, at, key);
   CREATE INDEX archive_person ON archive (tbl, person, at, key) WHERE person IS NOT NULL;
   CREATE INDEX archive_place ON archive (tbl, place, at, key) WHERE place IS NOT NULL;
   CREATE INDEX archive_outcome ON archive (tbl, outcome, at, key) WHERE outcome IS NOT NULL;
   CREATE TABLE keyref (n INTEGER PRIMARY KEY, subject TEXT NOT NULL, id TEXT NOT NULL) STRICT;
   CREATE INDEX keyref_subject ON keyref (subject, n);
   CREATE TABLE outbox (id TEXT PRIMARY KEY, due_at INTEGER NOT NULL, message TEXT NOT NULL, sealed_by INTEGER, sealed BLOB) STRICT, WITHOUT ROWID;`,
];

/** keys.db: data keys wrapped by the master key. Keys above the highest `keyref` of log.db are spare. */
export const KEYS_MIGRATIONS: Migrations = [
  `CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE key (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, wrapped BLOB NOT NULL) STRICT;`,
];

/** scratch.db: what is written often and is no part of the record. */
export const SCRATCH_MIGRATIONS: Migrations = [
  `CREATE TABLE draft (debrief TEXT NOT NULL, person TEXT NOT NULL, part TEXT NOT NULL, sealed_by INTEGER NOT NULL, body BLOB NOT NULL,
     PRIMARY KEY (debrief, person, part)) STRICT, WITHOUT ROWID;
   CREATE TABLE presence (device TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE attempt (id TEXT PRIMARY KEY, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL, done TEXT, detail TEXT) STRICT, WITHOUT ROWID;`,
];
