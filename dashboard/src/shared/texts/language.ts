/**
 * Texts live in one typed file per language beside the page that shows them: `texts/en.ts` gives the type, so that a missing key
 * in another language is a compile error. A page names its languages with `import.meta.glob('./texts/*.ts')`; a new language is a
 * new file and no code (docs/languages.md).
 */
export type Translated<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Translated<T[K]> };

/** `one` and `other` at least; a language with more plural forms names them too. */
export type PluralForms = Readonly<{ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>>;

export function plural(language: string, count: number, forms: PluralForms): string {
  const form = forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
  return form.replaceAll('#', new Intl.NumberFormat(language).format(count));
}
