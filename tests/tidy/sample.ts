import type { Source } from './tree.ts';

/** A made-up file, for showing that a rule can say no. */
export function sample(path: string, ...lines: readonly string[]): Source {
  return { path, text: lines.join('\n') };
}
