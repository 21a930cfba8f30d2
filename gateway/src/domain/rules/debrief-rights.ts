import type { PersonId } from '../../base/ids.ts';
import type { Alarm } from '../alarm.ts';
import type { Debrief } from '../debrief.ts';
import type { StateView } from '../state.ts';
import { isReadAlong } from './read-along.ts';

/** How a reader stands to a debrief. Relations alone count: no role, not even the administrator's, opens one. */
export type DebriefRelation = 'worker' | 'owner' | 'former-owner';

export const DEBRIEF_VERBS = [
  'accept',
  'hand-over',
  'welfare',
  'account',
  'review',
  'action',
  'complete',
  'ask-other',
  'follow-up',
  'name-involved',
] as const;
export type DebriefVerb = (typeof DEBRIEF_VERBS)[number];

/**
 * The worker, the owner, or whoever was given it before and stands above the worker in the line. Nobody else; and not from whom it was
 * taken because the worker asked for somebody else, nor who was named as part of what happened.
 */
export function relationTo(state: StateView, debrief: Debrief, reader: PersonId): DebriefRelation | undefined {
  if (debrief.worker === reader) return isHiddenFromWorker(state, debrief) ? undefined : 'worker';
  if (debrief.owner === reader) return 'owner';
  if (debrief.named?.includes(reader) === true) return undefined;
  const given = debrief.line.findLastIndex((step) => step.to === reader);
  if (given < 0 || debrief.line[given + 1]?.asked === true) return undefined;
  if (isAbove(state, reader, debrief.worker)) return 'former-owner';
  return undefined;
}

/** Of an alarm that the duress PIN alone has raised: until all is over, a task in the worker's list would betray it. */
function isHiddenFromWorker(state: StateView, debrief: Debrief): boolean {
  if (debrief.silent !== true) return false;
  return debrief.alarms.some((id) => isOpen(state.alarms.get(id))) || isReadAlong(state, debrief.worker);
}

function isOpen(alarm: Alarm | undefined): boolean {
  return alarm !== undefined && alarm.state !== 'closed';
}

/** Is `upper` in the reporting line above `lower`? Loops end the search. */
export function isAbove(state: StateView, upper: PersonId, lower: PersonId | undefined): boolean {
  const seen = new Set<PersonId>();
  let next = lower === undefined ? undefined : state.people.get(lower)?.manager;
  while (next !== undefined && !seen.has(next)) {
    if (next === upper) return true;
    seen.add(next);
    next = state.people.get(next)?.manager;
  }
  return false;
}

/**
 * The table of rights, verbs first: which relation may do what, and in which states. No role appears in it. What is in no row is refused.
 */
export const DEBRIEF_RIGHTS: Readonly<
  Record<DebriefVerb, { readonly by: readonly DebriefRelation[]; readonly states: readonly Debrief['state'][] }>
> = {
  accept: { by: ['owner'], states: ['waiting'] },
  'hand-over': { by: ['owner'], states: ['waiting', 'accepted', 'following'] },
  welfare: { by: ['owner'], states: ['waiting', 'accepted', 'following'] },
  account: { by: ['worker'], states: ['waiting', 'accepted', 'following'] },
  review: { by: ['owner'], states: ['accepted', 'following'] },
  action: { by: ['owner'], states: ['accepted', 'following'] },
  complete: { by: ['owner'], states: ['accepted'] },
  'ask-other': { by: ['worker'], states: ['waiting', 'accepted', 'following'] },
  'follow-up': { by: ['owner'], states: ['accepted', 'following'] },
  'name-involved': { by: ['worker', 'owner'], states: ['waiting', 'accepted', 'following'] },
};

/** What of a debrief can be read, each by itself. */
export const DEBRIEF_PARTS = [
  'task',
  'alarms',
  'line',
  'welfare',
  'account',
  'review',
  'actions',
  'answer',
  'followUps',
  'involved',
] as const;
export type DebriefPart = (typeof DEBRIEF_PARTS)[number];

/** The table of rights, reading: which relation sees which part, in whatever state. */
export const DEBRIEF_READING: Readonly<Record<DebriefPart, readonly DebriefRelation[]>> = {
  task: ['worker', 'owner', 'former-owner'],
  alarms: ['worker', 'owner', 'former-owner'],
  line: ['worker', 'owner', 'former-owner'],
  welfare: ['worker', 'owner', 'former-owner'],
  account: ['worker', 'owner', 'former-owner'],
  review: ['worker', 'owner', 'former-owner'],
  actions: ['worker', 'owner', 'former-owner'],
  answer: ['worker', 'owner', 'former-owner'],
  followUps: ['worker', 'owner', 'former-owner'],
  // Whoever was named finds nothing here, also where they had it before.
  involved: ['worker', 'owner'],
};

export function mayDo(state: StateView, debrief: Debrief, asked: { readonly reader: PersonId; readonly verb: DebriefVerb }): boolean {
  const { by, states } = DEBRIEF_RIGHTS[asked.verb];
  const relation = relationTo(state, debrief, asked.reader);
  return relation !== undefined && states.includes(debrief.state) && by.includes(relation);
}

export function mayRead(relation: DebriefRelation, part: DebriefPart): boolean {
  return DEBRIEF_READING[part].includes(relation);
}
