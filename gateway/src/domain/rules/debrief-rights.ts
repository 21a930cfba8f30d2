import type { PersonId } from '../../base/ids.ts';
import type { DEBRIEF_VERBS } from '../../contract/debrief.ts';
import type { Alarm } from '../alarm.ts';
import { mayLookIn, refusedBy, type Debrief } from '../debrief.ts';
import { isAskedElsewhere } from '../duty/standing.ts';
import { joiningOf } from '../joined.ts';
import type { StateView } from '../state.ts';
import { isReadAlong } from './read-along.ts';

/** How a reader stands to a debrief. Relations alone count: no role, not even the administrator's, opens one. */
export type DebriefRelation = 'worker' | 'owner' | 'former-owner' | 'second' | 'supporter' | 'action-owner';

/** Those of whoever was asked for one part alone. */
export function isPartial(relation: DebriefRelation): boolean {
  return relation === 'second' || relation === 'supporter' || relation === 'action-owner';
}

export type DebriefVerb = (typeof DEBRIEF_VERBS)[number];

/**
 * The worker, the owner, or whoever was given it before and stands above the worker in the line; and not from whom it was taken because
 * the worker asked for somebody else, nor who was named as part of what happened. Of a part alone: who is asked to agree about the
 * client's service, who looks in again on the worker, and who does an action.
 */
export function relationTo(state: StateView, debrief: Debrief, reader: PersonId): DebriefRelation | undefined {
  return relationsTo(state, debrief, reader)[0];
}

/** All that a reader is to a debrief, the widest first: its owner may also be who does an action. */
export function relationsTo(state: StateView, debrief: Debrief, reader: PersonId): DebriefRelation[] {
  if (isHiddenFrom(state, debrief, reader)) return [];
  const whole = wholeRelation(state, debrief, reader);
  return [
    ...(whole === undefined ? [] : [whole]),
    ...(isSecond(debrief, reader) ? (['second'] as const) : []),
    ...(isSupporter(debrief, reader) ? (['supporter'] as const) : []),
    ...(debrief.actions.some((action) => action.owner === reader) ? (['action-owner'] as const) : []),
  ];
}

function wholeRelation(state: StateView, debrief: Debrief, reader: PersonId): 'worker' | 'owner' | 'former-owner' | undefined {
  if (debrief.worker === reader) return 'worker';
  if (debrief.owner === reader) return 'owner';
  if (debrief.named?.includes(reader) === true) return undefined;
  const given = debrief.line.findLastIndex((step) => step.to === reader);
  if (given < 0 || debrief.line[given + 1]?.asked === true) return undefined;
  return isAbove(state, reader, debrief.worker) ? 'former-owner' : undefined;
}

/** Named to agree, and still somebody else than who decides, who took part, or whom the worker does not want. */
function isSecond(debrief: Debrief, reader: PersonId): boolean {
  if (reader === debrief.owner || reader === debrief.worker) return false;
  if (debrief.involved.includes(reader) || refusedBy(debrief).includes(reader)) return false;
  return (debrief.service ?? []).some(({ second, state }) => second === reader && state !== 'replaced');
}

/** Was asked to look in again on the worker. Who helped in the alarm may well be the right one; who was named, or whom the worker asked away, is not. */
function isSupporter(debrief: Debrief, reader: PersonId): boolean {
  return (debrief.supportChecks ?? []).some(({ person, own }) => person === reader && own !== true) && mayLookIn(debrief, reader);
}

/**
 * Of an alarm that the duress PIN alone has raised its worker knows nothing until all is over: a task in their list, or a message about it, would
 * betray it.
 */
export function isHiddenFrom(state: StateView, debrief: Debrief, person: PersonId): boolean {
  if (debrief.silent !== true || debrief.worker !== person) return false;
  return debrief.alarms.some((id) => isOpen(state.alarms.get(id))) || isReadAlong(state, person);
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
  Record<
    DebriefVerb,
    {
      readonly by: readonly DebriefRelation[];
      readonly states: readonly Debrief['state'][];
      /** Of several that are held together: where it is done. Absent: in each. `asked`: where the question is (`isAskedElsewhere`). */
      readonly where?: 'lead' | 'member' | 'asked';
    }
  >
> = {
  accept: { by: ['owner'], states: ['waiting'], where: 'lead' },
  'hand-over': { by: ['owner'], states: ['waiting', 'accepted', 'following'], where: 'lead' },
  welfare: { by: ['owner'], states: ['waiting', 'accepted', 'following'] },
  account: { by: ['worker'], states: ['waiting', 'accepted', 'following'] },
  review: { by: ['owner'], states: ['accepted', 'following'], where: 'lead' },
  action: { by: ['owner'], states: ['accepted', 'following'], where: 'lead' },
  complete: { by: ['owner'], states: ['accepted'], where: 'lead' },
  'ask-other': { by: ['worker'], states: ['waiting', 'accepted', 'following'] },
  'follow-up': { by: ['owner'], states: ['accepted', 'following'] },
  'name-involved': { by: ['worker', 'owner'], states: ['waiting', 'accepted', 'following'] },
  dispute: { by: ['worker'], states: ['waiting', 'accepted', 'following'] },
  'answer-dispute': { by: ['owner'], states: ['accepted', 'following'] },
  support: { by: ['owner'], states: ['waiting', 'accepted', 'following'] },
  // Whoever looks in: their own looks alone (content-rules.ts).
  'support-checked': { by: ['owner', 'supporter'], states: ['waiting', 'accepted', 'following'] },
  'decide-service': { by: ['owner'], states: ['accepted', 'following'], where: 'lead' },
  // It may wait for another owner meanwhile: what was asked is still asked.
  agree: { by: ['second'], states: ['waiting', 'accepted', 'following'] },
  disagree: { by: ['second'], states: ['waiting', 'accepted', 'following'] },
  'review-service': { by: ['owner'], states: ['accepted', 'following'] },
  'action-done': { by: ['owner', 'action-owner'], states: ['waiting', 'accepted', 'following'] },
  'action-check': { by: ['owner'], states: ['accepted', 'following'] },
  'action-drop': { by: ['owner'], states: ['accepted', 'following'] },
  'action-move': { by: ['owner'], states: ['accepted', 'following'] },
  'action-reply': { by: ['owner'], states: ['accepted', 'following'] },
  attach: { by: ['worker', 'owner'], states: ['waiting', 'accepted', 'following'] },
  detach: { by: ['worker', 'owner'], states: ['waiting', 'accepted', 'following'] },
  duty: { by: ['owner'], states: ['waiting', 'accepted', 'following'], where: 'asked' },
  // Not once a worker has the answer: it was for them alone.
  join: { by: ['owner'], states: ['waiting', 'accepted'], where: 'lead' },
  separate: { by: ['owner'], states: ['waiting', 'accepted'], where: 'member' },
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
  'accountVersions',
  'disputes',
  'supports',
  'supportChecks',
  'service',
  'repeats',
  'lists',
  'attachments',
  'readings',
  'hold',
  'duty',
  'duty-words',
  'together',
] as const;

export type DebriefPart = (typeof DEBRIEF_PARTS)[number];

/** The table of rights, reading: which relation sees which part, in whatever state. */
export const DEBRIEF_READING: Readonly<Record<DebriefPart, readonly DebriefRelation[]>> = {
  // Of whom it is, and how it stands; for who does an action not even that (views/task-view.ts).
  task: ['worker', 'owner', 'former-owner', 'second', 'supporter', 'action-owner'],
  alarms: ['worker', 'owner', 'former-owner'],
  line: ['worker', 'owner', 'former-owner'],
  welfare: ['worker', 'owner', 'former-owner'],
  account: ['worker', 'owner', 'former-owner'],
  review: ['worker', 'owner', 'former-owner'],
  // Whoever does one: their own alone.
  actions: ['worker', 'owner', 'former-owner', 'action-owner'],
  answer: ['worker', 'owner', 'former-owner'],
  followUps: ['worker', 'owner', 'former-owner'],
  // Whoever was named finds nothing here, also where they had it before.
  involved: ['worker', 'owner'],
  accountVersions: ['worker', 'owner', 'former-owner'],
  disputes: ['worker', 'owner', 'former-owner'],
  supports: ['worker', 'owner', 'former-owner'],
  // Whoever looks in: their own alone.
  supportChecks: ['worker', 'owner', 'former-owner', 'supporter'],
  // The second person: what they are asked, alone.
  service: ['worker', 'owner', 'former-owner', 'second'],
  repeats: ['worker', 'owner', 'former-owner'],
  lists: ['worker', 'owner', 'former-owner'],
  attachments: ['worker', 'owner', 'former-owner'],
  readings: ['worker', 'owner'],
  hold: ['worker', 'owner'],
  /** That it was considered, what was decided, and when somebody was told. */
  duty: ['worker', 'owner', 'former-owner'],
  /** Reasons, names and references. */
  'duty-words': ['owner', 'former-owner'],
  // Whose the others of the incident are: the owner gets to them from here, the worker reads names.
  together: ['worker', 'owner'],
};

export function mayDo(state: StateView, debrief: Debrief, asked: { readonly reader: PersonId; readonly verb: DebriefVerb }): boolean {
  return isTheirs(state, debrief, asked) && isDoneHere(debrief, asked.verb);
}

/** By relation and state alone, wherever of several debriefs of one incident it is done. */
export function isTheirs(state: StateView, debrief: Debrief, asked: { readonly reader: PersonId; readonly verb: DebriefVerb }): boolean {
  const { by, states } = DEBRIEF_RIGHTS[asked.verb];
  return states.includes(debrief.state) && relationsTo(state, debrief, asked.reader).some((relation) => by.includes(relation));
}

/** Of several debriefs of one incident: is it done in this one, and now? */
function isDoneHere(debrief: Debrief, verb: DebriefVerb): boolean {
  const { where } = DEBRIEF_RIGHTS[verb];
  if (where === 'asked') return !isAskedElsewhere(debrief);
  // The answer is for those who were together when it was given.
  if ((verb === 'join' || verb === 'separate') && debrief.answeredAt !== undefined) return false;
  return where === undefined || (where === 'member') === (joiningOf(debrief) !== undefined);
}

/** Who is several reads what any of them may. */
export function mayRead(relations: readonly DebriefRelation[], part: DebriefPart): boolean {
  return relations.some((relation) => DEBRIEF_READING[part].includes(relation));
}
