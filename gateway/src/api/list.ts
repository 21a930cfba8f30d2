import { LIST_ROWS_MAX } from '../contract/organisation.ts';

interface Listed {
  /** What the list is ordered by. */
  readonly name: string;
  /** What words are looked for in. */
  readonly words: string;
}

/**
 * The first rows by name of those in which all words of `find` occur, and how many there are. One pass over the rows,
 * and only the first page is built: 19,000 buttons must not hold up an alarm.
 */
export function firstRows<R, V>(
  rows: Iterable<R>,
  find: string | undefined,
  build: { listed: (row: R) => Listed; view: (row: R) => V },
): { rows: V[]; total: number } {
  const words = (find ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found: { readonly name: string; readonly row: R }[] = [];
  for (const row of rows) {
    const { name, words: text } = build.listed(row);
    const lower = text.toLowerCase();
    if (words.every((word) => lower.includes(word))) found.push({ name: name.toLowerCase(), row });
  }
  found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { rows: found.slice(0, LIST_ROWS_MAX).map(({ row }) => build.view(row)), total: found.length };
}
