import type { Factor, IncidentKind, SupportKind } from './debrief-content.ts';
import type { LOWLINE, OwnerReason } from './debrief.ts';
import type { LEARNING_HARMED, LEARNING_HARMS } from './learning.ts';

/** What stands by its id in a debrief, in words: the same in its forms, on the learning page and on paper. Plain; no word blames anybody. */
export const kindWords = {
  verbal: 'Shouting or insults',
  threat: 'A threat',
  physical: 'Hit, grabbed or pushed',
  sexual: 'Something sexual',
  property: 'Things were broken',
  medical: 'Somebody was ill',
  other: 'Something else',
} as const satisfies Record<IncidentKind, string>;
export const factorWords = {
  trigger: 'Bad news or a hard talk',
  waiting: 'A long wait',
  staffing: 'Too few people',
  handover: 'News did not reach the shift',
  'known-risk': 'A known risk was not passed on',
  layout: 'The way the room is set up',
  'no-exit': 'No way out',
  lighting: 'The light',
  noise: 'Noise',
  crowding: 'Too many people in one place',
  'lone-work': 'Working alone',
  health: 'Health or pain',
  medication: 'Medicine, drink or drugs',
  change: 'A change of plan',
  equipment: 'Something did not work',
  other: 'Something else',
} as const satisfies Record<Factor, string>;
export const supportWords = {
  eap: 'Free talks with a counsellor (EAP)',
  gp: 'A doctor',
  peer: 'Somebody from the team',
  union: 'The union',
  chaplain: 'A chaplain',
  break: 'A break',
  relief: 'Somebody takes over the shift',
  'way-home': 'A way home',
  'police-report': 'Help with a report to the police',
  other: 'Something else',
} as const satisfies Record<SupportKind, string>;
export const lowlineWords = {
  listen: 'Listen',
  offer: 'Offer',
  wait: 'Wait',
  look: 'Look',
  incline: 'Incline',
  nod: 'Nod',
  express: 'Express',
} as const satisfies Record<(typeof LOWLINE)[number], string>;
export const harmedWords = { worker: 'The worker', bystanders: 'Others nearby', client: 'The client' } as const satisfies Record<
  (typeof LEARNING_HARMED)[number],
  string
>;
export const harmWords = { physical: 'Body', emotional: 'Feelings', social: 'Trust and relations' } as const satisfies Record<
  (typeof LEARNING_HARMS)[number],
  string
>;
/** Why somebody had it, or was passed over: one line each. */
export const reasonWords = {
  manager: 'manager',
  responsible: 'looks after the place',
  delegate: 'stands in',
  leave: 'on leave',
  unavailable: 'not available',
  involved: 'was part of it',
  'no-answer': 'did not answer in time',
  'by-hand': 'handed over',
  fallback: 'named for such cases',
  administrator: 'administrator',
  conflict: 'everybody was part of it',
  overdue: 'something was late',
} as const satisfies Record<OwnerReason, string>;
