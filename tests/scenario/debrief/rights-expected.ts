/**
 * Who may do what to a debrief, written down by hand and apart from the rules: from language.md (its worker, its owner, and whoever is above in
 * the line and was given it) and from the records of decisions 0030 (in time), 0032 (a second person, and who does an action), 0033 (readings
 * and photos), 0035 (whom to tell), 0040 (several alarms of one incident) and 0044 (who looks in), never copied from the code. What is not here is refused.
 */
export type Relation = 'worker' | 'owner' | 'former-owner' | 'second' | 'supporter' | 'action-owner';
export const STATES = ['waiting', 'accepted', 'following', 'completed'] as const;
export type State = (typeof STATES)[number];

const W: readonly Relation[] = ['worker'];
const O: readonly Relation[] = ['owner'];
const S: readonly Relation[] = ['second'];
const WO: readonly Relation[] = ['worker', 'owner'];
/** Of the whole of it. */
const ALL: readonly Relation[] = ['worker', 'owner', 'former-owner'];
const NO: readonly Relation[] = [];

/** In the order of the states above. */
type Row = readonly [
  waiting: readonly Relation[],
  accepted: readonly Relation[],
  following: readonly Relation[],
  completed: readonly Relation[],
];

const always = (by: readonly Relation[]): Row => [by, by, by, by];
/** Until it is over. */
const open = (by: readonly Relation[]): Row => [by, by, by, NO];
/** Only once somebody has said that it is theirs. */
const taken = (by: readonly Relation[]): Row => [NO, by, by, NO];

/** What is asked for that is no verb of a debrief: reading, each way. */
export const LOOK: Readonly<Record<string, Row>> = {
  read: always([...ALL, 'second', 'supporter', 'action-owner']),
  'read-photo': always(ALL),
  'read-duty': always(ALL),
  print: always(ALL),
};

export const DO: Readonly<Record<string, Row>> = {
  accept: [O, NO, NO, NO],
  'hand-over': open(O),
  welfare: open(O),
  account: open(W),
  review: taken(O),
  action: taken(O),
  complete: [NO, O, NO, NO],
  'ask-other': open(W),
  'follow-up': taken(O),
  'name-involved': open(WO),
  dispute: open(W),
  'answer-dispute': taken(O),
  support: open(O),
  'support-checked': open(['owner', 'supporter']),
  'decide-service': taken(O),
  agree: open(S),
  disagree: open(S),
  'review-service': taken(O),
  'action-done': open(['owner', 'action-owner']),
  'action-check': taken(O),
  'action-drop': taken(O),
  'action-move': taken(O),
  'action-reply': taken(O),
  attach: open(WO),
  detach: open(WO),
  duty: open(O),
  // As long as no worker has the answer.
  join: [O, O, NO, NO],
  separate: [O, O, NO, NO],
};

/** Of several that are held together: what is done in the one that leads, and nowhere else. Whom to tell too, unless that was decided before. */
export const LED: readonly string[] = ['accept', 'hand-over', 'review', 'action', 'complete', 'decide-service', 'duty', 'join'];
/** And what is done in one that is held within another alone. */
export const HELD: readonly string[] = ['separate'];

export const MAY: Readonly<Record<string, Row>> = { ...LOOK, ...DO };

/** Which parts each relation reads, in whatever state. */
export const READS: Readonly<Record<string, readonly Relation[]>> = {
  task: [...ALL, 'second', 'supporter', 'action-owner'],
  alarms: ALL,
  line: ALL,
  welfare: ALL,
  account: ALL,
  review: ALL,
  actions: [...ALL, 'action-owner'],
  answer: ALL,
  followUps: ALL,
  involved: WO,
  accountVersions: ALL,
  disputes: ALL,
  supports: ALL,
  supportChecks: [...ALL, 'supporter'],
  service: [...ALL, 'second'],
  repeats: ALL,
  lists: ALL,
  attachments: ALL,
  readings: WO,
  hold: WO,
  duty: ALL,
  'duty-words': ['owner', 'former-owner'],
  together: WO,
};
