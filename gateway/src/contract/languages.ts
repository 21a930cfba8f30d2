/** The languages in which people can read the pages and are written to: BCP 47 primary tags, each by the name that its readers know it by. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type LanguageName = keyof typeof LANGUAGES;

/** Shown where nothing else is known, and where another language's words can't be loaded. */
export const USUAL_LANGUAGE: LanguageName = 'en';

/** What somebody chose on this browser. A page sets it and the gateway reads it; nothing but the choice of words goes by it. */
export const LANGUAGE_COOKIE = 'language';

export function isLanguage(name: string): name is LanguageName {
  return Object.hasOwn(LANGUAGES, name);
}

/** Ours for a BCP 47 tag, whose first part says it: `de` serves `de-AT`. */
export function languageFor(tag: string | undefined): LanguageName | undefined {
  const primary = tag?.trim().split(/[-_]/)[0]?.toLowerCase();
  return primary !== undefined && isLanguage(primary) ? primary : undefined;
}

/** The first of the wanted ones that there is. */
export function firstLanguage(wanted: readonly (string | undefined)[]): LanguageName | undefined {
  for (const tag of wanted) {
    const found = languageFor(tag);
    if (found !== undefined) return found;
  }
  return undefined;
}
