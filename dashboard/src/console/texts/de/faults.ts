import { dative } from '../../../shared/texts/de/dative.ts';
import { plural, type Translated } from '../../../shared/texts/language.ts';
import type { faults as english } from '../en/faults.ts';

/** The quiet list of technical matters. */
export const faults: Translated<typeof english> = {
  action: {
    acknowledge: 'Gesehen',
    'look-after': 'Ich kümmere mich',
    'hand-back': 'Ich kümmere mich nicht mehr',
    shelve: 'Zurückstellen …',
    unshelve: 'Jetzt zurückholen',
  },
  eased: (age) => `Wieder gehört: ${age}. Nicht bewiesen; ein Testdruck schließt das ab.`,
  acknowledged: (name, age) => `Gesehen von ${name}, ${age}`,
  owner: (name) => `${name} kümmert sich`,
  nobody: 'Noch kümmert sich niemand',
  shelvedUntil: (name, when) => `Von ${name} zurückgestellt bis ${when}`,
  shelved: (count) => `${count} zurückgestellt`,
  shelfLength: 'Zurückstellen für',
  shelfHint: 'Es kommt von selbst zurück.',
  keep: 'Hier lassen',
  failed: (why) => `Das wurde nicht gemacht: ${why}`,
  group: (what, count) => `${what} (${count})`,
  atSite: (count) => plural('de', count, { one: '1', other: '#' }),
  newest: (age) => `die neueste seit ${dative(age)}`,
  moreSites: (count) => plural('de', count, { one: 'und 1 weiterer Standort', other: 'und # weitere Standorte' }),
  unproven: (count) =>
    plural('de', count, {
      one: '1 Knopf ist nicht durch einen Testdruck bewiesen.',
      other: '# Knöpfe sind nicht durch einen Testdruck bewiesen.',
    }),
  unprovenWhich: 'Welche',
};
