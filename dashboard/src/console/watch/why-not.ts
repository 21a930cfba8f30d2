import type { ConsoleTexts } from '../texts/en.ts';

/** Why a console does not count as watching, in plain words. A newer gateway may know reasons that this page does not. */
export function whyNotWords(why: string | undefined, texts: ConsoleTexts): string {
  const words: Readonly<Record<string, string>> = texts.strip.whyNot;
  return words[why ?? ''] ?? why ?? '';
}
