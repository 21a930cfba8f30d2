import { join } from 'node:path';
import { ROOT } from './tree.ts';

/** `…/texts/en.ts`, `…/texts/en/faults.ts`, `…/texts.en.ts`, `…/fault-kinds.en.ts`. */
const ENGLISH = /(\/texts\/en(?:\/[^/]+)?\.ts|\.en\.ts)$/;

/** Files of English words among these paths, with where their words in `language` have to stand. */
export function textFiles(paths: readonly string[], language: string): { readonly english: string; readonly other: string }[] {
  return paths
    .filter((path) => ENGLISH.test(path) && !path.endsWith('.test.ts'))
    .map((english) => ({
      english,
      other: english.replace(ENGLISH, (name) => name.replace(/(\/texts\/|\.)en(?=[/.])/, `$1${language}`)),
    }));
}

export interface Pair {
  readonly where: string;
  readonly english: string;
  readonly other: string;
}

/** What two files of words say, text by text. */
export async function pairsOf({ english, other }: { readonly english: string; readonly other: string }): Promise<Pair[]> {
  const [from, to] = await Promise.all([wordsOf(english), wordsOf(other)]);
  return [...from].flatMap(([where, text]) => {
    const said = to.get(where);
    return said === undefined ? [] : [{ where: `${other} ${where}`, english: text, other: said }];
  });
}

async function wordsOf(path: string): Promise<Map<string, string>> {
  // as: a module is its exports by their names.
  const exports = (await import(join(ROOT, path))) as Readonly<Record<string, unknown>>;
  const found = new Map<string, string>();
  // The gateway's files name their words by the language; there is one of them in each.
  const named = Object.entries(exports).map(([name, words]): [string, unknown] => [/^[A-Z]+$/.test(name) ? 'texts' : name, words]);
  gather(Object.fromEntries(named), '', found);
  return found;
}

function gather(words: unknown, where: string, found: Map<string, string>): void {
  if (typeof words === 'string') found.set(where, words);
  // as: all functions of words take plain values and return a text.
  else if (typeof words === 'function') gather(said(words as (...values: unknown[]) => unknown), where, found);
  else if (typeof words === 'object' && words !== null)
    for (const [name, part] of Object.entries(words)) gather(part, where === '' ? name : `${where}.${name}`, found);
}

/** What a function of words says about some value: the first kind that it takes. */
function said(words: (...values: unknown[]) => unknown): unknown {
  for (const value of ['◆', 3, ['◆'], {}]) {
    try {
      const text = words(...Array.from({ length: words.length }, () => value));
      if (typeof text === 'string') return text;
    } catch {
      // It takes another kind.
    }
  }
  return undefined;
}

/** Words that no German sentence has and hardly an English one lacks. *Not*, which is German, is written with a capital. */
const ENGLISH_WORDS =
  /(?:^|[^\p{L}])(the|and|of|to|you|your|not|with|for|this|that|are|has|have|from|when|what|who|is|it|be|been|can|may|The|You|Your|This|It|No|Yes)(?![\p{L}])/u;

/** What was forgotten: what is the same in both languages and not among `same`, and what has English words in it. */
export function leftOver(pairs: readonly Pair[], same: ReadonlySet<string>): string[] {
  return pairs
    .filter(({ english, other }) => {
      // What was put in for a value is no word.
      if (same.has(other) || !/\p{L}{2,}/u.test(other.replaceAll(/undefined|NaN/g, ''))) return false;
      return english === other || ENGLISH_WORDS.test(other);
    })
    .map(({ where, other }) => `${where}: ${other}`);
}
