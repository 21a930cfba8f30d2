import ts from 'typescript';
import { search } from './syntax.ts';
import type { Source } from './tree.ts';

/** Names that a library gives and looks for. */
const GIVEN = new Map([['handleMessage', 'mqtt.js calls it for each message, and waits for its callback']]);
/** Files that read or wait for time, one for each program; everything else is given a Clock. */
const CLOCKS = /^(gateway\/src\/base|firmware-sim\/src|dashboard\/src\/(shared|worker))\/clock\.ts$|^dashboard\/src\/shared\/timer-worker/;
const TIMER_MODULES = /^(node:)?(timers|timers\/promises|perf_hooks)$/;
const SQL =
  /^\s*(select\s[\s\S]+\sfrom\s|insert\s+(or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(unique\s+)?(table|index)|alter\s+table|pragma\s|begin\s+immediate)/i;
const DATABASES = /^(node:sqlite|kysely|pg|postgres)$/;

export function emptyNames(sources: readonly Source[]): string[] {
  const files = sources.filter(
    ({ path }) => /(^|\/|-)(manager|utils?|helpers?|misc|handle)(-\w+)*(\.svelte)?\.\w+$/i.test(path) && !isOurManager(path),
  );
  const named = search(sources, (node) => {
    const name = declaredName(node);
    if (name === undefined || GIVEN.has(name) || !isEmpty(name, node)) return undefined;
    return `'${name}' says that something is done, not what; name the thing or the act with a word of the field.`;
  });
  return [...files.map(({ path }) => `${path}: the file's name says nothing about what is in it; name its one concept.`), ...named];
}

/** The manager is a person of this field: pages and types about managers are named so. */
function isOurManager(path: string): boolean {
  return /manager/i.test(path) && !/-manager\.\w+$/.test(path);
}

function declaredName(node: ts.Node): string | undefined {
  if (!('name' in node) || node.name === undefined) return undefined;
  const isDeclared = ts.isClassLike(node) || ts.isFunctionLike(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
  if (!isDeclared && !ts.isVariableDeclaration(node) && !ts.isPropertyDeclaration(node)) return undefined;
  // as: every node of the kinds above has a name node in this place, if it has one at all.
  const name = node.name as ts.Node;
  return ts.isIdentifier(name) || ts.isPrivateIdentifier(name) ? name.text.replace(/^#/, '') : undefined;
}

function isEmpty(name: string, node: ts.Node): boolean {
  if (/^(handle|misc)([A-Z]|$)|(Utils?|Helpers?|Misc|Handle)$/.test(name)) return true;
  return ts.isClassLike(node) && /.Manager$/.test(name);
}

export function secondClocks(sources: readonly Source[]): string[] {
  const ours = sources.filter(
    ({ path }) => /^(gateway|firmware-sim|dashboard)\/src\//.test(path) && !CLOCKS.test(path) && !path.endsWith('.test.ts'),
  );
  return search(ours, (node) => {
    const what = readingOfTime(node);
    return what === undefined
      ? undefined
      : `${what} reads or waits for time; take a Clock in the constructor, so that a test can move time.`;
  });
}

function readingOfTime(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText();
    return ['Date.now', 'performance.now', 'Temporal.Now', 'process.hrtime', 'AbortSignal.timeout'].find((name) => text === name);
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0) return 'new Date()';
  if (ts.isCallExpression(node)) {
    const called = node.expression.getText().replace(/^(globalThis|window|self)\./, '');
    return ['setTimeout', 'setInterval', 'Date'].find((name) => called === name);
  }
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && TIMER_MODULES.test(node.moduleSpecifier.text)) {
    return node.moduleSpecifier.text;
  }
  return undefined;
}

export function sqlOutsideTheStore(sources: readonly Source[]): string[] {
  const ours = sources.filter(
    ({ path }) => path.startsWith('gateway/src/') && !path.startsWith('gateway/src/store/') && !path.endsWith('.test.ts'),
  );
  return search(ours, (node) => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && DATABASES.test(node.moduleSpecifier.text)) {
      return `imports ${node.moduleSpecifier.text}; only gateway/src/store knows a database. Ask through Log or Queries of engine/ports.`;
    }
    const isText = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node);
    return isText && SQL.test(node.text)
      ? 'holds SQL; it belongs under gateway/src/store, behind Log or Queries of engine/ports.'
      : undefined;
  });
}
