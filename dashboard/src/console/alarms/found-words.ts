import type { ConsoleTexts } from '../texts/en.ts';

/** `where the alarm said`, `somewhere else: Room 4`. */
export function foundWords(
  found: { readonly where: unknown; readonly path?: readonly string[] | undefined },
  { found: words }: Pick<ConsoleTexts, 'found'>,
): string {
  if (found.where === 'as-said') return words.asSaid;
  const room = found.path?.at(-1);
  return room === undefined ? words.other : words.at(room);
}
