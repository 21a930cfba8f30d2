import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A file as the rules see it: its path from the root with forward slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Folders that no checkout contains; looked past where there is no git to ask. */
const NOT_OURS = new Set(['node_modules', 'dist', '.git', 'var', 'coverage', '.cache']);

/** Every file that is ours: what git tracks or would track; without git, what lies in the folder. */
export function ourPaths(): readonly string[] {
  return (fromGit() ?? walk(ROOT)).filter((path) => statSync(join(ROOT, path), { throwIfNoEntry: false })?.isFile() === true).sort();
}

function fromGit(): string[] | undefined {
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 * 1024 * 1024,
    });
    const paths = listed.split('\0').filter((path) => path !== '');
    return paths.length === 0 ? undefined : paths;
  } catch {
    // No git here, or a source archive without its history: the folder itself is the list.
    return undefined;
  }
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [relative(ROOT, path).split(sep).join('/')];
  });
}

export function read(path: string): Source {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

const EXEMPT = /(^|\/)(vectors|generated|fixtures)\/|\.d\.ts$/;

/** Code that people write and read: not data, not vectors, not what a program wrote. */
export function isCode(path: string): boolean {
  return /\.(ts|svelte|js|mjs|cjs)$/.test(path) && !EXEMPT.test(path);
}

export function isTest(path: string): boolean {
  return path.startsWith('tests/') || path.endsWith('.test.ts');
}

export function ourCode(): readonly Source[] {
  return ourPaths().filter(isCode).map(read);
}
