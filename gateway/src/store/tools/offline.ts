import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FaultError, messageOf } from '../../base/errors.ts';
import { readMasterKey } from '../sealing/master-key.ts';
import { settleRotation } from '../sealing/rotation.ts';
import { FolderLock } from '../sqlite/folder-lock.ts';
import { Writer } from '../sqlite/writer.ts';

/**
 * Runs `work` on the log of a stopped gateway, with its folder locked.
 *
 * @throws FaultError `log-locked` while a gateway runs there, `not-found` when there is no log, `key-unusable`.
 */
export function withStoppedLog<T>(place: { readonly folder: string; readonly masterKeyFile: string }, work: (writer: Writer) => T): T {
  if (!existsSync(join(place.folder, 'log.db')))
    throw new FaultError('not-found', `there is no log in ${place.folder}`, { retryable: false });
  const lock = new FolderLock(place.folder);
  lock.take();
  try {
    settleRotation(place);
    const writer = new Writer({ folder: place.folder, wrapping: readMasterKey(place.masterKeyFile).for('data-keys') });
    try {
      return work(writer);
    } finally {
      writer.close();
    }
  } catch (cause) {
    if (cause instanceof FaultError) throw cause;
    throw new FaultError('log-open-failed', messageOf(cause), { retryable: false, cause });
  } finally {
    lock.release();
  }
}
