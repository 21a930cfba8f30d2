import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { FaultError, messageOf } from '../../base/errors.ts';
import { LIFEBOAT_PLACE } from '../lifeboat-file.ts';
import { replaceFile } from '../replace-file.ts';
import { SIGNING_PLACE, signingKeyFile } from '../sign.ts';
import { inTransaction, openDatabase } from '../sqlite/database.ts';
import { checkpoint } from '../sqlite/wal-file.ts';
import { syncFolder } from '../sync-folder.ts';
import { sealBytes, unsealBytes } from './aead.ts';
import { CHECK_NAME, keyPlace, opensKeys } from './keyring.ts';
import { createMasterKey, keptPushFile, PUSH_PLACE, pushIdentityOf, readMasterKey, type MasterKey } from './master-key.ts';

/** Where the two keys lie while one takes the other's place, and where the old one is kept until somebody throws it away. */
export function nextKeyFile(masterKeyFile: string): string {
  return `${masterKeyFile}.next`;
}
/** Earlier keys are never written over: the backups of their time need them. */
export function oldKeyFile(masterKeyFile: string, no = 1): string {
  return no === 1 ? `${masterKeyFile}.old` : `${masterKeyFile}.old-${String(no)}`;
}

export interface RotationPlace {
  readonly folder: string;
  readonly masterKeyFile: string;
}

/** The steps in their order; after each of them a crash leaves a folder that opens. */
export type RotationStep = 'made' | 'beside' | 'rewrapped' | 'lifeboat' | 'kept-old' | 'sign' | 'push' | 'done';

/**
 * Gives a stopped gateway's data keys a new master key. A new key file is made first; then all data keys are wrapped anew in one transaction,
 * which is the moment that decides; then the files take their places. Whenever it breaks off, `settleRotation` at the next opening finds out
 * which of the two keys opens the data keys, and ends what was begun. The folder is locked by the caller.
 *
 * @throws FaultError `key-unusable`, `log-open-failed`
 */
export function rotateMasterKey(place: RotationPlace, onStep: (step: RotationStep) => void = () => undefined): { readonly keys: number } {
  settleRotation(place);
  const { masterKeyFile } = place;
  const next = nextKeyFile(masterKeyFile);
  return failingAs(`the master key of ${place.folder} can not be rotated`, () => {
    const old = readMasterKey(masterKeyFile);
    createMasterKey(next);
    onStep('made');
    const fresh = readMasterKey(next);
    resealBeside(masterKeyFile, { old, fresh });
    onStep('beside');
    const keys = rewrap(join(place.folder, 'keys.db'), { from: old.for('data-keys'), to: fresh.for('data-keys') });
    onStep('rewrapped');
    finish(place, { old, fresh }, onStep);
    return { keys };
  });
}

/**
 * A rotation that broke off is ended, forwards when the data keys were wrapped anew already, else backwards. Without one nothing is touched.
 *
 * @throws FaultError `key-unusable` when neither key opens the data keys
 */
export function settleRotation(place: RotationPlace): 'none' | 'finished' | 'undone' {
  const { folder, masterKeyFile } = place;
  const next = nextKeyFile(masterKeyFile);
  if (!existsSync(next)) return 'none';
  return failingAs(`a rotation of the master key of ${folder} can not be ended`, () => {
    const database = join(folder, 'keys.db');
    const fresh = existsSync(database) ? attempt(() => readMasterKey(next)) : undefined;
    if (fresh !== undefined && opensKeys(database, fresh.for('data-keys'))) {
      finish(place, { old: attempt(() => readMasterKey(masterKeyFile)), fresh });
      return 'finished';
    }
    for (const file of [`${signingKeyFile(masterKeyFile)}.next`, `${keptPushFile(masterKeyFile)}.next`, next])
      rmSync(file, { force: true });
    syncFolder(dirname(masterKeyFile));
    return 'undone';
  });
}

interface Keys {
  readonly old: MasterKey;
  readonly fresh: MasterKey;
}

/** What is sealed beside the master key, sealed anew in files that wait: the signing key, and the identity that browsers know. */
function resealBeside(masterKeyFile: string, { old, fresh }: Keys): void {
  const sign = signingKeyFile(masterKeyFile);
  const plain = existsSync(sign) ? unsealBytes(old.for('signing-key'), SIGNING_PLACE, readFileSync(sign)) : undefined;
  // One that does not open stays as it is, and is a fault as before.
  if (plain !== undefined) replaceFile(`${sign}.next`, sealBytes(fresh.for('signing-key'), SIGNING_PLACE, plain), 0o600);
  const push = sealBytes(fresh.for('push-identity'), PUSH_PLACE, pushIdentityOf(masterKeyFile, old));
  replaceFile(`${keptPushFile(masterKeyFile)}.next`, push, 0o600);
}

/** All or none, and flushed; then the write-ahead log is emptied, which held what the old key wrapped. */
function rewrap(path: string, { from, to }: { readonly from: Uint8Array; readonly to: Uint8Array }): number {
  const database = openDatabase(path, { synchronous: 'FULL', secureDelete: true });
  try {
    const rows = database.prepare('SELECT n, id, wrapped FROM key').all();
    inTransaction(database, () => {
      const update = database.prepare('UPDATE key SET wrapped = ? WHERE n = ?');
      for (const { n, id, wrapped } of rows) {
        // as: the column is BLOB, by the schema's STRICT types.
        const key = unsealBytes(from, keyPlace(String(id)), wrapped as Uint8Array);
        if (key === undefined) throw new FaultError('key-unusable', `data key ${String(id)} does not open`, { retryable: false });
        update.run(sealBytes(to, keyPlace(String(id)), key), Number(n));
        key.fill(0);
      }
      rewrapCheck(database, { from, to });
    });
    checkpoint(database, 'TRUNCATE');
    return rows.length;
  } finally {
    database.close();
  }
}

function rewrapCheck(database: DatabaseSync, { from, to }: { readonly from: Uint8Array; readonly to: Uint8Array }): void {
  const stored = database.prepare('SELECT value FROM meta WHERE name = ?').get(CHECK_NAME)?.['value'];
  const text = stored instanceof Uint8Array ? unsealBytes(from, CHECK_NAME, stored) : undefined;
  if (text === undefined)
    throw new FaultError('key-unusable', 'the master key is not the one that wrapped the data keys of this folder', { retryable: false });
  database.prepare('UPDATE meta SET value = ? WHERE name = ?').run(sealBytes(to, CHECK_NAME, text), CHECK_NAME);
}

/** Each step may have been done already; the new key gets its name last, so that until then this is found and done again. */
function finish(
  { folder, masterKeyFile }: RotationPlace,
  { old, fresh }: { readonly old: MasterKey | undefined; readonly fresh: MasterKey },
  onStep: (step: RotationStep) => void = () => undefined,
): void {
  if (old !== undefined) resealLifeboat(join(folder, 'lifeboat'), { old, fresh });
  onStep('lifeboat');
  if (existsSync(masterKeyFile)) keepOld(masterKeyFile);
  onStep('kept-old');
  renameWhenThere(`${signingKeyFile(masterKeyFile)}.next`, signingKeyFile(masterKeyFile));
  onStep('sign');
  renameWhenThere(`${keptPushFile(masterKeyFile)}.next`, keptPushFile(masterKeyFile));
  onStep('push');
  renameSync(nextKeyFile(masterKeyFile), masterKeyFile);
  syncFolder(dirname(masterKeyFile));
  onStep('done');
}

/** One that opens with neither is written anew by the gateway at its next start. */
function resealLifeboat(path: string, { old, fresh }: Keys): void {
  if (!existsSync(path)) return;
  const plain = unsealBytes(old.for('lifeboat-file'), LIFEBOAT_PLACE, readFileSync(path));
  if (plain !== undefined) replaceFile(path, sealBytes(fresh.for('lifeboat-file'), LIFEBOAT_PLACE, plain), 0o600);
}

/** Under the first name that is free; not twice, when this is done again. */
function keepOld(masterKeyFile: string): void {
  const content = readFileSync(masterKeyFile);
  let no = 1;
  while (existsSync(oldKeyFile(masterKeyFile, no))) {
    if (readFileSync(oldKeyFile(masterKeyFile, no)).equals(content)) return;
    no += 1;
  }
  replaceFile(oldKeyFile(masterKeyFile, no), content, 0o600);
}

function renameWhenThere(from: string, to: string): void {
  if (!existsSync(from)) return;
  renameSync(from, to);
  syncFolder(dirname(to));
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof FaultError) return undefined; // No key: the other one decides.
    throw thrown;
  }
}

function failingAs<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof FaultError) throw cause;
    throw new FaultError('log-open-failed', `${what} (${messageOf(cause)})`, { retryable: false, cause });
  }
}
