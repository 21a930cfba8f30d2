import type { ListedFactor } from '@duress/gateway/contract/debrief-content.ts';
import { wordFor } from '@duress/gateway/contract/word-for.ts';

/** What can be ticked: the built-in causes and the place's own that are not retired, and whatever is ticked already. */
export function factorChoices(
  builtIn: Readonly<Record<string, string>>,
  own: readonly ListedFactor[],
  chosen: readonly string[],
): [id: string, name: string][] {
  const offered = own.filter(({ id, retired }) => retired !== true || chosen.includes(id));
  return [...Object.entries(builtIn), ...offered.map(({ id, name }): [string, string] => [id, name])];
}

/** A cause in words; its id where nobody knows it any more. */
export function factorName(builtIn: Readonly<Record<string, string>>, own: readonly ListedFactor[], id: string): string {
  return wordFor(builtIn, id, own.find((one) => one.id === id)?.name);
}
