import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMasterKey, pushIdentityOf, readMasterKey } from '../../../gateway/src/store/sealing/master-key.ts';
import {
  nextKeyFile,
  oldKeyFile,
  rotateMasterKey,
  settleRotation,
  type RotationStep,
} from '../../../gateway/src/store/sealing/rotation.ts';
import { FolderLock } from '../../../gateway/src/store/sqlite/folder-lock.ts';
import { backup, restore } from '../../../gateway/src/store/tools/backup.ts';
import { batchAfter, committed, factAfter, row } from './sample.ts';
import { placesIn, sqliteStore, temporaryFolder } from './store-kind.ts';

const SENTENCE = 'He blocked the door';
const STEPS: readonly RotationStep[] = ['made', 'beside', 'rewrapped', 'lifeboat', 'kept-old', 'sign', 'push', 'done'];

describe('rotation of the master key', () => {
  let folder: string;
  beforeEach(async () => {
    folder = temporaryFolder();
    const store = sqliteStore(folder);
    const open = await store.log.open();
    const secret = { subject: 'debrief:d1', value: { text: SENTENCE } };
    await committed(
      store.log,
      batchAfter(open, { facts: [factAfter(open, 1, { secret })], rows: [row('person/p1', { name: 'Ana' }, { subject: 'person:p1' })] }),
    );
    await store.lifeboatFile.save({ person: [{ name: 'Ana' }] });
    await store.close();
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Everything that the master key opens, through a store that is opened as always. */
  async function opened(where = folder): Promise<{ text: unknown; lifeboat: unknown; signed: string; push: string }> {
    const store = sqliteStore(where);
    const head = await store.log.open();
    try {
      const [fact] = await store.log.factsAfter(0, 10);
      const signed = store.signer.signHead(head).key;
      return {
        text: fact?.secret?.value,
        lifeboat: await store.lifeboatFile.load(),
        signed,
        push: store.keyFor('push-identity').toString('hex'),
      };
    } finally {
      await store.close();
    }
  }

  test('everything opens with the new key, as before; the old one is kept and opens nothing any more', async () => {
    const places = placesIn(folder);
    const before = await opened();
    const old = readFileSync(places.masterKeyFile, 'utf8');
    expect(rotateMasterKey(places).keys).toBeGreaterThan(1_000);
    expect(readFileSync(places.masterKeyFile, 'utf8')).not.toBe(old);
    expect(readFileSync(oldKeyFile(places.masterKeyFile), 'utf8')).toBe(old);
    expect(await opened()).toEqual(before);
    expect(before).toMatchObject({ text: { text: SENTENCE }, lifeboat: { person: [{ name: 'Ana' }] } });
    // And once more: browsers go on knowing the house by its first identity.
    rotateMasterKey(places);
    expect(await opened()).toEqual(before);
    expect(readFileSync(oldKeyFile(places.masterKeyFile), 'utf8')).toBe(old);
    expect(existsSync(oldKeyFile(places.masterKeyFile, 2))).toBe(true);
    expect(pushIdentityOf(places.masterKeyFile, readMasterKey(places.masterKeyFile)).toString('hex')).toBe(before.push);
    const store = sqliteStore(folder, oldKeyFile(places.masterKeyFile));
    await expect(store.log.open()).rejects.toMatchObject({ code: 'key-unusable' });
    await store.close();
  });

  test.each(STEPS)('broken off after "%s" it opens, and nothing of it is left', async (step) => {
    const places = placesIn(folder);
    const before = await opened();
    class Broken extends Error {}
    expect(() =>
      rotateMasterKey(places, (reached) => {
        if (reached === step) throw new Broken();
      }),
    ).toThrow();
    expect(await opened()).toEqual(before);
    expect(existsSync(nextKeyFile(places.masterKeyFile))).toBe(false);
    expect(settleRotation(places)).toBe('none');
    rotateMasterKey(places);
    expect(await opened()).toEqual(before);
  });

  test.each(STEPS)('broken off after "%s" a backup with the key opens', async (step) => {
    const places = placesIn(folder);
    const before = await opened();
    class Broken extends Error {}
    expect(() =>
      rotateMasterKey(places, (reached) => {
        if (reached === step) throw new Broken();
      }),
    ).toThrow();
    const source = join(folder, 'backup');
    backup({ ...places, target: source, withKey: true });
    const elsewhere = join(folder, 'elsewhere');
    expect(await restore({ source, ...placesIn(elsewhere) })).toMatchObject({ key: 'restored' });
    const { text, signed, push } = await opened(elsewhere);
    expect({ text, signed, push }).toEqual({ text: before.text, signed: before.signed, push: before.push });
  });

  test('while it goes on no backup is made with the key; nor with one that opens nothing', async () => {
    const places = placesIn(folder);
    const [target, other] = [join(folder, 'backup'), join(folder, 'other.key')];
    createMasterKey(nextKeyFile(places.masterKeyFile));
    const lock = new FolderLock(places.folder);
    lock.take();
    expect(() => backup({ ...places, target, withKey: true })).toThrow(expect.objectContaining({ code: 'log-locked' }));
    lock.release();
    expect(existsSync(target)).toBe(false);
    createMasterKey(other);
    expect(() => backup({ ...places, masterKeyFile: other, target, withKey: true })).toThrow(
      expect.objectContaining({ code: 'key-unusable' }),
    );
    expect(await opened()).toMatchObject({ text: { text: SENTENCE } });
  });

  test('keys that do not open stop it before anything is changed', async () => {
    const places = placesIn(folder);
    const before = await opened();
    const file = readFileSync(places.masterKeyFile);
    mkdirSync(join(folder, 'other'));
    const other = sqliteStore(join(folder, 'other'));
    await other.log.open();
    await other.close();
    const wrong = placesIn(join(folder, 'other')).masterKeyFile;
    expect(() => rotateMasterKey({ folder: places.folder, masterKeyFile: wrong })).toThrow('does not open');
    expect(readFileSync(places.masterKeyFile)).toEqual(file);
    expect(await opened()).toEqual(before);
  });
});
