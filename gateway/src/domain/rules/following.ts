import type { Json } from '../../base/canonical.ts';
import type { PersonId } from '../../base/ids.ts';
import { NAMED_MAX, type FollowUpBody } from '../../contract/debrief.ts';
import type { Debrief } from '../debrief.ts';
import { contentAfter } from '../apply/apply-debrief-content.ts';
import { dutyAfter } from '../apply/apply-duty.ts';
import { NOTHING_SAID } from '../duty/said.ts';
import type { Draft } from '../facts/catalogue.ts';
import { leadIdOf, wholeOf } from '../joined.ts';
import type { Moment } from '../input.ts';
import type { StateView } from '../state.ts';
import { DEBRIEF_CONTENT_FACTS } from '../facts/debrief-content-facts.ts';
import { DUTY_FACTS } from '../facts/duty-facts.ts';
import { byPerson, decided, draft, refused, type Decision, type Ruling } from '../ruling.ts';
import { withoutOwner } from './debrief-opening.ts';
import { isNothingLeft } from './debrief-items.ts';

/** A person at work on a debrief. */
export interface Doing {
  readonly ruling: Ruling;
  readonly debrief: Debrief;
  readonly actor: PersonId;
}

/** How the worker is after a week, or four. It may be written again; every version stays in the log. */
export function followUp(doing: Doing, body: FollowUpBody): Decision {
  const { ruling, debrief, actor } = doing;
  const { which, ...text } = body;
  if (debrief.short || debrief.worker === undefined) return refused('not-now', { detail: 'no-follow-up' });
  if (isEmpty(body.how) && isEmpty(body.declined)) return refused('invalid', { detail: 'how' });
  const version = (debrief.followUps?.[which]?.version ?? 0) + 1;
  const data = { debrief: debrief.debrief, by: actor, which, version };
  const fact = draft('FollowedUp', data, { ...about(doing), secret: sealed(doing, text) });
  const after = { ...debrief, followUps: { ...debrief.followUps, [which]: { by: actor, at: ruling.at, version } } };
  return decided([fact, ...completionAfter(ruling.state, after, actor)]);
}

/**
 * What ends a debrief: the last thing that was left is done. Asked by whatever does such a thing, with the debrief as it will be then; what it
 * gives belongs into the same commit.
 */
export function completionAfter(state: StateView, debrief: Debrief, by: PersonId): Draft[] {
  if (debrief.state !== 'following' || !isNothingLeft(state, debrief)) return [];
  const lead = leadIdOf(debrief);
  return [draft('DebriefCompleted', { debrief: lead, by }, { actor: byPerson(by), about: lead })];
}

/** What was said, and the end besides, where it was about the last that was left. */
export function endedWith({ ruling, debrief, actor }: Doing, decision: Decision): Decision {
  if (debrief.state !== 'following') return decision;
  const after = decision.facts.reduce((one: Debrief, fact) => withFact(one, fact, ruling), debrief);
  return { ...decision, facts: [...decision.facts, ...completionAfter(ruling.state, after, actor)] };
}

// as (in it): a draft of an open kind is one of these kinds, each with its own data.
function withFact(debrief: Debrief, fact: Draft, { at, t }: Moment): Debrief {
  if (isAboutContent(fact)) return contentAfter(debrief, { ...fact, at, t } as Parameters<typeof contentAfter>[1]);
  return isAboutDuty(fact)
    ? { ...debrief, duty: dutyAfter(debrief.duty ?? NOTHING_SAID, { ...fact, at, t } as Parameters<typeof dutyAfter>[1]) }
    : debrief;
}

function isAboutContent(fact: Draft): fact is Draft<Exclude<keyof typeof DEBRIEF_CONTENT_FACTS, 'DebriefListsSaved'>> {
  return fact.kind in DEBRIEF_CONTENT_FACTS && fact.kind !== 'DebriefListsSaved';
}

function isAboutDuty(fact: Draft): fact is Draft<keyof typeof DUTY_FACTS> {
  return fact.kind in DUTY_FACTS;
}

/**
 * Somebody took part in what happened: from now on they are never asked to look after it while there is anybody else, and what they had of it
 * is closed to them. They are not told who said so.
 */
export function nameInvolved(doing: Doing, person: PersonId): Decision {
  const { ruling, debrief } = doing;
  if (!ruling.state.people.has(person)) return refused('unknown-person');
  if (person === debrief.worker) return refused('invalid', { detail: 'worker' });
  const named = debrief.named ?? [];
  if (named.includes(person)) return decided([]);
  if (named.length >= NAMED_MAX) return refused('invalid', { detail: `at most ${NAMED_MAX} people` });
  const whole = wholeOf(ruling.state, debrief);
  const facts = whole
    .filter((one) => one.worker !== person && one.named?.includes(person) !== true)
    .map(({ debrief: id }) => draft('PersonInvolved', { debrief: id, person, named: true }, { ...about(doing), about: id }));
  const moved = withoutOwner(ruling, whole, person);
  return decided([...facts, ...moved.facts], { outcome: 'accepted' }, moved.messages);
}

function isEmpty(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

export function sealed(doing: Doing, value: Json): { subject: string; value: Json } {
  return { subject: `debrief:${doing.debrief.debrief}`, value };
}

export function about(doing: Doing): { actor: string; about: Debrief['debrief'] } {
  return { actor: byPerson(doing.actor), about: doing.debrief.debrief };
}
