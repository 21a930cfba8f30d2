import ts from 'typescript';
import { search } from './syntax.ts';
import type { Script } from './syntax.ts';
import type { Source } from './tree.ts';

const FILE_LINES = 400;
const FUNCTION_LINES = 70;
const POSITIONAL_PARAMETERS = 3;
/** Methods whose parameters a library has chosen. */
const GIVEN = new Map([['authenticate', 'aedes calls it with client, user name, password and callback']]);

export function tooLongFiles(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.replace(/\n$/, '').split('\n').length;
    return lines <= FILE_LINES
      ? []
      : [`${path}: ${lines} lines, ${FILE_LINES} are the most; look for the second concept in it and give it a file of its own.`];
  });
}

export function tooLongFunctions(sources: readonly Source[]): string[] {
  return search(sources, (node, script) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined || isGroupOfTests(node)) return undefined;
    const lines = script.line(node.end) - script.line(node.getStart(script.ast)) + 1;
    if (lines <= FUNCTION_LINES) return undefined;
    return `${nameOf(node, script)} has ${lines} lines, ${FUNCTION_LINES} are the most; take out a step that can be named.`;
  });
}

export function tooManyParameters(sources: readonly Source[]): string[] {
  return search(sources, (node, script) => {
    if (!ts.isFunctionLike(node) || isGivenToACall(node)) return undefined;
    const parameters = node.parameters.filter((parameter) => parameter.name.getText(script.ast) !== 'this');
    if (parameters.length <= POSITIONAL_PARAMETERS || GIVEN.has(nameOf(node, script))) return undefined;
    return `${nameOf(node, script)} takes ${parameters.length} positional parameters, ${POSITIONAL_PARAMETERS} are the most; name the others in one options object.`;
  });
}

/** How many arguments a callback gets is the caller's choice, not ours. */
function isGivenToACall(node: ts.SignatureDeclaration): boolean {
  const isWrittenInPlace = ts.isArrowFunction(node) || ts.isFunctionExpression(node);
  return isWrittenInPlace && (ts.isCallExpression(node.parent) || ts.isNewExpression(node.parent));
}

/** `describe('…', () => { … })` holds tests as a file holds functions. */
function isGroupOfTests(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && /^(describe|suite)\b/.test(node.parent.expression.getText());
}

function nameOf(node: ts.SignatureDeclaration, script: Script): string {
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent) ? node.parent.name : undefined);
  if (named !== undefined) return named.getText(script.ast);
  return ts.isConstructorDeclaration(node) ? 'the constructor' : 'a function without a name';
}
