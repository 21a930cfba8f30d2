/**
 * Who may do what to a debrief, written down by hand and apart from the rules: from language.md (its worker, its owner, and whoever is above in
 * the line and was given it), never copied from the code. What is not here is refused.
 */
export type Relation = 'worker' | 'owner' | 'former-owner';
export const STATES = ['waiting', 'accepted', 'following', 'completed'] as const;
export type State = (typeof STATES)[number];

const W: readonly Relation[] = ['worker'];
const O: readonly Relation[] = ['owner'];
const WO: readonly Relation[] = ['worker', 'owner'];
const ALL: readonly Relation[] = ['worker', 'owner', 'former-owner'];
const NO: readonly Relation[] = [];

/** In the order of the states above. */
type Row = readonly [
  waiting: readonly Relation[],
  accepted: readonly Relation[],
  following: readonly Relation[],
  completed: readonly Relation[],
];

export const MAY: Readonly<Record<string, Row>> = {
  read: [ALL, ALL, ALL, ALL],
  'read-photo': [ALL, ALL, ALL, ALL],
  accept: [O, NO, NO, NO],
  'hand-over': [O, O, NO, NO],
  welfare: [O, O, NO, NO],
  account: [W, W, NO, NO],
  review: [NO, O, NO, NO],
  action: [NO, O, NO, NO],
  complete: [NO, O, NO, NO],
  'ask-other': [W, W, NO, NO],
  attach: [WO, WO, WO, NO],
  detach: [WO, WO, WO, NO],
};

/** Which parts each relation reads, in whatever state. */
export const READS: Readonly<Record<string, readonly Relation[]>> = {
  task: ALL,
  alarms: ALL,
  line: ALL,
  welfare: ALL,
  account: ALL,
  review: ALL,
  actions: ALL,
  answer: ALL,
  attachments: ALL,
  readings: WO,
  hold: WO,
};
