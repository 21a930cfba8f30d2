import { closeSync, fstatSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/**
 * The write-ahead log gets this much room before the first commit. A flush into blocks that the file already has is
 * measured at half the time of one that makes the file grow, because the file system need not commit its own journal.
 */
export const WAL_ROOM_BYTES = 16 * 1024 * 1024;
const STEP_BYTES = 1024 * 1024;

/**
 * Fills the file up with zeros. SQLite stops reading at the first frame whose checksum does not fit, so a tail of zeros
 * is an end; and it writes from the start again after each complete checkpoint, without cutting the file.
 */
export function makeRoom(path: string): void {
  const descriptor = openSync(path, 'a');
  try {
    const zeros = Buffer.alloc(STEP_BYTES);
    for (let size = fstatSync(descriptor).size; size < WAL_ROOM_BYTES;)
      size += writeSync(descriptor, zeros, 0, Math.min(STEP_BYTES, WAL_ROOM_BYTES - size));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export type CheckpointMode = 'NOOP' | 'PASSIVE' | 'TRUNCATE';

/** Whether another connection was in the way, how many frames the write-ahead log holds, and how many of them are in the database, after a checkpoint of this mode. */
export function checkpoint(
  database: DatabaseSync,
  mode: CheckpointMode,
): { readonly busy: boolean; readonly frames: number; readonly carried: number } {
  const row = database.prepare(`PRAGMA wal_checkpoint(${mode})`).get();
  return { busy: row?.['busy'] !== 0, frames: Number(row?.['log']), carried: Number(row?.['checkpointed']) };
}
