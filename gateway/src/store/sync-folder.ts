import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes a creation or a rename in `folder` survive a power cut: the entry is in the directory, which is flushed apart from the file. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
