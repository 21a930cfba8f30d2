import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../../base/assert.ts';
import { FaultError } from '../../base/errors.ts';
import { makeFolder } from '../../base/make-folder.ts';
import type { Kept, Photo } from '../../engine/ports/attachments.ts';
import type { DataKey } from '../sealing/keyring.ts';
import type { Reader } from '../sqlite/reader.ts';
import { syncFolder } from '../sync-folder.ts';
import { piecesOf, readPiece, writeSealed } from './sealed-file.ts';

/** Beside the databases, never under the pages that are served. */
export const ATTACHMENTS_FOLDER = 'attachments';
/** Names are ids of ours; nothing else becomes part of a path. */
export const ATTACHMENT_NAME = /^[A-Za-z0-9_-]{1,64}$/;

export function attachmentSubject(attachment: string): string {
  return `attachment:${attachment}`;
}

/** The sealed photos of a data folder. In the reader's thread, so that no photo ever stands in the way of a press. */
export class AttachmentFolder {
  readonly #reader: Reader;
  readonly #folder: string;

  constructor(reader: Reader) {
    this.#reader = reader;
    this.#folder = join(reader.folder, ATTACHMENTS_FOLDER);
  }

  keep(attachment: string, { small, full }: Photo): Kept {
    const key = this.#key(attachment);
    if (key === undefined)
      throw new FaultError('log-open-failed', `there is no data key for ${attachmentSubject(attachment)}`, { retryable: true });
    makeFolder(this.#folder);
    return writeSealed(this.#path(attachment), { key: key.key, attachment }, piecesOf(small, full));
  }

  piece(attachment: string, index: number): { readonly bytes: Uint8Array; readonly last: boolean } | undefined {
    const key = this.#key(attachment);
    const path = this.#path(attachment);
    if (key === undefined || !existsSync(path)) return undefined;
    return readPiece(path, { key: key.key, attachment }, index);
  }

  remove(attachment: string): void {
    const path = this.#path(attachment);
    for (const file of [path, `${path}.new`]) rmSync(file, { force: true });
    if (existsSync(this.#folder)) syncFolder(this.#folder);
  }

  names(): string[] {
    if (!existsSync(this.#folder)) return [];
    const names = readdirSync(this.#folder).map((name) => name.replace(/\.new$/, ''));
    return [...new Set(names)].filter((name) => ATTACHMENT_NAME.test(name));
  }

  #key(attachment: string): DataKey | undefined {
    const found = this.#reader.database
      .prepare('SELECT n FROM keyref WHERE subject = ? ORDER BY n DESC LIMIT 1')
      .get(attachmentSubject(attachment));
    return found === undefined ? undefined : this.#reader.keyring.byNumber(Number(found['n']));
  }

  #path(attachment: string): string {
    assert(ATTACHMENT_NAME.test(attachment), 'photos are named by ids of ours');
    return join(this.#folder, attachment);
  }
}
