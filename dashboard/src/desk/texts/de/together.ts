import type { togetherWords as english } from '../en/together.ts';

export const togetherWords: typeof english = {
  title: 'Ein Vorfall',
  lead: (names) =>
    `Was Sie über das Geschehene schreiben, was Sie planen und Ihre Antwort: Das lesen auch ${names}. Was jede Person selbst geschrieben hat, bleibt bei ihr.`,
  person: (name, when, where) => `${name}, ${when}, ${where}`,
  somebody: 'Ein Alarm ohne Person',
  asked: '✓ Sie haben gefragt, wie es geht',
  notAsked: 'Noch nicht gefragt, wie es geht',
  open: (name) => `Was ${name} betrifft`,
  openPlace: 'Was diesen Alarm betrifft',
  held: (name) =>
    `Das war ein Vorfall zusammen mit dem Alarm von ${name}. Was geschehen ist, was daraus folgt und die Antwort stehen dort. Hier steht, was nur diese Person betrifft.`,
  heldPlace: 'Das war ein Vorfall zusammen mit einem anderen Alarm. Was geschehen ist, was daraus folgt und die Antwort stehen dort.',
  toLead: (name) => `Zur Nachbesprechung für ${name}`,
  toLeadPlace: 'Zur anderen Nachbesprechung',
  apart: 'Es war nicht ein Vorfall',
  apartLead: 'Dann geht jede Nachbesprechung für sich weiter, so wie sie jetzt steht.',
  perhaps: 'War es ein Vorfall?',
  perhapsLead:
    'Dann können Sie beides zusammen führen: Sie schreiben einmal auf, was geschehen ist, und alle bekommen Ihre Antwort. Sie können es wieder trennen.',
  join: (name) => `Es war ein Vorfall mit ${name}`,
  joinPlace: 'Es war ein Vorfall mit diesem Alarm',
  mine: (names, owner) =>
    `Im selben Vorfall auch gedrückt: ${names}. Was ${owner} über das Geschehene schreibt, ist für Sie alle. Ihre eigenen Worte gehören Ihnen: Die anderen sehen sie nicht.`,
  readToo: (names) => `Das lesen auch: ${names}.`,
  openWelfare: (name) => `Sie haben ${name} noch nicht gefragt, wie es geht.`,
  whose: 'Wessen',
};
