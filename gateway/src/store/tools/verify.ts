import { statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FaultError, messageOf } from '../../base/errors.ts';
import { AttachmentsCheck, type AttachmentsReport } from '../attachments/check.ts';
import { ChainWalk, type Defect, type WalkOptions } from './chain-walk.ts';
import { exportEntries } from './export-file.ts';

export interface VerifyReport {
  readonly ok: boolean;
  /** Facts that were found sound, from the first on. */
  readonly facts: number;
  /** The head that the sound facts lead to. */
  readonly head: { readonly epoch: number; readonly seq: number; readonly hash: string; readonly at: number };
  readonly defect?: Defect | undefined;
  /** Of a folder: the photos beside the log. */
  readonly attachments?: AttachmentsReport | undefined;
}

/**
 * Checks a data folder, a backup or an export over the bytes that are stored, without any key and without believing
 * anything that the file says of itself.
 *
 * @throws FaultError `not-found`, `log-open-failed` when the source can't be read at all.
 */
export async function verify(source: string, options: WalkOptions): Promise<VerifyReport> {
  const walk = new ChainWalk(options);
  const photos = isFolder(source) ? new AttachmentsCheck() : undefined;
  const defect = photos === undefined ? await walkExport(source, walk) : walkFolder(source, walk, photos);
  // Behind a defect nothing is known of them.
  const attachments = defect === undefined ? photos?.report(source) : undefined;
  const ok = defect === undefined && (attachments?.wrongInAll ?? 0) === 0;
  return { ok, facts: walk.head.seq, head: walk.head, defect, ...(attachments === undefined ? {} : { attachments }) };
}

function walkFolder(folder: string, walk: ChainWalk, photos: AttachmentsCheck): Defect | undefined {
  const path = join(folder, 'log.db');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    const rows = database.prepare('SELECT seq, epoch, about, body, hash FROM fact ORDER BY seq', { returnArrays: true }).iterate();
    // as: the columns of the statement, by the schema's STRICT types; a damaged file is found by the walk.
    for (const [seq, epoch, about, body, hash] of rows as unknown as Iterable<[number, number, string | null, string, Uint8Array]>) {
      const defect = walk.next({ body, hash, columns: { seq, epoch, about } });
      if (defect !== undefined) return defect;
      photos.next(body);
    }
    return walk.end();
  } catch (cause) {
    throw new FaultError('log-open-failed', `${path} can not be read (${messageOf(cause)})`, { retryable: false, cause });
  } finally {
    database?.close();
  }
}

async function walkExport(file: string, walk: ChainWalk): Promise<Defect | undefined> {
  for await (const lines of exportEntries(file)) {
    for (const read of lines) {
      if ('detail' in read) return { seq: walk.head.seq + 1, what: 'malformed', detail: read.detail };
      if ('end' in read) return endOfExport(read.end, walk) ?? walk.end();
      const defect = walk.next(read);
      if (defect !== undefined) return defect;
    }
  }
  return {
    seq: walk.head.seq + 1,
    what: 'cut',
    detail: `the export breaks off after fact ${String(walk.head.seq)}: its last line is missing`,
  };
}

function endOfExport(end: { readonly seq: number; readonly hash: string }, walk: ChainWalk): Defect | undefined {
  if (end.seq === walk.head.seq && end.hash === walk.head.hash) return undefined;
  return {
    seq: walk.head.seq + 1,
    what: 'cut',
    detail: `the export ends at fact ${String(walk.head.seq)}, its last line says fact ${String(end.seq)}`,
  };
}

function isFolder(source: string): boolean {
  const found = statOf(source);
  if (found === undefined) throw new FaultError('not-found', `there is no ${source}`, { retryable: false });
  return found.isDirectory();
}

function statOf(source: string): Stats | undefined {
  try {
    return statSync(source, { throwIfNoEntry: false });
  } catch (cause) {
    throw new FaultError('log-open-failed', `${source} can not be read (${messageOf(cause)})`, { retryable: false, cause });
  }
}
