import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder, for its owner alone, with all that is missing above it. Step by step from the nearest one that is there: Node's own
 * `recursive` tries for ever where nothing can be made although nothing is in the way, as below /proc.
 *
 * @throws what the system says, for the first folder that can't be made.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  let above = resolve(path);
  while (!isFolder(above)) {
    missing.push(above);
    if (dirname(above) === above) break;
    above = dirname(above);
  }
  for (const folder of missing.reverse()) makeOne(folder);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Somebody else has made it meanwhile.
    if (!isFolder(folder)) throw error;
  }
}
