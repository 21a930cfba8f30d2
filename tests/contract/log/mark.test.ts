import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256Hex } from '../../../gateway/src/base/digest.ts';
import { SystemClock } from '../../../gateway/src/base/clock.ts';
import { SqliteStore } from '../../../gateway/src/store/sqlite/store.ts';
import { EventsSeen } from '../../harness/gateway.ts';
import { allFacts, batchAfter, committed, grown, loaded } from './sample.ts';

let folder = '';
let store: SqliteStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duress-mark-'));
  store = made();
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function made(): SqliteStore {
  return new SqliteStore({ folder, masterKeyFile: join(folder, 'master.key'), clock: new SystemClock(), events: new EventsSeen() });
}

/** What stands in the write-ahead log, which is what a commit flushes. */
const written = (): string => sha256Hex(readFileSync(join(folder, 'log.db-wal')).toString('latin1'));

test('a batch in which nothing is to be kept is written all the same, and leaves nothing behind that is read', async () => {
  const head = await grown(store.log, await store.log.open(), 3);
  const facts = await allFacts(store.log);
  for (let time = 0; time < 3; time += 1) {
    const before = written();
    expect(await committed(store.log, batchAfter(head, { facts: [] }))).toEqual(head);
    expect(written()).not.toBe(before);
  }
  await store.close();
  store = made();
  expect(await store.log.open()).toEqual(head);
  expect(await allFacts(store.log)).toEqual(facts);
  expect(await loaded(store.log)).toEqual([]);
  await grown(store.log, head, 1);
});
