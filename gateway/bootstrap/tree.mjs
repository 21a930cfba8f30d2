import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the root package.json. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

export function at(...parts) {
  return join(root, ...parts);
}

export function exists(path) {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

export function textOf(path) {
  return exists(path) ? readFileSync(path, 'utf8') : undefined;
}

/** One hash over names and contents: equal trees have equal hashes, whatever their times say (a checkout changes times). */
export function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(filesUnder).sort()) {
    hash.update(`${relative(root, path).split(sep).join('/')}\0`);
    hash.update(readFileSync(path));
    hash.update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (stat.isFile()) return [path];
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .flatMap((name) => filesUnder(join(path, name)));
}
