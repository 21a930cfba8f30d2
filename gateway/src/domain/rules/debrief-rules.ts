import type { Json } from '../../base/canonical.ts';
import type { PersonId } from '../../base/ids.ts';
import { refusedBy, type Debrief, type DebriefCommand } from '../debrief.ts';
import type { Draft } from '../facts/catalogue.ts';
import { wholeOf, workersBeside } from '../joined.ts';
import { absence } from '../people.ts';
import { decided, draft, refused, type Decision, type Ruling } from '../ruling.ts';
import { readByAll, tell, timesAnew } from './debrief-opening.ts';
import { isNothingLeft, openItems } from './debrief-items.ts';
import { ACTIONS_MAX } from './action-rules.ts';
import { areFactorsKnown, decideContent } from './content-rules.ts';
import { attach, detach } from './debrief-keeping.ts';
import { isHiddenFrom, isTheirs, mayDo, relationTo } from './debrief-rights.ts';
import { isDue, isHere } from './content-doing.ts';
import { about, completionAfter, endedWith, followUp, nameInvolved, sealed, type Doing } from './following.ts';
import { decideDuty } from './duty-rules.ts';
import { join, separate, takenOut } from './joining.ts';
import { findOwner } from './owner.ts';

/** A person works on a debrief. What people write is sealed under the debrief's own key. */
export function decideDebrief(
  ruling: Ruling,
  asked: { readonly actor: PersonId; readonly command: DebriefCommand },
  debrief: Debrief | undefined,
): Decision {
  const { actor, command } = asked;
  if (debrief === undefined || relationTo(ruling.state, debrief, actor) === undefined) return refused('unknown-debrief');
  if (!mayDo(ruling.state, debrief, { reader: actor, verb: command.do })) {
    if (debrief.state === 'completed') return refused('not-now');
    if (!isTheirs(ruling.state, debrief, { reader: actor, verb: command.do })) return refused('not-yours');
    return refused('not-now', { detail: whyNotHere(debrief, command.do) });
  }
  const doing = { ruling, debrief, actor };
  switch (command.do) {
    case 'accept':
      return accept(doing);
    case 'hand-over':
      return handOver(doing, command);
    case 'ask-other':
      return askOther(doing, command.reason);
    case 'welfare':
      return decided([written(doing, 'WelfareChecked', command.body)]);
    case 'account':
      if ((debrief.account?.version ?? 0) >= ACCOUNT_VERSIONS_MAX) return refused('invalid', { detail: 'versions' });
      return decided([written(doing, 'AccountGiven', command.body)]);
    case 'review':
      return decideReview(doing, command.body);
    case 'action':
      return plan(doing, command.body);
    case 'complete':
      return complete(doing, command.answer);
    case 'follow-up':
      return followUp(doing, command.body);
    case 'name-involved':
      return nameInvolved(doing, command.person);
    case 'attach':
      return attach(doing, command);
    case 'detach':
      return detach(doing, command);
    case 'duty':
      return endedWith(doing, decideDuty(ruling, { actor, said: command.said }, debrief));
    case 'join':
      return join(doing, command.other);
    case 'separate':
      return separate(doing);
    default:
      return endedWith(doing, decideContent(doing, command));
  }
}

/** It is done in another debrief of the incident, or not any more. */
function whyNotHere(debrief: Debrief, verb: DebriefCommand['do']): string {
  if (verb !== 'join' && verb !== 'separate') return 'joined';
  if (debrief.answeredAt !== undefined) return 'answered';
  return verb === 'join' ? 'joined' : 'not-held';
}

/** Comes back to somebody after the answer with nothing left to do: then it is over with their word. */
function accept(doing: Doing): Decision {
  const { debrief, actor } = doing;
  const fact = draft('DebriefAccepted', { debrief: debrief.debrief, by: actor }, about(doing));
  const { answeredAt } = debrief;
  if (answeredAt === undefined) return decided([fact]);
  return decided([
    fact,
    ...completionAfter(doing.ruling.state, { ...debrief, state: 'following', acceptedAt: doing.ruling.at, answeredAt }, actor),
  ]);
}

const VERSIONED = { WelfareChecked: 'welfare', AccountGiven: 'account' } as const;

/** Versions of one account: all are kept, and all are read with it. */
export const ACCOUNT_VERSIONS_MAX = 200;

/** Parts may be written again; every version stays in the log. */
function written(doing: Doing, kind: keyof typeof VERSIONED, body: Json): Draft {
  const { debrief, actor } = doing;
  const version = (debrief[VERSIONED[kind]]?.version ?? 0) + 1;
  return draft(kind, { debrief: debrief.debrief, by: actor, version }, { ...about(doing), secret: sealed(doing, body) });
}

function handOver(doing: Doing, command: { readonly to: PersonId; readonly reason: string }): Decision {
  const { ruling, debrief, actor } = doing;
  const person = ruling.state.people.get(command.to);
  if (person === undefined) return refused('unknown-person');
  if (command.to === debrief.worker || debrief.involved.includes(command.to)) return refused('not-this-person');
  if (absence(person, ruling.at) !== undefined) return refused('invalid', { detail: 'away' });
  if (command.to === actor) return refused('not-now');
  return reassign(doing, { to: command.to, passed: [], note: command.reason });
}

/**
 * The worker asks for somebody else: on from its owner by the same rule, and the reason is kept under seal. Where the incident is led by another's
 * debrief theirs alone goes on; what they have together is the other worker's too.
 */
function askOther(doing: Doing, reason: string): Decision {
  const { ruling, actor } = doing;
  const { state, at } = ruling;
  const { debrief, facts, left } = takenOut(doing);
  const { worker, place, involved } = debrief;
  const refused = [...refusedBy(debrief), debrief.owner];
  const tried = debrief.line.map((step) => step.to);
  const found = findOwner({ state, at, worker, place, involved, refused, tried, beside: workersBeside(state, debrief) });
  const moved = reassign({ ...doing, debrief }, { to: found.owner, passed: readByAll(debrief, found.passed), note: reason });
  // Without theirs there may be nothing left to do for the others.
  const ended = left === undefined ? [] : completionAfter(state, left, actor);
  return { ...moved, facts: [...facts, ...moved.facts, ...ended] };
}

function reassign(
  doing: Doing,
  one: { readonly to: PersonId; readonly passed: ReturnType<typeof findOwner>['passed']; readonly note: string },
): Decision {
  const { ruling, debrief, actor } = doing;
  const data = {
    debrief: debrief.debrief,
    to: one.to,
    from: debrief.owner,
    by: actor,
    reason: 'by-hand' as const,
    passed: [...one.passed],
    ...timesAnew(ruling, debrief),
  };
  const fact = draft('DebriefReassigned', data, { ...about(doing), secret: sealed(doing, { note: one.note }) });
  return decided([fact], { outcome: 'accepted' }, tell(ruling, { debrief: debrief.debrief, to: one.to, template: 'debrief-passed-on' }));
}

function plan(doing: Doing, body: Extract<DebriefCommand, { readonly do: 'action' }>['body']): Decision {
  const { ruling, debrief, actor } = doing;
  // as: the body's owner is a person's id as the face received it; here it is looked up.
  const owner = body.owner as PersonId;
  if (!isHere(ruling, owner)) return refused('unknown-person');
  if (!isDue(ruling, body.due)) return refused('invalid', { detail: 'due' });
  if (debrief.actions.length >= ACTIONS_MAX) return refused('invalid', { detail: 'actions' });
  if (!areFactorsKnown(doing, body.factors)) return refused('invalid', { detail: 'factors' });
  const { due, factors } = body;
  const data = { debrief: debrief.debrief, by: actor, action: `p-${ruling.id}`, owner, due, factors };
  const fact = draft('PreventionPlanned', data, { ...about(doing), secret: sealed(doing, body) });
  const asked =
    owner === actor || isHiddenFrom(ruling.state, debrief, owner)
      ? []
      : tell(ruling, { debrief: debrief.debrief, to: owner, template: 'debrief-asked' });
  return decided([fact], { outcome: 'accepted', id: data.action }, asked);
}

/** Complete when each person was asked after, and the workers got an answer. The short form asks for the answer alone. */
function complete(doing: Doing, answer: string): Decision {
  const { debrief, actor } = doing;
  if (answer.trim() === '') return refused('invalid', { detail: 'answer' });
  const whole = wholeOf(doing.ruling.state, debrief);
  if (whole.some(({ endedAt }) => endedAt === undefined)) return refused('not-now', { detail: 'alarm-open' });
  if (whole.some((one) => openItems(one).some(({ kind }) => kind === 'welfare'))) return refused('not-now', { detail: 'welfare' });
  // What is left after the answer keeps it open: how the worker is in a week, and whether what was promised came.
  const kind = isNothingLeft(doing.ruling.state, debrief) ? 'DebriefCompleted' : 'DebriefAnswered';
  return decided([draft(kind, { debrief: debrief.debrief, by: actor }, { ...about(doing), secret: sealed(doing, { answer }) })]);
}

/** The owner's view; what contributed is known by its id, so that a cause that comes again is seen. */
function decideReview(doing: Doing, body: Extract<DebriefCommand, { readonly do: 'review' }>['body']): Decision {
  if (!areFactorsKnown(doing, body.factors)) return refused('invalid', { detail: 'factors' });
  const { debrief, actor } = doing;
  const version = (debrief.review?.version ?? 0) + 1;
  const data = { debrief: debrief.debrief, by: actor, version, factors: body.factors };
  return decided([draft('DebriefReviewed', data, { ...about(doing), secret: sealed(doing, body) })]);
}
