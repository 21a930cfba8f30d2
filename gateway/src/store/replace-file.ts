import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from './sync-folder.ts';

/** Writes a small file so that after any crash either the old or the new content is there, whole: temporary file, flush, rename, flush of the folder. */
export function replaceFile(path: string, content: string | Uint8Array, mode: number): void {
  const bytes = Buffer.from(content);
  const temporary = `${path}.new`;
  const descriptor = openSync(temporary, 'w', mode);
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
}
