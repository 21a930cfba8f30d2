import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LifeboatFile, type LifeboatTables } from './lifeboat-file.ts';
import { KEY_BYTES, sealSlices, unsealBytes } from './sealing/aead.ts';
import { createMasterKey } from './sealing/master-key.ts';

function fileOf(): LifeboatFile {
  const folder = mkdtempSync(join(tmpdir(), 'duress-lifeboat-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  createMasterKey(join(folder, 'master.key'));
  return new LifeboatFile(join(folder, 'last-known'), join(folder, 'master.key'));
}

const rows = (count: number) => Array.from({ length: count }, (_, i) => ({ person: `p-${String(i)}`, name: 'Zoë "Ö" \u{1f6df}' }));

test.each([0, 1, 499, 500, 501, 1_000, 1_001])('%i rows between an empty table and another come back as they were', async (count) => {
  const file = fileOf();
  const tables: LifeboatTables = { grant: [], person: rows(count), place: [{ place: 'room' }] };
  await file.save(tables);
  expect(await file.load()).toEqual(tables);
});

test('nothing at all, and nothing saved yet', async () => {
  const file = fileOf();
  expect(await file.load()).toBeUndefined();
  await file.save({});
  expect(await file.load()).toEqual({});
});

test('between two slices others have their turn', async () => {
  const order: string[] = [];
  function* slices(): Iterable<string> {
    for (const slice of ['a', 'b', 'c']) {
      order.push(slice);
      setImmediate(() => order.push('another'));
      yield slice;
    }
  }
  const key = Buffer.alloc(KEY_BYTES, 7);
  const sealed = await sealSlices(key, 'here', slices());
  expect(order).toEqual(['a', 'another', 'b', 'another', 'c', 'another']);
  expect(unsealBytes(key, 'here', sealed)?.toString()).toBe('abc');
  expect(unsealBytes(key, 'there', sealed)).toBeUndefined();
});
