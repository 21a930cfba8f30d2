import ts from 'typescript';
import { scriptsOf } from './syntax.ts';
import type { Script } from './syntax.ts';
import type { Source } from './tree.ts';

// Spelt apart, so that this file does not find itself.
const MARKERS = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`);

export function markersLeft(sources: readonly Source[]): string[] {
  return linesOf(sources, (line) =>
    MARKERS.test(line)
      ? 'a marker of unfinished work; finish it, or write down what is missing in an issue and delete the marker.'
      : undefined,
  );
}

/** Tests and checks that are switched off say why, on their line or on the line above. */
export function switchedOff(sources: readonly Source[]): string[] {
  return linesOf(sources, (line, above) => {
    if (/\b(it|test|describe|suite)(\.\w+)*\.only\b/.test(line)) return '.only hides every other test; delete it.';
    if (/@ts-(ignore|nocheck)/.test(line))
      return '@ts-ignore and @ts-nocheck hide what goes wrong later; use @ts-expect-error with a reason.';
    if (isReason(above)) return undefined;
    if (/\b(it|test|describe|suite)(\.\w+)*\.(skip|todo|fails)\b/.test(line) && !/\/\/ \S.{9,}/.test(line)) {
      return 'a test is switched off without a reason; say why and until when in a comment above it, or delete it.';
    }
    if (/eslint-disable|@ts-expect-error|svelte-ignore/.test(line) && !/-- *\S.{9,}|@ts-expect-error:? +\S.{9,}/.test(line)) {
      return "a check is switched off without a reason; write it after ' -- ' or in a comment above, or mend the code.";
    }
    return undefined;
  });
}

function isReason(line: string): boolean {
  return /^\s*(\/\/|\*|\/\*|<!--)\s*\S.{9,}/.test(line);
}

/** `any`, `!` and `as` say something that the compiler can't check; the reason stands on their line or on the one above. */
export function claimsWithoutReason(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => scriptsOf(source).flatMap((script) => claimsIn(source, script)));
}

function claimsIn(source: Source, script: Script): string[] {
  const lines = source.text.split('\n');
  const complaints: string[] = [];
  const see = (node: ts.Node): void => {
    const what = claimOf(node);
    if (what !== undefined) {
      const line = script.line(node.end);
      const reasoned = isCovered(node, source.text) || linesAround(node, script).some((number) => hasComment(lines[number - 1] ?? ''));
      if (!reasoned)
        complaints.push(
          `${script.path}:${line}: '${what}' without a reason; say in a comment on its line or above why it holds, or write it so that the compiler sees it.`,
        );
    }
    ts.forEachChild(node, see);
  };
  see(script.ast);
  return complaints;
}

function claimOf(node: ts.Node): string | undefined {
  if (ts.isNonNullExpression(node)) return '!';
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any';
  return ts.isAsExpression(node) && node.type.getText() !== 'const' ? 'as' : undefined;
}

/** The lines of the claim, of its statement, and the comment lines above that. */
function linesAround(node: ts.Node, script: Script): readonly number[] {
  let whole = node;
  while (!ts.isStatement(whole) && !ts.isClassElement(whole) && !ts.isTypeElement(whole) && !ts.isSourceFile(whole.parent))
    whole = whole.parent;
  const first = script.line(whole.getStart(script.ast));
  const own = script.line(node.getStart(script.ast));
  const last = script.line(node.end);
  return [first - 1, first, own - 1, ...Array.from({ length: last - own + 2 }, (_, i) => own + i)];
}

/** One reason stands for all like claims that follow it in the same function, or, where it says so, for the whole function or file. */
function isCovered(node: ts.Node, text: string): boolean {
  if (text.includes('(all in this file)')) return true;
  for (let outer = node.parent; !ts.isSourceFile(outer); outer = outer.parent) {
    if (!ts.isFunctionLike(outer)) continue;
    const before = text.slice(
      text.indexOf(outer.getFullText()),
      text.indexOf(outer.getFullText()) + node.getStart() - outer.getFullStart(),
    );
    if (/\/\/ (as|any|!)( \([^)]+\))?: \S/.test(before)) return true;
  }
  return false;
}

function hasComment(line: string): boolean {
  return /(\/\/|\/\*|^\s*\*)\s*\S/.test(line);
}

function linesOf(sources: readonly Source[], complaint: (line: string, above: string) => string | undefined): string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.split('\n');
    return lines.flatMap((line, i) => {
      const found = complaint(line, lines[i - 1] ?? '');
      return found === undefined ? [] : [`${path}:${i + 1}: ${found}`];
    });
  });
}
