import { posix } from 'node:path';
import type { Source } from './tree.ts';

export interface Tree {
  readonly paths: readonly string[];
  readonly scripts: ReadonlySet<string>;
}

/** What a program makes; a document may name it although no checkout holds it. */
const MADE = /^(dashboard\/dist|node_modules|var|tests\/bench\/results)(\/|$)/;
const NPM_ITSELF = new Set(['ci', 'install', 'exec', 'run', 'audit', 'update', 'pack', 'ls', 'view']);

/** ADRs tell what was decided on a day, are superseded and never edited: paths in them may be gone. */
export function isLivingDocument(path: string): boolean {
  return path.endsWith('.md') && !path.startsWith('docs/adr/') && !/\/(vectors|fixtures)\//.test(path);
}

export function missingPaths(documents: readonly Source[], tree: Tree): string[] {
  const tops = new Set(tree.paths.map((path) => path.split('/')[0] ?? ''));
  return documents.flatMap((document) =>
    linesWithNames(document).flatMap(({ line, name, isLink }) => {
      const path = isLink ? posix.normalize(posix.join(posix.dirname(document.path), name)) : name;
      const looksLikeOurs = isLink || (/^[\w.@-]+\/[\w./@*<>-]*$/.test(name) && tops.has(name.split('/')[0] ?? ''));
      if (!looksLikeOurs || MADE.test(path) || /[<>]/.test(path) || exists(path, tree)) return [];
      return [`${document.path}:${line}: names ${name}, which is not there; correct the name, or take the sentence out.`];
    }),
  );
}

export function missingScripts(documents: readonly Source[], tree: Tree): string[] {
  return documents.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) =>
      [...line.matchAll(/\bnpm (run (?:-[\w-]+ )*)?([a-z][\w:-]*)/g)].flatMap(([whole, run, name = '']) => {
        if (run === undefined && (NPM_ITSELF.has(name) || !/^(test|start)$/.test(name))) return [];
        return tree.scripts.has(name)
          ? []
          : [`${path}:${i + 1}: names '${whole}', and package.json has no such script; correct the name or add the script.`];
      }),
    ),
  );
}

function exists(path: string, tree: Tree): boolean {
  const plain = path.replace(/[#?].*$/, '').replace(/\/$/, '');
  if (plain === '' || plain === '.') return true;
  if (plain.includes('*')) {
    const pattern = new RegExp(`^${plain.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*')}`);
    return tree.paths.some((one) => pattern.test(one));
  }
  return tree.paths.some((one) => one === plain || one.startsWith(`${plain}/`));
}

function linesWithNames({ text }: Source): { line: number; name: string; isLink: boolean }[] {
  return text
    .split('\n')
    .flatMap((line, i) => [
      ...[...line.matchAll(/`([^`\s]+)`/g)].map((found) => ({ line: i + 1, name: (found[1] ?? '').replace(/:\d+$/, ''), isLink: false })),
      ...[...line.matchAll(/\]\((?!\w+:|#)([^)\s]+)\)/g)].map((found) => ({ line: i + 1, name: found[1] ?? '', isLink: true })),
      ...[...line.matchAll(/<img src="(?!\w+:)([^"]+)"/g)].map((found) => ({ line: i + 1, name: found[1] ?? '', isLink: true })),
    ]);
}

/** The codes that stand in the first column of the tables under a heading. */
export function codesUnder(document: Source, heading: string): readonly string[] {
  const sections = document.text.split(/^## /m);
  const section = sections.find((one) => one.startsWith(heading));
  return [...(section ?? '').matchAll(/^\| `([^`]+)`/gm)].map((row) => row[1] ?? '');
}

/** What is in one list and not in the other, each as a sentence. */
export function differences(lists: { documented: readonly string[]; real: readonly string[]; document: string; source: string }): string[] {
  const { documented, real, document, source } = lists;
  return [
    ...real
      .filter((code) => !documented.includes(code))
      .map((code) => `${document} does not explain '${code}' of ${source}; add its line.`),
    ...documented
      .filter((code) => !real.includes(code))
      .map((code) => `${document} explains '${code}', which ${source} does not have; take the line out, or add it there.`),
    ...documented.filter((code, i) => documented.indexOf(code) !== i).map((code) => `${document} explains '${code}' twice; keep one line.`),
  ];
}
