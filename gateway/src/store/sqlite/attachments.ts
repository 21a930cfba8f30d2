import type { Attachments, Kept, Photo } from '../../engine/ports/attachments.ts';
import { attachmentSubject } from '../attachments/folder.ts';
import type { Threads } from './threads.ts';

/** Photos through the reader's thread; their keys are given by the writer, as all keys are. */
export class SqliteAttachments implements Attachments {
  readonly #threads: Threads;

  constructor(threads: Threads) {
    this.#threads = threads;
  }

  async keep(attachment: string, photo: Photo): Promise<Kept> {
    await this.#threads.writer().ask('ensureKey', attachmentSubject(attachment));
    return await this.#threads.reader().ask<Kept>('keepAttachment', { attachment, photo });
  }

  async piece(attachment: string, index: number): Promise<{ readonly bytes: Uint8Array; readonly last: boolean } | undefined> {
    return await this.#threads.reader().ask('attachmentPiece', { attachment, index });
  }

  async drop(attachment: string): Promise<void> {
    await this.#threads.destroy(attachmentSubject(attachment));
    await this.#threads.reader().ask('removeAttachment', attachment);
  }

  async names(): Promise<readonly string[]> {
    return await this.#threads.reader().ask<string[]>('attachmentNames');
  }
}
