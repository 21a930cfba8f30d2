import type { AnswerTexts } from './texts.ts';

/** As in English: no name but of who has it, no place, no word of what it is. */
export const GERMAN: AnswerTexts = {
  language: 'de',
  title: 'Sie werden jetzt gebraucht',
  waiting: 'Jemand wartet auf eine Antwort.',
  since: (minutes) =>
    minutes < 1 ? 'Seit weniger als einer Minute.' : minutes === 1 ? 'Seit einer Minute.' : `Seit ${String(minutes)} Minuten.`,
  exercise: 'Das ist eine Übung.',
  take: 'Ich übernehme',
  takes: 'Damit wissen alle, dass Sie sich darum kümmern. Übernehmen Sie nur, wenn Sie das können.',
  yours: 'Sie haben übernommen',
  yoursNext: 'Alle sehen, dass Sie übernommen haben. Melden Sie sich jetzt an, um zu sehen, wer Sie braucht, und wo.',
  others: (name) => `${name} hat übernommen`,
  othersNext: 'Danke. Sie müssen nichts tun.',
  over: 'Es ist vorbei',
  overNext: 'Danke. Sie müssen nichts tun.',
  old: 'Dieser Link gilt nicht mehr',
  oldNext: 'Er wurde benutzt oder ist zu alt. Melden Sie sich an, um zu sehen, wie es steht.',
  waits: 'Noch nicht gespeichert',
  waitsNext: 'Das System ist gestört. Ihre Antwort wartet, und wer erreichbar ist, erfährt davon. Sehen Sie selbst nach.',
  somebody: 'Jemand',
  signIn: 'Anmelden und nachsehen',
};
