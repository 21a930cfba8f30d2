import type { LanguageName } from '../../contract/languages.ts';
import { GERMAN } from './texts.de.ts';
import { ENGLISH } from './texts.en.ts';
import type { IncidentTexts } from './texts.ts';

const TEXTS: Readonly<Record<LanguageName, IncidentTexts>> = { en: ENGLISH, de: GERMAN };

/** The words of the paper for whoever reads it in that language. */
export function incidentTexts(language: LanguageName): IncidentTexts {
  return TEXTS[language];
}
