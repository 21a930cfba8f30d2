import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FaultError, messageOf } from '../../base/errors.ts';
import { makeFolder } from '../../base/make-folder.ts';

/** SQLite's primary result code for a lock that somebody else holds. */
const SQLITE_BUSY = 5;

/**
 * The data folder belongs to one process. The lock is SQLite's own file lock on `lock.db`, held by an open exclusive
 * transaction, so the kernel drops it with the process, however that ends.
 */
export class FolderLock {
  readonly #folder: string;
  #database: DatabaseSync | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws FaultError `log-locked` when another process has the folder, `log-open-failed` when it can't be used. */
  take(): void {
    if (this.#database !== undefined) return;
    let database: DatabaseSync | undefined;
    try {
      makeFolder(this.#folder);
      database = new DatabaseSync(join(this.#folder, 'lock.db'), { timeout: 0 });
      database.exec('BEGIN EXCLUSIVE');
    } catch (cause) {
      database?.close();
      if (isBusy(cause))
        throw new FaultError('log-locked', `${this.#folder} is in use; stop the other gateway or command first`, {
          retryable: true,
          cause,
        });
      throw new FaultError('log-open-failed', `${this.#folder} can not be locked (${messageOf(cause)})`, { retryable: true, cause });
    }
    this.#database = database;
  }

  release(): void {
    this.#database?.close();
    this.#database = undefined;
  }
}

function isBusy(thrown: unknown): boolean {
  return thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number' && (thrown.errcode & 0xff) === SQLITE_BUSY;
}
