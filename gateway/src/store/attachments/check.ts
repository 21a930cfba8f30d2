import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { membersOf, type Json } from '../../base/canonical.ts';
import { ATTACHMENT_NAME, ATTACHMENTS_FOLDER } from './folder.ts';

export interface WrongAttachment {
  readonly attachment: string;
  readonly what: 'missing' | 'altered';
}

export interface AttachmentsReport {
  /** Photos that the facts say are there. */
  readonly expected: number;
  /** The first of them that are not as they were; beyond it they are only counted. */
  readonly wrong: readonly WrongAttachment[];
  readonly wrongInAll: number;
}

/** Named one by one; more are counted. */
const NAMED_MAX = 100;
const KINDS = /"kind":"(?:AttachmentAdded|AttachmentRemoved|RetentionEnded)"/;
const SLICE_BYTES = 256 * 1024;

/** Gathers from the texts of facts which photos should lie in the folder, and compares them: no key is needed. */
export class AttachmentsCheck {
  readonly #expected = new Map<string, string>();

  /** One fact after the other, as it is stored. */
  next(body: string): void {
    if (!KINDS.test(body)) return;
    const fact = membersOf(JSON.parse(body) as Json); // as: it was parsed from JSON.
    const data = membersOf(fact?.['data']);
    const { attachment, sha256, subjects } = data ?? {};
    if (fact?.['kind'] === 'AttachmentAdded' && typeof attachment === 'string' && typeof sha256 === 'string')
      this.#expected.set(attachment, sha256);
    else if (fact?.['kind'] === 'AttachmentRemoved' && typeof attachment === 'string') this.#expected.delete(attachment);
    else if (Array.isArray(subjects))
      for (const subject of subjects) if (typeof subject === 'string') this.#expected.delete(subject.replace(/^attachment:/, ''));
  }

  report(folder: string): AttachmentsReport {
    const wrong: WrongAttachment[] = [];
    for (const [attachment, sha256] of this.#expected) {
      const what = found(join(folder, ATTACHMENTS_FOLDER), attachment, sha256);
      if (what !== undefined) wrong.push({ attachment, what });
    }
    return { expected: this.#expected.size, wrong: wrong.slice(0, NAMED_MAX), wrongInAll: wrong.length };
  }
}

function found(folder: string, attachment: string, sha256: string): WrongAttachment['what'] | undefined {
  const path = join(folder, attachment);
  if (!ATTACHMENT_NAME.test(attachment) || !existsSync(path)) return 'missing';
  return digestOf(path) === sha256 ? undefined : 'altered';
}

function digestOf(path: string): string {
  const digest = createHash('sha256');
  const slice = Buffer.alloc(SLICE_BYTES);
  const descriptor = openSync(path, 'r');
  try {
    for (let read = readSync(descriptor, slice); read > 0; read = readSync(descriptor, slice)) digest.update(slice.subarray(0, read));
  } finally {
    closeSync(descriptor);
  }
  return digest.digest('hex');
}
