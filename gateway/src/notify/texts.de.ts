import type { Texts } from './texts.ts';

/** As in English: no name, no place, and no word that says what this is about. */
export const GERMAN: Texts = {
  'needed-now': { subject: 'Sie werden jetzt gebraucht', text: 'Jemand wartet auf eine Antwort. Bitte öffnen Sie jetzt diese Seite.' },
  'not-recorded': {
    subject: 'Sie werden jetzt gebraucht',
    text: 'Jemand wartet auf eine Antwort. Das System ist gestört und meldet sich vielleicht nicht mehr: Öffnen Sie diese Seite, und sehen Sie selbst nach.',
  },
  'nobody-watches': {
    subject: 'Ein Bildschirm braucht jemanden',
    text: 'Gerade achtet niemand auf die Bildschirme. Bitte sorgen Sie dafür, dass jemand diese Seite öffnet und ihren Ton einschaltet.',
  },
  'watched-again': {
    subject: 'Auf den Bildschirm achtet wieder jemand',
    text: 'Auf den Bildschirm, der jemanden brauchte, achtet wieder jemand. Sie müssen nichts weiter tun.',
  },
  'task-waiting': {
    subject: 'Eine Aufgabe wartet auf Sie',
    text: 'Bitte öffnen Sie diese Seite und nehmen Sie die Aufgabe an, oder geben Sie sie weiter.',
  },
  'task-asked': { subject: 'Sie werden um etwas gebeten', text: 'Bitte öffnen Sie diese Seite, wenn Sie einen ruhigen Moment haben.' },
  'task-passed-on': {
    subject: 'Eine Aufgabe ist zu Ihnen gekommen',
    text: 'Dort, wo sie war, konnte sie nicht bleiben. Bitte öffnen Sie diese Seite und nehmen Sie die Aufgabe an, oder geben Sie sie weiter.',
  },
  'task-reminder': {
    subject: 'Eine Ihrer Aufgaben wartet',
    text: 'Etwas ist bald fällig oder war schon fällig. Bitte öffnen Sie diese Seite und sehen Sie es sich an.',
  },
  'device-needs-care': {
    subject: 'Etwas von Ihnen braucht Aufmerksamkeit',
    text: 'Etwas, das Sie bei sich tragen, funktioniert vielleicht nicht. Bitte sehen Sie es sich an, bevor Sie sich darauf verlassen, und öffnen Sie diese Seite.',
  },
  'duty-due': {
    subject: 'Eine Aufgabe hat eine Frist',
    text: 'Etwas in einer Ihrer Aufgaben muss rechtzeitig angesehen werden. Bitte öffnen Sie diese Seite.',
  },
  'month-ready': {
    subject: 'Der letzte Monat liegt vor',
    text: 'Die Übersicht des letzten Monats, um die Sie gebeten haben, ist da. Bitte öffnen Sie diese Seite, wenn Sie einen ruhigen Moment haben.',
  },
  'test-message': {
    subject: 'Eine Testnachricht',
    text: 'Das ist ein Test, wie Sie zu erreichen sind. Sie müssen nichts tun.',
  },
  spoken: {
    language: 'de-DE',
    ask: 'Sie werden jetzt gebraucht. Jemand wartet auf eine Antwort. Wenn Sie das übernehmen, wählen Sie die 1.',
    tell: 'Sie werden jetzt gebraucht. Jemand wartet auf eine Antwort. Öffnen Sie die Seiten des Gateways.',
    test: 'Das ist ein Test, wie Sie zu erreichen sind. Sie müssen nichts tun.',
    taken: 'Danke. Sie haben übernommen. Öffnen Sie jetzt die Seiten des Gateways.',
    others: 'Danke. Jemand anderes hat übernommen. Sie müssen nichts tun.',
    over: 'Danke. Es ist vorbei. Sie müssen nichts tun.',
    old: 'Danke. Dieser Anruf gilt nicht mehr. Öffnen Sie die Seiten des Gateways, um zu sehen, wie es steht.',
  },
  exercise: 'Das ist eine Übung.',
  withoutLink: 'Öffnen Sie die Seiten des Gateways wie gewohnt.',
};
