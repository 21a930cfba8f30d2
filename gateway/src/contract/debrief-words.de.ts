import type { Factor, IncidentKind, SupportKind } from './debrief-content.ts';
import type { LOWLINE, OwnerReason } from './debrief.ts';
import type { LEARNING_HARMED, LEARNING_HARMS } from './learning.ts';

/** As in English. */
export const kindWords: Readonly<Record<IncidentKind, string>> = {
  verbal: 'Anschreien oder Beleidigen',
  threat: 'Eine Drohung',
  physical: 'Schlagen, Festhalten oder Stoßen',
  sexual: 'Etwas Sexuelles',
  property: 'Etwas wurde beschädigt',
  medical: 'Jemandem ging es gesundheitlich schlecht',
  other: 'Etwas anderes',
};
export const factorWords: Readonly<Record<Factor, string>> = {
  trigger: 'Eine schlechte Nachricht oder ein schweres Gespräch',
  waiting: 'Langes Warten',
  staffing: 'Zu wenig Personal',
  handover: 'Eine Information kam bei der Schicht nicht an',
  'known-risk': 'Ein bekanntes Risiko wurde nicht weitergegeben',
  layout: 'Die Einrichtung des Raums',
  'no-exit': 'Kein Weg hinaus',
  lighting: 'Das Licht',
  noise: 'Lärm',
  crowding: 'Zu viele Menschen an einem Ort',
  'lone-work': 'Alleinarbeit',
  health: 'Gesundheit oder Schmerzen',
  medication: 'Medikamente, Alkohol oder Drogen',
  change: 'Ein geänderter Plan',
  equipment: 'Etwas hat nicht funktioniert',
  other: 'Etwas anderes',
};
export const supportWords: Readonly<Record<SupportKind, string>> = {
  eap: 'Kostenlose Beratungsgespräche (EAP)',
  gp: 'Eine Ärztin oder ein Arzt',
  peer: 'Jemand aus dem Team',
  union: 'Die Gewerkschaft',
  chaplain: 'Seelsorge',
  break: 'Eine Pause',
  relief: 'Jemand springt für die Schicht ein',
  'way-home': 'Hilfe beim Heimweg',
  'police-report': 'Hilfe bei einer Anzeige bei der Polizei',
  other: 'Etwas anderes',
};
export const lowlineWords: Readonly<Record<(typeof LOWLINE)[number], string>> = {
  listen: 'Zuhören',
  offer: 'Anbieten',
  wait: 'Warten',
  look: 'Ansehen',
  incline: 'Neigen',
  nod: 'Nicken',
  express: 'Ausdrücken',
};
export const harmedWords: Readonly<Record<(typeof LEARNING_HARMED)[number], string>> = {
  worker: 'Die betroffene Person',
  bystanders: 'Andere in der Nähe',
  client: 'Klientin oder Klient',
};
export const harmWords: Readonly<Record<(typeof LEARNING_HARMS)[number], string>> = {
  physical: 'Körper',
  emotional: 'Gefühle',
  social: 'Vertrauen und Beziehungen',
};
export const reasonWords: Readonly<Record<OwnerReason, string>> = {
  manager: 'Führungskraft',
  responsible: 'für den Ort zuständig',
  delegate: 'Vertretung',
  leave: 'im Urlaub',
  unavailable: 'nicht verfügbar',
  involved: 'war beteiligt',
  'no-answer': 'hat nicht rechtzeitig geantwortet',
  'by-hand': 'weitergegeben',
  fallback: 'für solche Fälle benannt',
  administrator: 'Administration',
  conflict: 'alle waren beteiligt',
  overdue: 'etwas war überfällig',
};
