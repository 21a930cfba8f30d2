/**
 * Texts live in one typed file per language beside the page that shows them: `texts/en.ts` gives the type, so that a missing key
 * in another language is a compile error. A page names its languages with `import.meta.glob('./texts/*.ts')`; a new language is a
 * new file and no code.
 */
export type Translated<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Translated<T[K]> };

type Loaders<T> = Readonly<Record<string, () => Promise<{ readonly texts: T }>>>;

/** What an interface in this language is called by the browser, such as `en` or `pt-BR`. */
export function fileLanguage(path: string): string {
  return /([^/]+)\.ts$/.exec(path)?.[1] ?? '';
}

/** The first of the wanted languages that there is, else the fallback; `pt` serves `pt-BR`. */
export function chooseLanguage(wanted: readonly string[], there: readonly string[], fallback: string): string {
  for (const language of wanted) {
    const found = there.find((name) => name === language) ?? there.find((name) => name === language.split('-')[0]);
    if (found !== undefined) return found;
  }
  return fallback;
}

/** Loads a page's texts in the reader's language and says so in `<html lang>`. A file that can't be loaded costs the language, not the page. */
export async function loadTexts<T>(fallback: T, loaders: Loaders<T>): Promise<T> {
  const names = new Map(Object.keys(loaders).map((path) => [fileLanguage(path), path]));
  const language = chooseLanguage(wantedLanguages(), [...names.keys(), 'en'], 'en');
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  const load = loaders[names.get(language) ?? ''];
  if (language === 'en' || load === undefined) return fallback;
  try {
    return (await load()).texts;
  } catch {
    // English that is there beats a page that is not; the mark is for whoever looks into it.
    document.documentElement.dataset['textsMissing'] = language;
    document.documentElement.lang = 'en';
    return fallback;
  }
}

/** Not every engine can tell the direction of a script yet; those get left to right. */
function directionOf(language: string): string {
  const locale = new Intl.Locale(language);
  return 'getTextInfo' in locale ? (locale.getTextInfo().direction ?? 'ltr') : 'ltr';
}

function wantedLanguages(): readonly string[] {
  const asked = new URLSearchParams(location.search).get('lang');
  return asked === null ? navigator.languages : [asked, ...navigator.languages];
}

/** `one` and `other` at least; a language with more plural forms names them too. */
export type PluralForms = Readonly<{ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>>;

export function plural(language: string, count: number, forms: PluralForms): string {
  const form = forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
  return form.replaceAll('#', new Intl.NumberFormat(language).format(count));
}
