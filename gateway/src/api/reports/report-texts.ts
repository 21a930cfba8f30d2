import type { LanguageName } from '../../contract/languages.ts';
import { GERMAN } from './texts.de.ts';
import { ENGLISH } from './texts.en.ts';
import type { ReportTexts } from './texts.ts';

const TEXTS: Readonly<Record<LanguageName, ReportTexts>> = { en: ENGLISH, de: GERMAN };

export function reportTexts(language: LanguageName): ReportTexts {
  return TEXTS[language];
}
