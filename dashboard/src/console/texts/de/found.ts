import type { Translated } from '../../../shared/texts/language.ts';
import type { found as english } from '../en/found.ts';

/** Whether the worker was where the alarm said. Asked once somebody is there, in passing: nobody has to answer. */
export const found: Translated<typeof english> = {
  elsewhere: 'Woanders …',
  later: 'Gefunden …',
  asSaid: 'wo der Alarm es sagte',
  other: 'woanders',
  at: (place) => `woanders: ${place}`,
  said: (where) => `Gefunden: ${where}`,
  change: 'Ändern',
  heading: (who) => `Wo war ${who}?`,
  place: 'Ort',
  unsaid: 'Woanders, Ort nicht bekannt',
  noList: 'Die Liste der Orte konnte nicht geladen werden.',
  say: 'Speichern',
};
