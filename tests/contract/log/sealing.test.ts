import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonical } from '../../../gateway/src/base/canonical.ts';
import { FaultError } from '../../../gateway/src/base/errors.ts';
import { factText } from '../../../gateway/src/store/fact-text.ts';
import type { SqliteStore } from '../../../gateway/src/store/sqlite/store.ts';
import { backup } from '../../../gateway/src/store/tools/backup.ts';
import { exportLog } from '../../../gateway/src/store/tools/export-file.ts';
import { batchAfter, committed, EMPTY, factAfter, row } from './sample.ts';
import { placesIn, sqliteStore, temporaryFolder } from './store-kind.ts';

const NAME = 'Wilhelmina Featherstonehaugh';
const SENTENCE = 'He blocked the door and would not let me leave';

describe('sealing', () => {
  let folder: string;
  let store: SqliteStore;
  beforeEach(() => {
    folder = temporaryFolder();
    store = sqliteStore(folder);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  async function filled(): Promise<void> {
    const open = await store.log.open();
    const person = { subject: 'person:p1', value: { name: NAME } };
    await committed(
      store.log,
      batchAfter(open, {
        facts: [
          factAfter(open, 1, { secret: person }),
          factAfter(open, 2, { secret: { subject: 'debrief:d1', value: { text: SENTENCE } } }),
        ],
        rows: [
          row('person/p1', { name: NAME }, { subject: 'person:p1' }),
          row('debrief/d1', { text: SENTENCE }, { subject: 'debrief:d1', archived: true, index: { at: 1 } }),
        ],
        outbox: [{ id: 'm1', channel: 'mail', to: 'p1', body: {}, subject: person, dueAt: 1 }],
      }),
    );
    await store.queries.saveDraft({ debrief: 'd1', person: 'p1', part: 'account' }, { text: SENTENCE });
    await store.lifeboatFile.save({ person: [{ name: NAME }] });
  }

  it('leaves no name and no sentence in any file: databases, write-ahead logs, keys, lifeboat, backup, export', async () => {
    await filled();
    const { folder: data, masterKeyFile } = placesIn(folder);
    backup({ folder: data, target: join(folder, 'backup'), masterKeyFile, withKey: true });
    await exportLog(data, join(folder, 'export.jsonl'), undefined);
    const files = filesIn(folder);
    for (const name of [
      'data/log.db',
      'data/log.db-wal',
      'data/keys.db',
      'data/scratch.db',
      'data/lifeboat',
      'backup/log.db',
      'backup/keys.db',
      'export.jsonl',
    ])
      expect(files).toContain(name);
    expect(wordsIn(folder, files, [NAME, SENTENCE])).toEqual([]);
    // The search itself finds what is there.
    writeFileSync(join(folder, 'probe'), `…${NAME}…`);
    expect(wordsIn(folder, ['probe'], [NAME, SENTENCE])).toEqual(['probe']);
    await store.close();
    expect(wordsIn(folder, filesIn(folder), [SENTENCE])).toEqual([]);
  });

  it('wipes a destroyed key from keys.db and from its write-ahead log', async () => {
    await filled();
    const path = join(placesIn(folder).folder, 'keys.db');
    const wrapped = (): Buffer[] => {
      const keys = new DatabaseSync(path, { readOnly: true });
      const found = keys
        .prepare('SELECT wrapped FROM key WHERE n IN (1, 2, 3)')
        .all()
        .map((key) => Buffer.from(key['wrapped'] as Uint8Array)); // as: a BLOB column
      keys.close();
      return found;
    };
    const holds = (key: Buffer): boolean => [path, `${path}-wal`].some((file) => readFileSync(file).includes(key));
    const before = wrapped();
    expect(before.every(holds)).toBe(true);
    await store.keys.destroy('person:p1');
    await store.keys.destroy('debrief:d1');
    const left = wrapped();
    const gone = before.filter((key) => !left.some((other) => other.equals(key)));
    expect(gone.length).toBe(2);
    expect(gone.some(holds)).toBe(false);
    expect(statSync(`${path}-wal`).size).toBe(0);
  });

  it('does not open a seal that was moved to another fact or another row', async () => {
    const open = await store.log.open();
    const secret = { subject: 'person:p1', value: 'x' };
    const rows = [row('person/p1', { a: 1 }, { subject: 'person:p1' }), row('credential/p1', { a: 2 }, { subject: 'person:p1' })];
    await committed(store.log, batchAfter(open, { facts: [factAfter(open, 1, { secret }), factAfter(open, 2, { secret })], rows }));
    await store.close();
    const database = new DatabaseSync(join(placesIn(folder).folder, 'log.db'));
    database.exec("UPDATE row SET body = (SELECT body FROM row WHERE tbl = 'credential') WHERE tbl = 'person'");
    database.exec(
      `UPDATE fact SET body = json_set(body, '$.sealed', json((SELECT body -> '$.sealed' FROM fact WHERE seq = 2))) WHERE seq = 1`,
    );
    database.close();
    store = sqliteStore(folder);
    await expect(store.log.open()).rejects.toMatchObject({ code: 'log-broken' });
    const other = new DatabaseSync(join(placesIn(folder).folder, 'log.db'));
    other.exec('DELETE FROM fact');
    other.close();
    await store.log.open();
    await expect(store.queries.row('person', 'p1')).rejects.toMatchObject({ code: 'log-broken' });
  });

  it.each([
    ['another key', () => 'ab'.repeat(32), 'key-unusable'],
    ['no key', () => '', 'key-unusable'],
  ])('refuses to open with %s, and leaves the file as it is', async (_, content, code) => {
    await filled();
    await store.close();
    const { masterKeyFile } = placesIn(folder);
    const right = readFileSync(masterKeyFile, 'utf8');
    writeFileSync(masterKeyFile, content());
    await expect(store.log.open()).rejects.toMatchObject({ code });
    expect(readFileSync(masterKeyFile, 'utf8')).toBe(content());
    rmSync(masterKeyFile);
    await expect(store.log.open()).rejects.toMatchObject({ code: 'key-unusable' });
    writeFileSync(masterKeyFile, Buffer.from(right.trim(), 'hex').toString('base64'));
    expect((await store.log.open()).seq).toBe(2);
  });

  it('refuses to go on when keys.db is gone but the log is sealed', async () => {
    await filled();
    await store.close();
    for (const name of readdirSync(placesIn(folder).folder).filter((found) => found.startsWith('keys.db')))
      rmSync(join(placesIn(folder).folder, name));
    await expect(store.log.open()).rejects.toMatchObject({ code: 'key-unusable' });
  });

  it('makes the key file for its owner alone', async () => {
    await store.log.open();
    expect(statSync(placesIn(folder).masterKeyFile).mode & 0o777).toBe(0o600);
  });

  it('records on when the signing key is damaged, and signs nothing', async () => {
    const head = await store.log.open();
    expect(store.signer.signHead(head).seq).toBe(0);
    await store.close();
    writeFileSync(`${placesIn(folder).masterKeyFile}.sign`, 'x');
    store = sqliteStore(folder);
    await committed(store.log, batchAfter(await store.log.open()));
    expect(() => store.signer.signHead(head)).toThrow(FaultError);
  });

  it('keeps the lifeboat file readable without any database, and says when it is not', async () => {
    await store.log.open();
    expect(await store.lifeboatFile.load()).toBeUndefined();
    await Promise.all([store.lifeboatFile.save({ person: [1] }), store.lifeboatFile.save({ person: [{ name: NAME }] })]);
    await store.close();
    for (const name of readdirSync(placesIn(folder).folder).filter((found) => found.includes('.db')))
      rmSync(join(placesIn(folder).folder, name));
    expect(await sqliteStore(folder).lifeboatFile.load()).toEqual({ person: [{ name: NAME }] });
    const file = join(placesIn(folder).folder, 'lifeboat');
    const bytes = readFileSync(file);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    await expect(store.lifeboatFile.load()).rejects.toMatchObject({ code: 'key-unusable' });
    mkdirSync(join(folder, 'data', 'lifeboat.new'));
    await expect(store.lifeboatFile.save({})).rejects.toMatchObject({ code: 'log-append-failed' });
  });

  it('puts a fact together exactly as the canonical form does', () => {
    const sealed = { subject: 'person:p', key: 'k', iv: 'a', ct: 'b', tag: 'c' };
    for (const fact of [
      factAfter(EMPTY, 1),
      factAfter(EMPTY, 2, { about: 'a"1', data: { z: [1.5, null, 1e21], a: { ü: true, b: undefined } } }),
    ]) {
      for (const seal of [undefined, sealed]) {
        expect(factText(fact, 3, seal)).toBe(
          canonical({ ...fact, secret: undefined, epoch: 3, sealed: seal === undefined ? undefined : { ...seal } }),
        );
      }
    }
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** The files in which one of the words stands, in UTF-8 or UTF-16. */
function wordsIn(folder: string, files: readonly string[], words: readonly string[]): string[] {
  const needles = words.flatMap((word) => [
    Buffer.from(word, 'utf8'),
    Buffer.from(word, 'utf16le'),
    Buffer.from(Buffer.from(word).toString('base64').slice(0, 20)),
  ]);
  return files.filter((file) => needles.some((needle) => readFileSync(join(folder, file)).includes(needle)));
}
