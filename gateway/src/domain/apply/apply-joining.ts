import { assert } from '../../base/assert.ts';
import type { DebriefId } from '../../base/ids.ts';
import { askedAway, refusedBy, type Debrief, type OwnerStep } from '../debrief.ts';
import type { Fact } from '../facts/catalogue.ts';
import { JOINING_FACTS } from '../facts/joining-facts.ts';
import { joiningOf } from '../joined.ts';
import type { State } from '../state.ts';

export type JoiningFact = Extract<Fact, { readonly kind: keyof typeof JOINING_FACTS }>;
type Joined = Extract<JoiningFact, { readonly kind: 'DebriefJoined' }>;

/** Debriefs of one incident come together, or one of them goes on by itself. Neither moves a word: each keeps what was said in it. */
export function applyJoining(state: State, fact: JoiningFact): void {
  const id = fact.data.debrief as DebriefId; // as: ids in facts are the strings that branded ids became.
  const debrief = state.debriefs.get(id);
  assert(debrief !== undefined, `${fact.kind} is about a debrief that is open`);
  const left = leave(state, debrief, fact.seq);
  if (fact.kind === 'DebriefJoined') join(state, left, fact);
}

function join(state: State, debrief: Debrief, { data, seq, at }: Joined): void {
  const lead = state.debriefs.get(data.into as DebriefId); // as: ids in facts are the strings that branded ids became.
  assert(lead !== undefined, 'a debrief is joined to one that is open');
  const isSettled = lead.duty?.decision !== undefined && lead.duty.decision.decision !== 'unsure';
  const duty = debrief.duty?.decision === undefined && !isSettled ? { duty: 'lead' as const } : {};
  const joining = { into: lead.debrief, since: seq, at, ...duty };
  const unwanted = [...new Set([...(lead.unwanted ?? []), ...refusedBy(debrief)])];
  state.debriefs.set(debrief.debrief, asLed({ ...debrief, joinings: [...(debrief.joinings ?? []), joining] }, lead));
  withMembers(state, { ...lead, unwanted }, [...(lead.members ?? []), debrief.debrief]);
}

function leave(state: State, debrief: Debrief, seq: number): Debrief {
  const joining = joiningOf(debrief);
  if (joining === undefined) return debrief;
  const left = { ...debrief, joinings: debrief.joinings?.map((one) => (one === joining ? { ...one, until: seq } : one)) };
  state.debriefs.set(debrief.debrief, left);
  const lead = state.debriefs.get(joining.into);
  if (lead !== undefined) withMembers(state, lead, lead.members?.filter((id) => id !== debrief.debrief) ?? []);
  return left;
}

/** Each worker is asked after once, in the first of theirs. */
function withMembers(state: State, lead: Debrief, members: readonly DebriefId[]): void {
  state.debriefs.set(lead.debrief, { ...lead, members });
  const asked = new Set([lead.worker, undefined]);
  for (const id of members) {
    const member = state.debriefs.get(id);
    if (member === undefined) continue;
    const same = asked.has(member.worker) ? true : undefined;
    asked.add(member.worker);
    if (joiningOf(member)?.same === same) continue;
    state.debriefs.set(id, { ...member, joinings: member.joinings?.map((one) => (one.until === undefined ? { ...one, same } : one)) });
  }
}

/** Facts after which those that are held within the debrief have another owner or state too. */
const FOLLOWED: readonly Fact['kind'][] = ['DebriefAccepted', 'DebriefReassigned', 'DebriefAnswered', 'DebriefCompleted'];

/**
 * After every fact about a debrief but those of joining: what happened to the debrief that leads happened to all that are held within it, and
 * whoever shows them must look again.
 */
export function followLead(state: State, fact: Fact): void {
  if (!('debrief' in fact.data) || fact.kind in JOINING_FACTS) return;
  const lead = state.debriefs.get(fact.data.debrief as DebriefId); // as: ids in facts are the strings that branded ids became.
  for (const id of lead?.members ?? []) {
    const member = state.debriefs.get(id);
    if (lead === undefined || member === undefined) continue;
    const step = fact.kind === 'DebriefReassigned' ? lead.line.at(-1) : undefined;
    const moved = step === undefined ? { ...member } : { ...member, line: [...member.line, stepOf(member, step, fact)] };
    state.debriefs.set(id, FOLLOWED.includes(fact.kind) ? asLed(moved, lead) : moved);
  }
}

/** Whom another worker did not want, or has just asked away, is nothing that this one reads. */
function stepOf(member: Debrief, { asked, ...step }: OwnerStep, { data }: Fact): OwnerStep {
  const own = asked === true && 'by' in data && data.by === member.worker ? { asked } : {};
  const refused = [...askedAway(member), ...('asked' in own ? [step.from] : [])];
  return { ...step, ...own, passed: step.passed.filter(({ person, why }) => why !== 'by-hand' || refused.includes(person)) };
}

/** With the owner and in the state of the one that leads. */
function asLed(member: Debrief, lead: Debrief): Debrief {
  const { owner, graceUntil, graceUntilT } = lead;
  return { ...withoutStanding(member), owner, graceUntil, graceUntilT, ...standingOf(lead) };
}

/** What hangs on its state is taken away. */
function withoutStanding(member: Debrief) {
  // as: each of these is there in some state.
  const {
    state: _,
    acceptBy: __,
    acceptByT: ___,
    acceptedAt: ____,
    answeredAt: _____,
    completedAt: ______,
    ...core
  } = member as Debrief & Standing;
  return core;
}

interface Standing {
  readonly acceptBy?: number | undefined;
  readonly acceptByT?: number | undefined;
  readonly acceptedAt?: number;
  readonly completedAt?: number;
}

function standingOf(lead: Debrief) {
  const { answeredAt } = lead;
  switch (lead.state) {
    case 'waiting':
      return { state: lead.state, acceptBy: lead.acceptBy, acceptByT: lead.acceptByT, answeredAt };
    case 'accepted':
      return { state: lead.state, acceptedAt: lead.acceptedAt, answeredAt };
    case 'following':
      return { state: lead.state, acceptedAt: lead.acceptedAt, answeredAt: lead.answeredAt };
    case 'completed':
      return { state: lead.state, acceptedAt: lead.acceptedAt, completedAt: lead.completedAt, answeredAt };
  }
}
