import ts from 'typescript';
import { scriptsOf, search } from './syntax.ts';
import type { Source } from './tree.ts';

/** Tools look for a default export in their own settings files. */
const TOOL_SETTINGS = /(^|\/)[\w.-]+\.config\.(ts|js|mjs)$/;

export function defaultExports(sources: readonly Source[]): string[] {
  const ours = sources.filter(({ path }) => !TOOL_SETTINGS.test(path) && !path.endsWith('.svelte') && !path.endsWith('.cjs'));
  return search(ours, (node) => {
    const modifiers = ts.canHaveModifiers(node) ? (node.modifiers ?? []) : [];
    if (!ts.isExportAssignment(node) && !modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) return undefined;
    return 'has a default export; export it by its name, so that it is called the same everywhere.';
  });
}

/** A file that only passes on what others export. */
export function barrels(sources: readonly Source[]): string[] {
  return sources
    .filter((source) => scriptsOf(source).some(({ ast }) => ast.statements.length > 0 && ast.statements.every(isPassedOn)))
    .map(({ path }) => `${path}: only passes on what others export; import from the files themselves, and delete this one.`);
}

function isPassedOn(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined;
}

/** Something that is done while a file is being imported: it happens before anybody asked, and can't be stopped. */
export function workAtImport(sources: readonly Source[]): string[] {
  const starters =
    /(^|\/)(main|demo)\.ts$|worker\.ts$|(^|\/)timer-worker\/|\.(config|test)\.[tj]s$|\.(cjs|js|svelte)$|(^|\/)service-worker\.ts$/;
  return sources
    .filter(({ path }) => !starters.test(path))
    .flatMap((source) =>
      scriptsOf(source).flatMap((script) =>
        script.ast.statements
          .filter((statement) => ts.isExpressionStatement(statement) || isChangeable(statement))
          .map((statement) => {
            const what = ts.isExpressionStatement(statement) ? 'does work when it is imported' : 'keeps a variable for the whole process';
            return `${source.path}:${script.line(statement.getStart(script.ast))}: ${what}; put it into a function or an object that app.ts (or main.ts) makes.`;
          }),
      ),
    );
}

/** Asked for at import, it would hold for the first file of tests in a process and for no other. */
export function hooksAtImport(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    scriptsOf(source).flatMap((script) =>
      script.ast.statements
        .filter((statement) => /^(before|after)(Each|All)\(/.test(statement.getText(script.ast)))
        .map(
          (statement) =>
            `${source.path}:${script.line(statement.getStart(script.ast))}: asks for a hook at import; use \`onTestFinished\`.`,
        ),
    ),
  );
}

function isChangeable(statement: ts.Statement): boolean {
  return ts.isVariableStatement(statement) && !/^(export |declare )*const\b/.test(statement.getText());
}
