import { plural, type Translated } from '../../../shared/texts/language.ts';
import type { awayWords as english } from '../en/away.ts';

/** Saying that one is away, on one's own page. */
export const awayWords: Translated<typeof english> = {
  title: 'Ich bin abwesend',
  lead: 'Sagen Sie es hier. Solange Sie abwesend sind, gehen Ihre Aufgaben an jemand anderen: die offenen, sobald es beginnt, und auch neue.',
  means: 'Was dann geschieht',
  goesTo: (name) => `Solange Sie abwesend sind, gehen Ihre neuen Nachbesprechungen an ${name}.`,
  goesToOf: (whose, name) => `Solange ${whose} abwesend ist, gehen neue Nachbesprechungen an ${name}.`,
  leadsNobody: 'Sie sind für niemanden die Führungskraft. Darum kommen keine Nachbesprechungen zu Ihnen.',
  leadsNobodyOf: (whose) => `${whose} ist für niemanden die Führungskraft. Darum kommen keine Nachbesprechungen hierher.`,
  nobody: 'Es wurde niemand gefunden. Fragen Sie die Administration.',
  goOn: (count) =>
    plural('de', count, {
      one: 'Eine Aufgabe, die jetzt hier ist, geht auch weiter, sobald die Abwesenheit beginnt. Wer aussuchen möchte, an wen, gibt sie vorher weiter.',
      other:
        '# Aufgaben, die jetzt hier sind, gehen auch weiter, sobald die Abwesenheit beginnt. Wer aussuchen möchte, an wen, gibt sie vorher weiter.',
    }),
  stillHere: (count) =>
    plural('de', count, {
      one: 'Eine Aufgabe ist noch hier. Sie kann weitergegeben werden.',
      other: '# Aufgaben sind noch hier. Sie können weitergegeben werden.',
    }),
  now: { leave: 'Jetzt im Urlaub.', unavailable: 'Gerade nicht verfügbar.' },
  delegate: 'Wer ist die Vertretung?',
  delegateHint: 'Ist auch die Vertretung abwesend, geht es an die nächsthöhere Führungskraft.',
  nobodyChosen: 'Niemand: an die nächsthöhere Führungskraft',
  save: 'Vertretung speichern',
  fromCalendar: 'aus einem Kalender',
  file: {
    title: 'Urlaub aus einem Kalender',
    lead: 'Speichern Sie den Kalender als Datei (.ics), und wählen Sie sie hier aus. Nichts wird übernommen, bevor Sie es gesehen haben, und nichts wird irgendwo abgerufen.',
    label: 'Kalenderdatei',
    which: 'Was zählt?',
    leave: 'Termine, in denen „Urlaub“ oder „abwesend“ steht',
    all: 'Alle Termine: In diesem Kalender steht nur Urlaub',
    check: 'Zuerst ansehen',
    checking: 'Wird angesehen …',
    none: 'In dieser Datei wurde kein Urlaub gefunden.',
    found: (count) => plural('de', count, { one: 'Eine Abwesenheit:', other: '# Abwesenheiten:' }),
    others: (count) => plural('de', count, { one: 'Ein anderer Termin ist kein Urlaub.', other: '# andere Termine sind kein Urlaub.' }),
    replaces: (count) =>
      plural('de', count, {
        one: 'Diese Datei ersetzt eine Abwesenheit, die früher aus diesem Kalender kam.',
        other: 'Diese Datei ersetzt # Abwesenheiten, die früher aus diesem Kalender kamen.',
      }),
    problems: (count) =>
      plural('de', count, {
        one: 'Ein Termin kann nicht übernommen werden. Ist er Urlaub, tragen Sie ihn von Hand ein.',
        other: '# Termine können nicht übernommen werden. Sind sie Urlaub, tragen Sie sie von Hand ein.',
      }),
    refused: 'Diese Datei kann nicht übernommen werden.',
    tooBig: 'Diese Datei ist zu groß. Speichern Sie einen kürzeren Zeitraum, höchstens 1 MB.',
    save: 'Diesen Urlaub übernehmen',
    saved: 'Fertig. Dieser Urlaub ist gespeichert.',
    more: (count) => `und ${String(count)} weitere`,
  },
};
