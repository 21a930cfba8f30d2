import type { PersonId } from '../../base/ids.ts';
import { FACTORS, NEEDS_SECOND, SUPPORT_KINDS, type ContentBodies } from '../../contract/debrief-content.ts';
import { mayLookIn, refusedBy, type ContentCommand, type Debrief, type ServiceDecision } from '../debrief.ts';
import { leadsOf } from '../joined.ts';
import { decided, refused, type Decision, type Message } from '../ruling.ts';
import { decideAction } from './action-rules.ts';
import { isDue, isHere, said } from './content-doing.ts';
import type { Doing } from './following.ts';
import { tell } from './debrief-opening.ts';

/** Of one debrief each; more would be a mistake of a program, not something that people have said. */
export const DISPUTES_MAX = 50;
export const SUPPORTS_MAX = 100;
export const DECISIONS_MAX = 50;

/** What is said in a debrief and what comes of it. That the actor may do it in this state was asked before. */
export function decideContent(doing: Doing, command: ContentCommand): Decision {
  switch (command.do) {
    case 'dispute':
      return dispute(doing, command.body);
    case 'answer-dispute':
      return answerDispute(doing, command.body);
    case 'support':
      return offerSupport(doing, command.body);
    case 'support-checked':
      return checkSupport(doing, command.body);
    case 'decide-service':
      return decideService(doing, command.body);
    case 'agree':
      return answerService(doing, { ...command.body, agreed: true });
    case 'disagree':
      return answerService(doing, { ...command.body, agreed: false });
    case 'review-service':
      return reviewService(doing, command.body);
    default:
      return decideAction(doing, command);
  }
}

/** Ids that are in the built-in list or were ever in a list of this house: what is retired stays true of what was. */
export function areFactorsKnown({ ruling }: Doing, factors: readonly string[] | undefined): boolean {
  const builtIn: readonly string[] = FACTORS;
  return (factors ?? []).every(
    (id) => builtIn.includes(id) || [...ruling.state.debriefLists.values()].some((lists) => lists.factors.some((one) => one.id === id)),
  );
}

function isSupportKnown({ ruling }: Doing, item: string): boolean {
  const builtIn: readonly string[] = SUPPORT_KINDS;
  return builtIn.includes(item) || [...ruling.state.debriefLists.values()].some(({ supports }) => supports.some(({ id }) => id === item));
}

/** Of the parts that others write, the worker's own account is not one: they can change it. */
function dispute(doing: Doing, { part, action, text }: ContentBodies['dispute']): Decision {
  const { debrief, ruling } = doing;
  // What was written for all who were in the incident is theirs to dispute, in their own debrief.
  const whole = [debrief, ...leadsOf(ruling.state, debrief)];
  const isThere = {
    welfare: debrief.welfare !== undefined,
    review: whole.some(({ review }) => review !== undefined),
    action: whole.some(({ actions }) => actions.some((one) => one.action === action)),
    // Also while it waits for another owner.
    answer: debrief.answeredAt !== undefined,
  }[part];
  if (!isThere || (part !== 'action' && action !== undefined)) return refused('invalid', { detail: 'part' });
  if ((debrief.disputes ?? []).length >= DISPUTES_MAX) return refused('invalid', { detail: 'disputes' });
  if (text.trim() === '') return refused('invalid', { detail: 'text' });
  const id = `q-${ruling.id}`;
  const fact = said(doing, 'PartDisputed', { data: { dispute: id, part, action }, words: { text } });
  const told = tell(ruling, { debrief: debrief.debrief, to: debrief.owner, template: 'debrief-asked' });
  return decided([fact], { outcome: 'accepted', id }, told);
}

function answerDispute(doing: Doing, { dispute: id, text }: ContentBodies['answer-dispute']): Decision {
  const one = (doing.debrief.disputes ?? []).find((each) => each.dispute === id);
  if (one === undefined) return refused('invalid', { detail: 'dispute' });
  if (one.answered) return refused('not-now', { detail: 'dispute' });
  if (text.trim() === '') return refused('invalid', { detail: 'text' });
  return decided([said(doing, 'DisputeAnswered', { data: { dispute: id }, words: { text } })]);
}

interface Check {
  readonly person: string;
  readonly due: number;
}

function offerSupport(doing: Doing, { item, result, why, check }: ContentBodies['support']): Decision {
  const { debrief, ruling } = doing;
  if (!isSupportKnown(doing, item)) return refused('invalid', { detail: 'item' });
  if ((debrief.supports ?? 0) >= SUPPORTS_MAX) return refused('invalid', { detail: 'supports' });
  const problem = checkProblem(doing, check);
  if (problem !== undefined) return problem;
  const support = `s-${ruling.id}`;
  const fact = said(doing, 'SupportOffered', { data: { support, check }, words: { item, result, ...(why === undefined ? {} : { why }) } });
  return decided([fact], { outcome: 'accepted', id: support }, toldToLookIn(doing, check));
}

/**
 * Said by whoever was to look in, and then read by the debrief's owner; or said by the owner for them. Who looks next is the owner's to say; whoever
 * looks in may come again themselves.
 *
 * Refuses with `invalid support` what is not there or not theirs; with `not-now` what was said, or was not read by who means to write it down; with
 * `not-yours` somebody else for the next look.
 */
function checkSupport(doing: Doing, { support, note, check, read }: ContentBodies['support-checked']): Decision {
  const { debrief, actor, ruling } = doing;
  const isOwner = actor === debrief.owner;
  const one = (debrief.supportChecks ?? []).find(({ id }) => id === support);
  // Whose look it is not learns nothing of it.
  if (one === undefined || (!isOwner && one.person !== actor)) return refused('invalid', { detail: 'support' });
  if (one.done || (!isOwner && one.said !== undefined)) return refused('not-now', { detail: 'support' });
  // Written down for somebody who has just said it themselves: that is read first.
  if ((one.said !== undefined) !== (read === true)) return refused('not-now', { detail: 'read' });
  if (!isOwner && check !== undefined && check.person !== actor) return refused('not-yours');
  const problem = checkProblem(doing, check);
  if (problem !== undefined) return problem;
  const next = check === undefined ? undefined : { id: `s-${ruling.id}`, ...check };
  const fact = said(doing, 'SupportChecked', { data: { support, next }, words: note === undefined ? {} : { note } });
  const toRead = isOwner ? [] : tell(ruling, { debrief: debrief.debrief, to: debrief.owner, template: 'debrief-asked' });
  return decided([fact], { outcome: 'accepted' }, [...toldToLookIn(doing, check), ...toRead]);
}

/** The next look at the worker is by a person of the house who may look in, or by its owner. */
function checkProblem({ ruling, debrief }: Doing, check: Check | undefined): Decision | undefined {
  if (check === undefined) return undefined;
  if ((debrief.supportChecks ?? []).length >= SUPPORTS_MAX) return refused('invalid', { detail: 'supports' });
  // as: the body's person is an id as the face received it; here it is looked up.
  const person = check.person as PersonId;
  if (!isHere(ruling, person)) return refused('unknown-person');
  const isOwner = person === debrief.owner;
  if (!isOwner && !mayLookIn(debrief, person)) return refused('not-this-person');
  // Nobody is sent to ask while somebody may stand beside the worker who must not know of it.
  if (!isOwner && debrief.silent === true && debrief.endedAt === undefined) return refused('not-now', { detail: 'alarm-open' });
  return isDue(ruling, check.due) ? undefined : refused('invalid', { detail: 'due' });
}

/** Whoever is asked to look in hears of it; not who has just said it themselves. */
function toldToLookIn({ ruling, debrief, actor }: Doing, check: Check | undefined): Message[] {
  // as: looked up before (checkProblem).
  const to = check?.person as PersonId | undefined;
  return to === undefined || to === actor ? [] : tell(ruling, { debrief: debrief.debrief, to, template: 'debrief-asked' });
}

/** A decision with its reasons. Whatever changes anything is looked at again; what takes the service away needs a second person. */
function decideService(doing: Doing, body: ContentBodies['decide-service']): Decision {
  const { debrief, ruling } = doing;
  const { option, reasons, reviewDue, considered } = body;
  if (reasons.trim() === '') return refused('invalid', { detail: 'reasons' });
  if ((debrief.service ?? []).length >= DECISIONS_MAX) return refused('invalid', { detail: 'decisions' });
  if ((option === 'no-change') !== (reviewDue === undefined)) return refused('invalid', { detail: 'reviewDue' });
  if (reviewDue !== undefined && !isDue(ruling, reviewDue)) return refused('invalid', { detail: 'due' });
  // as: the body's person is an id as the face received it; here it is looked up.
  const second = body.second as PersonId | undefined;
  const problem = secondProblem(doing, { second, isNeeded: NEEDS_SECOND.includes(option) });
  if (problem !== undefined) return problem;
  const decision = `v-${ruling.id}`;
  const words = { option, reasons, ...(considered === undefined ? {} : { considered }) };
  const fact = said(doing, 'ServiceDecided', { data: { decision, second, reviewDue }, words });
  const told = second === undefined ? [] : tell(ruling, { debrief: debrief.debrief, to: second, template: 'debrief-asked' });
  return decided([fact], { outcome: 'accepted', id: decision }, told);
}

/** Somebody who decides with a clear head: not who asks, not who was hurt, not who was part of it, not whom the worker did not want. */
function secondProblem(doing: Doing, asked: { readonly second: PersonId | undefined; readonly isNeeded: boolean }): Decision | undefined {
  const { debrief, ruling } = doing;
  const { second, isNeeded } = asked;
  if (second === undefined) return isNeeded ? refused('second-person-needed') : undefined;
  if (!isNeeded) return refused('invalid', { detail: 'second' });
  if (!isHere(ruling, second)) return refused('unknown-person');
  const unfit = [debrief.owner, debrief.worker, ...debrief.involved, ...refusedBy(debrief)];
  return unfit.includes(second) ? refused('not-this-person') : undefined;
}

function answerService(
  doing: Doing,
  { decision, agreed, reason }: { readonly decision: string; readonly agreed: boolean; readonly reason?: string | undefined },
): Decision {
  const { debrief, actor, ruling } = doing;
  const one = decisionOf(debrief, decision);
  if (one?.second !== actor) return refused('invalid', { detail: 'decision' });
  if (one.state !== 'asked') return refused('not-now', { detail: 'decision' });
  if (!agreed && (reason ?? '').trim() === '') return refused('reason-needed');
  const fact = said(doing, 'ServiceAnswered', { data: { decision, agreed }, words: reason === undefined ? {} : { text: reason } });
  const told = tell(ruling, { debrief: debrief.debrief, to: debrief.owner, template: 'debrief-asked' });
  return decided([fact], { outcome: 'accepted' }, told);
}

/** Kept until another day, to be decided anew (then it is due until that is done), or over. */
function reviewService(doing: Doing, { decision, result, reasons, reviewDue }: ContentBodies['review-service']): Decision {
  const one = decisionOf(doing.debrief, decision);
  if (one === undefined) return refused('invalid', { detail: 'decision' });
  if (one.state !== 'in-force') return refused('not-now', { detail: 'decision' });
  if (reasons.trim() === '') return refused('invalid', { detail: 'reasons' });
  if ((result === 'keep') !== (reviewDue !== undefined)) return refused('invalid', { detail: 'reviewDue' });
  if (reviewDue !== undefined && !isDue(doing.ruling, reviewDue)) return refused('invalid', { detail: 'due' });
  return decided([said(doing, 'ServiceReviewed', { data: { decision, result, reviewDue }, words: { text: reasons } })]);
}

function decisionOf({ service = [] }: Debrief, decision: string): ServiceDecision | undefined {
  return service.find((one) => one.decision === decision);
}
