import type { PersonId } from '../../base/ids.ts';
import type { Alarm } from '../alarm.ts';
import type { Debrief } from '../debrief.ts';
import type { StateView } from '../state.ts';
import { isReadAlong } from './read-along.ts';

/** How a reader stands to a debrief. Relations alone count: no role, not even the administrator's, opens one. */
export type DebriefRelation = 'worker' | 'owner' | 'former-owner';

export const DEBRIEF_VERBS = ['accept', 'hand-over', 'welfare', 'account', 'review', 'action', 'complete', 'ask-other'] as const;
export type DebriefVerb = (typeof DEBRIEF_VERBS)[number];

/**
 * The worker, the owner, or whoever was given it before and stands above the worker in the line. Nobody else; and not from whom it was
 * taken because the worker asked for somebody else.
 */
export function relationTo(state: StateView, debrief: Debrief, reader: PersonId): DebriefRelation | undefined {
  if (debrief.worker === reader) return isHiddenFromWorker(state, debrief) ? undefined : 'worker';
  if (debrief.owner === reader) return 'owner';
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

/** Which part is whose, in which state. The account is the worker's alone; the rest is the owner's. */
export const DEBRIEF_RIGHTS: Readonly<
  Record<DebriefVerb, { readonly who: DebriefRelation; readonly states: readonly Debrief['state'][] }>
> = {
  accept: { who: 'owner', states: ['waiting'] },
  'hand-over': { who: 'owner', states: ['waiting', 'accepted'] },
  welfare: { who: 'owner', states: ['waiting', 'accepted'] },
  account: { who: 'worker', states: ['waiting', 'accepted'] },
  review: { who: 'owner', states: ['accepted'] },
  action: { who: 'owner', states: ['accepted'] },
  complete: { who: 'owner', states: ['accepted'] },
  'ask-other': { who: 'worker', states: ['waiting', 'accepted'] },
};

export function mayDo(state: StateView, debrief: Debrief, asked: { readonly reader: PersonId; readonly verb: DebriefVerb }): boolean {
  const right = DEBRIEF_RIGHTS[asked.verb];
  return right.states.includes(debrief.state) && relationTo(state, debrief, asked.reader) === right.who;
}
