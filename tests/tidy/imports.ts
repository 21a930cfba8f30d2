import { posix } from 'node:path';
import ts from 'typescript';
import { search } from './syntax.ts';
import type { Source } from './tree.ts';

export interface Import {
  readonly from: string;
  /** As written. */
  readonly name: string;
  /** The file it means, from the root, when it is ours. */
  readonly target: string | undefined;
  readonly line: number;
}

/** Imports run one way: a lower number never imports a higher one, and folders of the same number never meet. */
const RANK = new Map<string, number>([
  ['base', 0],
  ['contract', 1],
  ['domain', 2],
  ['engine', 3],
  ['access', 4],
  ...['store', 'ingest', 'feedback', 'live', 'notify', 'outputs', 'api', 'ops'].map((name): [string, number] => [name, 5]),
]);
const WIRING_FILES = new Set(['app', 'main', 'demo']);
const WIRING = new Set(['cli', 'wiring', ...WIRING_FILES]);
const ORDER = 'base ← contract ← domain ← engine ← access ← {store, ingest, feedback, live, notify, outputs, api, ops} ← app ← main';

export function importsOf(sources: readonly Source[]): readonly Import[] {
  const found: Import[] = [];
  search(sources, (node, script) => {
    const name = nameIn(node);
    if (name !== undefined) {
      found.push({ from: script.path, name, target: targetOf(script.path, name), line: script.line(node.getStart(script.ast)) });
    }
    return undefined;
  });
  return found;
}

function nameIn(node: ts.Node): string | undefined {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined)
    return textOf(node.moduleSpecifier);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return textOf(node.arguments[0]);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal);
  return undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteral(node) ? node.text : undefined;
}

function targetOf(from: string, name: string): string | undefined {
  const plain = name.replace(/\?.*$/, '');
  if (plain.startsWith('.')) return posix.join(posix.dirname(from), plain);
  const ours = /^@duress\/gateway\/(contract|base)\/(.+)$/.exec(plain);
  if (ours !== null) return `gateway/src/${ours[1] ?? ''}/${ours[2] ?? ''}`;
  if (plain === '@duress/gateway/app') return 'gateway/src/app.ts';
  return undefined;
}

export function wrongDirections(imports: readonly Import[]): string[] {
  return imports.flatMap((one) => {
    const complaint = complaintAbout(one);
    return complaint === undefined ? [] : [`${one.from}:${one.line}: ${complaint}`];
  });
}

function complaintAbout({ from, name, target }: Import): string | undefined {
  const home = from.split('/')[0] ?? '';
  if (home === 'gateway' && from.startsWith('gateway/src/')) return insideGateway(from, name, target);
  if (home !== 'firmware-sim' && home !== 'dashboard') return undefined;
  if (target === undefined || target.startsWith(`${home}/`)) return undefined;
  if (target.startsWith('gateway/src/contract/') && !name.startsWith('.')) return undefined;
  return `imports ${name}; ${home} knows only what crosses a wire: import from '@duress/gateway/contract/…', or move what both need into gateway/src/contract.`;
}

function insideGateway(from: string, name: string, target: string | undefined): string | undefined {
  const own = areaOf(from);
  if (own === undefined) {
    return `stands outside the house; move it into one of its folders (${ORDER}), or name it in tests/tidy/imports.ts as wiring with a reason.`;
  }
  if (target === undefined) return foreign(from, own, name);
  if (!target.startsWith('gateway/src/')) return `imports ${name}, which is outside gateway/src; the server stands alone.`;
  const other = areaOf(target);
  if (other === undefined || other === own || WIRING.has(own)) {
    return own === 'app' && (other === 'main' || other === 'demo')
      ? `app.ts imports ${name}; main starts app, never the other way.`
      : undefined;
  }
  if (WIRING.has(other))
    return `imports ${name}; only wiring (app, main, demo, cli) may know the wiring. Take what you need as a constructor argument.`;
  const [ownRank, otherRank] = [RANK.get(own) ?? 0, RANK.get(other) ?? 0];
  if (ownRank > otherRank) return undefined;
  if (ownRank === otherRank) {
    return `${own} imports ${other} (${name}); they are siblings and meet through gateway/src/engine/ports: put the type there and let app.ts hand the part in.`;
  }
  return `${own} imports ${other} (${name}); imports run one way: ${ORDER}. Move what both need down, or turn the call round with a port in engine/ports.`;
}

/** What packages and built-ins the inner folders may know. */
function foreign(from: string, own: string, name: string): string | undefined {
  const builtIn = name.startsWith('node:');
  if (own === 'domain' && builtIn && name !== 'node:crypto')
    return `imports ${name}; domain is pure: decide from data, and let the caller do it.`;
  if (own === 'contract' && builtIn && name !== 'node:crypto')
    return `imports ${name}; contract also runs in the browser: it holds shapes, no I/O.`;
  if (builtIn) return undefined;
  if (own === 'base') return `imports ${name}; base has no dependency at all.`;
  const isTypebox = name === 'typebox' || name.startsWith('typebox/');
  if (own === 'contract' && !isTypebox) return `imports ${name}; contract knows typebox alone.`;
  if (own === 'domain' && !(isTypebox && from.startsWith('gateway/src/domain/facts/'))) {
    return `imports ${name}; domain knows no package (domain/facts knows typebox): move the part that needs it outwards.`;
  }
  return undefined;
}

function areaOf(path: string): string | undefined {
  const [first = '', ...rest] = path.replace('gateway/src/', '').split('/');
  if (rest.length === 0) return WIRING_FILES.has(first.replace(/\.ts$/, '')) ? first.replace(/\.ts$/, '') : undefined;
  return RANK.has(first) || WIRING.has(first) ? first : undefined;
}

/** Each ring of files that import one another, written once, starting with its first name. */
export function cycles(imports: readonly Import[]): string[] {
  const edges = new Map<string, Set<string>>();
  for (const { from, target } of imports) {
    if (target !== undefined) edges.set(from, (edges.get(from) ?? new Set()).add(target));
  }
  const done = new Set<string>();
  const rings = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    const back = path.indexOf(file);
    if (back >= 0) rings.add(turned(path.slice(back)).join(' → '));
    if (back >= 0 || done.has(file)) return;
    for (const next of edges.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) walk(file, []);
  return [...rings].sort().map((ring) => `${ring} → (round again): move what the ring shares into a file that imports none of them.`);
}

function turned(ring: readonly string[]): readonly string[] {
  const first = ring.indexOf([...ring].sort()[0] ?? '');
  return [...ring.slice(first), ...ring.slice(0, first)];
}
