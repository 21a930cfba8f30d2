import ts from 'typescript';
import { scriptsOf, visit } from './syntax.ts';
import type { Source } from './tree.ts';

export interface FaultCall {
  readonly path: string;
  readonly what: 'opened' | 'closed';
  readonly code: string;
}

/** Text constants and lists of them in one file, by name. */
type Names = ReadonlyMap<string, readonly string[]>;

/**
 * Where console faults are opened and closed: by the sink (`faults.open`, `faults.close`), by the rules (`faultOpened`, `faultClosed`),
 * and by inputs of the engine's own. A code that a loop names stands for each code of the lists in its file.
 */
export function faultsIn(sources: readonly Source[], codes: readonly string[]): readonly FaultCall[] {
  const found: FaultCall[] = [];
  for (const source of sources) {
    for (const { ast, path } of scriptsOf(source)) {
      const names = namesIn(ast, codes);
      visit(ast, (node) => {
        for (const { whats, code } of callsAt(node)) {
          for (const one of codesOf(code, names)) for (const what of whats) found.push({ path, what, code: one });
        }
      });
    }
  }
  return found;
}

function callsAt(node: ts.Node): readonly { readonly whats: readonly FaultCall['what'][]; readonly code: ts.Expression }[] {
  if (ts.isCallExpression(node)) {
    const what = whatOf(node.expression);
    const [first, second] = node.arguments;
    const code = what?.by === 'rules' ? memberOf(second, 'code') : first;
    return what === undefined || code === undefined ? [] : [{ whats: [what.what], code }];
  }
  const type = memberOf(node, 'type');
  const [open, code] = [memberOf(node, 'open'), memberOf(node, 'code')];
  if (type === undefined || !ts.isStringLiteral(type) || type.text !== 'fault' || open === undefined || code === undefined) return [];
  if (open.kind === ts.SyntaxKind.TrueKeyword) return [{ whats: ['opened'], code }];
  return [{ whats: open.kind === ts.SyntaxKind.FalseKeyword ? ['closed'] : ['opened', 'closed'], code }];
}

function whatOf(called: ts.Expression): { readonly what: FaultCall['what']; readonly by: 'sink' | 'rules' } | undefined {
  if (ts.isIdentifier(called)) {
    if (called.text === 'faultOpened') return { what: 'opened', by: 'rules' };
    return called.text === 'faultClosed' ? { what: 'closed', by: 'rules' } : undefined;
  }
  if (!ts.isPropertyAccessExpression(called) || !/(^|[.#])faults$/.test(called.expression.getText())) return undefined;
  if (called.name.text === 'open') return { what: 'opened', by: 'sink' };
  return called.name.text === 'close' ? { what: 'closed', by: 'sink' } : undefined;
}

function memberOf(node: ts.Node | undefined, name: string): ts.Expression | undefined {
  if (node === undefined || !ts.isObjectLiteralExpression(node)) return undefined;
  for (const property of node.properties) {
    if (property.name?.getText() !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

function codesOf(code: ts.Expression, names: Names): readonly string[] {
  if (ts.isStringLiteral(code)) return [code.text];
  const named = names.get(code.getText());
  if (named !== undefined) return named;
  const lists = [...names.values()].filter((list) => list.length > 1);
  return ts.isIdentifier(code) ? lists.flat() : [];
}

function namesIn(ast: ts.SourceFile, codes: readonly string[]): Names {
  const names = new Map<string, readonly string[]>();
  visit(ast, (node) => {
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined) return;
    const value = ts.isAsExpression(node.initializer) ? node.initializer.expression : node.initializer;
    const texts = ts.isArrayLiteralExpression(value) ? value.elements : [value];
    const known = texts.flatMap((text) => (ts.isStringLiteral(text) ? [text.text] : []));
    if (known.length === texts.length && known.some((text) => codes.includes(text))) names.set(node.name.getText(), known);
  });
  return names;
}
