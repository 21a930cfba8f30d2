import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createPublicKey } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SignedHead } from '../../../gateway/src/engine/ports/log.ts';
import { exportLog } from '../../../gateway/src/store/tools/export-file.ts';
import { verify } from '../../../gateway/src/store/tools/verify.ts';
import { batchAfter, committed, factAfter, grown } from './sample.ts';
import { placesIn, sqliteStore, temporaryFolder } from './store-kind.ts';

const FACTS = 30;
/** The head that was noted outside the box, and the head that the gateway signed into the log itself. */
const NOTED = 20;

describe('verification', () => {
  let folder: string;
  let noted: SignedHead;
  let publicKey: ReturnType<typeof createPublicKey>;
  beforeAll(async () => {
    folder = temporaryFolder();
    const store = sqliteStore(folder);
    let head = await grown(store.log, await store.log.open(), NOTED);
    noted = store.signer.signHead(head);
    publicKey = createPublicKey(readFileSync(join(dirname(placesIn(folder).masterKeyFile), 'log.pub')));
    const { seq, hash, key, signature } = noted;
    head = await committed(
      store.log,
      batchAfter(head, { facts: [factAfter(head, 1, { kind: 'HeadSigned', data: { signed: seq, hash, key, signature } })] }),
    );
    head = await committed(
      store.log,
      batchAfter(head, { facts: [factAfter(head, 1, { about: 'alarm-1', secret: { subject: 'person:p1', value: 'x' } })] }),
    );
    await grown(store.log, head, FACTS - head.seq);
    await store.close();
    await exportLog(placesIn(folder).folder, join(folder, 'export.jsonl'), undefined);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  let copy: string;
  beforeEach(() => {
    copy = join(folder, 'copy');
    rmSync(copy, { recursive: true, force: true });
    cpSync(placesIn(folder).folder, copy, { recursive: true });
  });
  const change = (sql: string): void => {
    const database = new DatabaseSync(join(copy, 'log.db'));
    database.exec(sql);
    database.close();
  };
  const found = async (options: Parameters<typeof verify>[1] = {}): Promise<[number, string] | 'sound'> => {
    const { defect } = await verify(copy, options);
    return defect === undefined ? 'sound' : [defect.seq, defect.what];
  };
  /** What a thief of the disk can do: write every hash from `seq` on anew. */
  const rechain = (seq: number): void => {
    const database = new DatabaseSync(join(copy, 'log.db'));
    let previous =
      seq === 1
        ? Buffer.alloc(32)
        : Buffer.from(database.prepare('SELECT hash FROM fact WHERE seq = ?').get(seq - 1)?.['hash'] as Uint8Array); // as: a BLOB column
    for (const row of database.prepare('SELECT seq, body FROM fact WHERE seq >= ? ORDER BY seq').all(seq)) {
      previous = createHash('sha256').update(previous).update(String(row['body'])).digest();
      database.prepare('UPDATE fact SET hash = ? WHERE seq = ?').run(previous, row['seq'] ?? null);
    }
    database.close();
  };

  it('finds the untouched log sound, with and without a noted head, and so its export', async () => {
    expect(await found()).toBe('sound');
    expect(await found({ noted, publicKey })).toBe('sound');
    expect(await verify(join(folder, 'export.jsonl'), { noted, publicKey })).toMatchObject({ ok: true, facts: FACTS });
  });

  it.each<[string, string, [number, string]]>([
    ['a flipped text', `UPDATE fact SET body = replace(body, '"n":7', '"n":8') WHERE seq = 7`, [7, 'hash']],
    ['a flipped hash', `UPDATE fact SET hash = zeroblob(32) WHERE seq = 7`, [7, 'hash']],
    ['a changed time', `UPDATE fact SET body = replace(body, '"at":1007', '"at":1008') WHERE seq = 7`, [7, 'hash']],
    ['a deleted fact', `DELETE FROM fact WHERE seq = 7`, [7, 'missing']],
    ['the first fact deleted', `DELETE FROM fact WHERE seq = 1`, [1, 'missing']],
    ['a deleted fact, the others moved up', `DELETE FROM fact WHERE seq = 7; UPDATE fact SET seq = seq - 1 WHERE seq > 7`, [7, 'order']],
    [
      'an inserted fact',
      `UPDATE fact SET seq = -seq WHERE seq > 7; UPDATE fact SET seq = 1 - seq WHERE seq < 0; INSERT INTO fact SELECT 8, epoch, replace(body, '"seq":7', '"seq":8'), hash, about FROM fact WHERE seq = 7`,
      [8, 'hash'],
    ],
    [
      'a duplicate',
      `UPDATE fact SET seq = -seq WHERE seq > 7; UPDATE fact SET seq = 1 - seq WHERE seq < 0; INSERT INTO fact SELECT 8, epoch, body, hash, about FROM fact WHERE seq = 7`,
      [8, 'order'],
    ],
    [
      'two swapped',
      `UPDATE fact SET seq = 0 WHERE seq = 7; UPDATE fact SET seq = 7 WHERE seq = 8; UPDATE fact SET seq = 8 WHERE seq = 0`,
      [7, 'order'],
    ],
    ['text that is none', `UPDATE fact SET body = 'x' WHERE seq = 7`, [7, 'malformed']],
    ['another epoch', `UPDATE fact SET epoch = 2 WHERE seq = 7`, [7, 'epoch']],
    ['a fact taken off its alarm', `UPDATE fact SET about = NULL WHERE seq = 22`, [22, 'about']],
    ['a fact filed under another alarm', `UPDATE fact SET about = 'alarm-2' WHERE seq = 22`, [22, 'about']],
  ])('names %s', async (_, sql, defect) => {
    change(sql);
    expect(await found()).toEqual(defect);
  });

  it('names a cut tail, with a head noted before', async () => {
    change('DELETE FROM fact WHERE seq > 15');
    expect(await found()).toBe('sound');
    expect(await found({ noted })).toEqual([16, 'cut']);
  });

  it('names a chain that was written anew, with a head noted before, or by the head signed inside', async () => {
    change(`UPDATE fact SET body = replace(body, '"n":7', '"n":8') WHERE seq = 7`);
    rechain(7);
    expect(await found()).toBe('sound');
    expect(await found({ noted })).toEqual([NOTED, 'rewritten']);
    expect(await found({ publicKey })).toEqual([NOTED, 'rewritten']);
  });

  it('names an older state that was put back and went on differently', async () => {
    change(`DELETE FROM fact WHERE seq > 15`);
    change(
      `INSERT INTO fact SELECT seq + 15, epoch, replace(replace(body, '"seq":' || seq || ',', '"seq":' || (seq + 15) || ','), 'größe', 'anders'), hash, about FROM fact`,
    );
    rechain(16);
    expect(await found()).toBe('sound');
    expect(await found({ noted })).toEqual([NOTED, 'rewritten']);
  });

  it('does not believe a noted head that the gateway did not sign', async () => {
    expect(await found({ noted: { ...noted, seq: 19 }, publicKey })).toEqual([19, 'rewritten']);
    expect(await found({ noted: { ...noted, at: 1 }, publicKey })).toEqual([NOTED, 'signature']);
    expect(await found({ noted: { ...noted, key: '0'.repeat(16) }, publicKey })).toEqual([NOTED, 'signature']);
  });

  it.each<[string, (lines: string[]) => string[], [number, string]]>([
    ['a flipped text', (lines) => lines.with(7, (lines[7] ?? '').replace('"n":7', '"n":8')), [7, 'hash']],
    ['a deleted line', (lines) => lines.toSpliced(7, 1), [7, 'missing']],
    ['a repeated line', (lines) => lines.toSpliced(7, 0, lines[7] ?? ''), [8, 'order']],
    ['two swapped lines', (lines) => lines.with(7, lines[8] ?? '').with(8, lines[7] ?? ''), [7, 'missing']],
    ['a line that is none', (lines) => lines.with(7, '{"hash":"x"}'), [7, 'malformed']],
    ['the last facts gone', (lines) => lines.toSpliced(29, 2), [29, 'cut']],
    ['broken off', (lines) => lines.slice(0, 20), [20, 'cut']],
    ['no header', (lines) => lines.slice(1), [1, 'malformed']],
  ])('names in an export %s', async (_, changeLines, defect) => {
    const lines = readFileSync(join(folder, 'export.jsonl'), 'utf8').trimEnd().split('\n');
    const file = join(folder, 'changed.jsonl');
    writeFileSync(file, changeLines(lines).join('\n') + '\n');
    const report = await verify(file, {});
    expect([report.defect?.seq, report.defect?.what]).toEqual(defect);
  });
});
