import ts from 'typescript';
import type { Source } from './tree.ts';

/** One parsed script: a whole file, or a script block of a Svelte file. */
export interface Script {
  readonly path: string;
  readonly ast: ts.SourceFile;
  /** The line of the file (from 1) that a position of the script stands on. */
  line(position: number): number;
}

export function scriptsOf(source: Source): readonly Script[] {
  if (!source.path.endsWith('.svelte')) return [parse(source.path, source.text, 0)];
  return [...source.text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map((block) => {
    const text = block[1] ?? '';
    const before = source.text.slice(0, block.index + block[0].indexOf('>') + 1);
    return parse(source.path, text, before.split('\n').length - 1);
  });
}

function parse(path: string, text: string, linesBefore: number): Script {
  const name = path.endsWith('.svelte') ? `${path}.ts` : path;
  const ast = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  return { path, ast, line: (position) => ast.getLineAndCharacterOfPosition(position).line + 1 + linesBefore };
}

/** Calls `see` for the node and everything below it. */
export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => {
    visit(child, see);
  });
}

/** What `see` finds in all scripts of all sources, in order. */
export function search(sources: readonly Source[], see: (node: ts.Node, script: Script) => string | undefined): string[] {
  const found: string[] = [];
  for (const source of sources) {
    for (const script of scriptsOf(source)) {
      visit(script.ast, (node) => {
        const complaint = see(node, script);
        if (complaint !== undefined) found.push(`${script.path}:${script.line(node.getStart(script.ast))}: ${complaint}`);
      });
    }
  }
  return found;
}
