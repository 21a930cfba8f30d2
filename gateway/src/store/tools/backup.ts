import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { ATTACHMENTS_FOLDER } from '../attachments/folder.ts';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { membersOf, type Json } from '../../base/canonical.ts';
import { FaultError, messageOf } from '../../base/errors.ts';
import { makeFolder } from '../../base/make-folder.ts';
import type { Head } from '../../engine/ports/log.ts';
import { LOG_MIGRATIONS } from '../migrations/log-schema.ts';
import { schemaVersion } from '../migrations/migrate.ts';
import { replaceFile } from '../replace-file.ts';
import { keptPushFile, readMasterKey } from '../sealing/master-key.ts';
import { Keyring, opensKeys } from '../sealing/keyring.ts';
import { nextKeyFile, settleRotation, type RotationPlace } from '../sealing/rotation.ts';
import { PUBLIC_KEY_FILE, signingKeyFile } from '../sign.ts';
import { FolderLock } from '../sqlite/folder-lock.ts';
import { chainRows, headOf } from '../sqlite/stored-facts.ts';
import { syncFolder } from '../sync-folder.ts';
import { verify } from './verify.ts';

/** log.db goes first: the keys and drafts that are copied after it can only be newer, never missing. */
const DATABASES = ['log.db', 'keys.db', 'scratch.db'] as const;
const KEY_IN_BACKUP = 'master.key';
const NOTE = 'backup.json';
/** In a backup, and beside a master key: the highest epoch that a restore has given. */
const EPOCH_NOTE = 'restored.json';

export interface BackupOptions {
  readonly folder: string;
  readonly target: string;
  readonly masterKeyFile: string;
  /** Puts the master key and the signing key beside the data: whoever has such a backup can read everything. */
  readonly withKey: boolean;
}

/**
 * Copies a data folder, also of a running gateway, into a new folder; each database at one instant, the log first.
 *
 * @throws FaultError `usage` when the target is not empty, `log-open-failed` when something can't be read or written; with the key also
 *   `log-locked` while it is rotated, and `key-unusable` when it is not the one that opens the data keys.
 */
export function backup({ folder, target, masterKeyFile, withKey }: BackupOptions): { readonly head: Head } {
  mustBeEmpty(target);
  if (withKey) endRotation({ folder, masterKeyFile });
  return failingAs(`${folder} can not be copied to ${target}`, () => {
    makeFolder(target);
    // Before the log, and what is new after it: each photo that the copied log knows is there, and one that went meanwhile is only one too many.
    copyAttachments(folder, target);
    for (const name of DATABASES)
      if (name === 'log.db' || existsSync(join(folder, name))) copyDatabase(join(folder, name), join(target, name));
    copyAttachments(folder, target);
    const beside = dirname(masterKeyFile);
    copyWhenThere(join(beside, PUBLIC_KEY_FILE), join(target, PUBLIC_KEY_FILE));
    if (withKey) {
      copyFlushed(masterKeyFile, join(target, KEY_IN_BACKUP));
      copyWhenThere(signingKeyFile(masterKeyFile), signingKeyFile(join(target, KEY_IN_BACKUP)));
      copyWhenThere(keptPushFile(masterKeyFile), keptPushFile(join(target, KEY_IN_BACKUP)));
      mustOpen(target);
    }
    const head = storedHead(join(target, 'log.db'));
    replaceFile(join(target, NOTE), JSON.stringify({ type: 'duress-backup', v: 1, withKey, head }) + '\n', 0o600);
    return { head };
  });
}

/** Of a rotation that broke off two keys are left, and the one in its place may open nothing. One that is going on holds the folder. */
function endRotation(place: RotationPlace): void {
  if (!existsSync(nextKeyFile(place.masterKeyFile))) return;
  const lock = new FolderLock(place.folder);
  lock.take();
  try {
    settleRotation(place);
  } finally {
    lock.release();
  }
}

/** Also when the key was rotated while it was copied. @throws FaultError `key-unusable` */
function mustOpen(target: string): void {
  const keys = join(target, 'keys.db');
  if (!existsSync(keys) || opensKeys(keys, readMasterKey(join(target, KEY_IN_BACKUP)).for('data-keys'))) return;
  throw new FaultError('key-unusable', `the master key does not open the data keys that were copied; remove ${target} and do it again`, {
    retryable: false,
  });
}

export interface RestoreOptions {
  readonly source: string;
  readonly folder: string;
  readonly masterKeyFile: string;
}

export interface Restored {
  readonly head: Head;
  /** `missing`: put the master key of that gateway in its place before starting. */
  readonly key: 'there' | 'restored' | 'missing';
  /** Its epoch is written in the backup, or beside the master key: another restore will give another one. */
  readonly noted: boolean;
}

/**
 * Makes an empty data folder out of a backup that verifies. The next fact carries a new epoch, so nobody mistakes the
 * restored log for the one that went on; log.db gets its name last, so a restore that breaks off is no data folder.
 *
 * @throws FaultError `usage`, `log-broken`, `key-unusable`, `log-locked`, `log-open-failed`
 */
export async function restore({ source, folder, masterKeyFile }: RestoreOptions): Promise<Restored> {
  mustBeEmpty(folder);
  const report = await verify(source, {});
  if (report.defect !== undefined)
    throw new FaultError('log-broken', `the backup does not verify: ${report.defect.detail}`, { retryable: false });
  const lock = new FolderLock(folder);
  lock.take();
  try {
    return failingAs(`${source} can not be restored to ${folder}`, () => {
      const key = restoreKeys(source, masterKeyFile);
      copyAttachments(source, folder);
      for (const name of ['scratch.db', 'keys.db']) copyWhenThere(join(source, name), join(folder, name));
      const fresh = join(folder, 'log.db.restoring');
      copyDatabase(join(source, 'log.db'), fresh);
      const notes = [join(source, EPOCH_NOTE), `${masterKeyFile}.${EPOCH_NOTE}`];
      const { taken, epoch } = startEpoch(fresh, Math.max(0, ...notes.map(notedEpoch)));
      const noted = notes.map((note) => noteEpoch(note, epoch)).includes(true);
      if (key !== 'missing' && existsSync(join(folder, 'keys.db'))) dropSpares(join(folder, 'keys.db'), masterKeyFile, taken);
      renameSync(fresh, join(folder, 'log.db'));
      syncFolder(folder);
      return { head: storedHead(join(folder, 'log.db')), key, noted };
    });
  } finally {
    lock.release();
  }
}

function restoreKeys(source: string, masterKeyFile: string): Restored['key'] {
  if (existsSync(masterKeyFile)) return 'there';
  const kept = join(source, KEY_IN_BACKUP);
  if (!existsSync(kept)) return 'missing';
  makeFolder(dirname(masterKeyFile));
  copyFlushed(kept, masterKeyFile);
  copyWhenThere(signingKeyFile(kept), signingKeyFile(masterKeyFile));
  copyWhenThere(keptPushFile(kept), keptPushFile(masterKeyFile));
  return 'restored';
}

/** What an earlier restore has written there; 0 when it has not, or what is there can't be read as that. */
function notedEpoch(path: string): number {
  if (!existsSync(path)) return 0;
  try {
    const { epoch } = membersOf(JSON.parse(readFileSync(path, 'utf8')) as Json) ?? {}; // as: it was parsed from JSON.
    return typeof epoch === 'number' && Number.isSafeInteger(epoch) ? epoch : 0;
  } catch (error) {
    if (error instanceof SyntaxError || isOfTheFileSystem(error)) return 0;
    throw error;
  }
}

/**
 * Before the restored log has its name, so that no two restores of one backup give the same epoch: counters that must never come again
 * begin with it. A backup on a medium that can't be written keeps no note; then the one beside the master key knows, and the clock.
 */
function noteEpoch(path: string, epoch: number): boolean {
  try {
    replaceFile(path, JSON.stringify({ type: 'duress-restored', v: 1, epoch }) + '\n', 0o600);
    return true;
  } catch (error) {
    // Read-only, full, failing: the other note stands beside the master key, and the caller says which are missing.
    if (!isOfTheFileSystem(error)) throw error;
    return false;
  }
}

function isOfTheFileSystem(error: unknown): boolean {
  return error instanceof Error && 'errno' in error;
}

/** Returns its new epoch, and the highest data key that the restored log has given to a subject. */
function startEpoch(path: string, given: number): { readonly taken: number; readonly epoch: number } {
  const database = new DatabaseSync(path);
  try {
    const version = schemaVersion(database);
    if (version > LOG_MIGRATIONS.length)
      throw new FaultError('log-open-failed', 'the backup was made by a newer build', { retryable: false });
    const epoch = Math.max(Number(database.prepare("SELECT value FROM meta WHERE name = 'epoch'").get()?.['value']), given) + 1;
    database.prepare("UPDATE meta SET value = ? WHERE name = 'epoch'").run(epoch);
    return { epoch, taken: Number(database.prepare('SELECT coalesce(max(n), 0) AS n FROM keyref').get()?.['n']) };
  } finally {
    database.close();
  }
}

/** Keys that were given to subjects after the backup of the log was made must not be given to others. */
function dropSpares(path: string, masterKeyFile: string, taken: number): void {
  const keyring = new Keyring(path, readMasterKey(masterKeyFile).for('data-keys'), false);
  try {
    keyring.destroyAfter(taken);
  } finally {
    keyring.close();
  }
}

function storedHead(path: string): Head {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const newest = chainRows(database.prepare('SELECT seq, epoch, body, hash FROM fact ORDER BY seq DESC LIMIT 1'))[0];
    return headOf(newest, Number(database.prepare("SELECT value FROM meta WHERE name = 'epoch'").get()?.['value']));
  } finally {
    database.close();
  }
}

function copyDatabase(from: string, to: string): void {
  const database = new DatabaseSync(from, { readOnly: true, timeout: 5_000 });
  try {
    database.prepare('VACUUM INTO ?').run(to);
  } finally {
    database.close();
  }
  flush(to);
}

function copyAttachments(from: string, to: string): void {
  const [source, target] = [join(from, ATTACHMENTS_FOLDER), join(to, ATTACHMENTS_FOLDER)];
  if (!existsSync(source)) return;
  makeFolder(target);
  for (const name of readdirSync(source)) {
    // What is still being written has no fact yet.
    if (name.endsWith('.new') || existsSync(join(target, name))) continue;
    copyUnlessGone(join(source, name), join(target, name));
  }
  syncFolder(target);
}

function copyUnlessGone(from: string, to: string): void {
  try {
    copyFlushed(from, to);
  } catch (cause) {
    // Taken away since the folder was read; its fact is in the log that is copied next, or was never in one that was.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
  }
}

function copyWhenThere(from: string, to: string): void {
  if (existsSync(from)) copyFlushed(from, to);
}

function copyFlushed(from: string, to: string): void {
  copyFileSync(from, to);
  flush(to);
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function mustBeEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new FaultError('usage', `${folder} is no folder`, { retryable: false });
  const found = failingAs(`${folder} can not be read`, () => readdirSync(folder)).filter((name) => name !== 'lock.db');
  if (found.length > 0) throw new FaultError('usage', `${folder} is not empty (${basename(found[0] ?? '')} …)`, { retryable: false });
}

function failingAs<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof FaultError) throw cause;
    throw new FaultError('log-open-failed', `${what} (${messageOf(cause)})`, { retryable: false, cause });
  }
}
