import type { togetherWords as english } from '../en/together.ts';

export const togetherWords: typeof english = {
  title: 'Derselbe Vorfall',
  lead: (names) =>
    `Auch für ${names} sichtbar: was Sie über das Geschehene schreiben, was Sie planen und Ihre Antwort. Was jede Person selbst geschrieben hat, sehen die anderen nicht.`,
  person: (name, when, where) => `${name}, ${when}, ${where}`,
  noWorker: 'Ein Alarm ohne Person',
  asked: '✓ Wurde gefragt, wie es geht',
  notAsked: 'Wurde noch nicht gefragt, wie es geht',
  open: (name) => `Der Teil von ${name}`,
  openPlace: 'Der Teil zu diesem Alarm',
  held: (name) =>
    `Das war derselbe Vorfall wie der Alarm von ${name}. Was geschehen ist, was daraus folgt und die Antwort stehen dort. Hier steht, was nur diese Person betrifft.`,
  heldPlace: 'Das war derselbe Vorfall wie ein anderer Alarm. Was geschehen ist, was daraus folgt und die Antwort stehen dort.',
  toLead: (name) => `Zur Nachbesprechung für ${name}`,
  toLeadPlace: 'Zur anderen Nachbesprechung',
  apart: 'Es waren verschiedene Vorfälle',
  apartLead: 'Dann geht jede Nachbesprechung für sich weiter, so wie sie jetzt steht.',
  perhaps: 'War das derselbe Vorfall?',
  perhapsLead:
    'Dann verbinden Sie die Nachbesprechungen: Sie schreiben nur einmal auf, was geschehen ist, und alle bekommen Ihre Antwort. Bis dahin können Sie sie wieder trennen.',
  join: (name) => `Derselbe Vorfall wie der Alarm von ${name}`,
  joinPlace: 'Derselbe Vorfall wie dieser Alarm',
  mine: (names, owner) =>
    `Bei diesem Vorfall gab es auch einen Alarm von ${names}. Was ${owner} über das Geschehene schreibt, ist auch dafür. Ihre eigenen Worte gehören Ihnen: Die anderen sehen sie nicht.`,
  readToo: (names) => `Auch für ${names} sichtbar.`,
  openWelfare: (name) => `${name} wurde noch nicht gefragt, wie es geht.`,
  who: 'Wer',
};
