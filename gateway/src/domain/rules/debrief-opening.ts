import type { AlarmId, DebriefId, PersonId, PlaceId } from '../../base/ids.ts';
import { askedAway, refusedBy, type Debrief, type OwnerStep } from '../debrief.ts';
import type { Draft } from '../facts/catalogue.ts';
import { draft, GATEWAY, type Message, type Ruling } from '../ruling.ts';
import { wholeOf, workersBeside } from '../joined.ts';
import { workingTimeAt } from '../site-hours.ts';
import { WORKING_DAY_MS } from './debrief-items.ts';
import { findOwner, NOBODY, type OwnerAnswer } from './owner.ts';

interface Opening {
  readonly debrief: DebriefId;
  readonly alarm: AlarmId;
  readonly worker?: PersonId | undefined;
  readonly place?: PlaceId | undefined;
  readonly drill: boolean;
  readonly involved: readonly PersonId[];
}

/** Facts and messages on their way into one decision. */
export interface Drafts {
  readonly facts: Draft[];
  readonly messages: Message[];
}

interface HandedOn extends Drafts {
  readonly to: PersonId;
}

/** Opens the debrief in the alarm's own commit: from then on the alarm belongs to it, and it has an owner. */
export function openDebrief(ruling: Ruling, opening: Opening): Drafts {
  const { debrief, alarm, worker, place, drill, involved } = opening;
  const { state, at, now = at, policy } = ruling;
  const { owner, reason, passed } = findOwner({ state, at: now, worker, place, involved });
  const welfareDue = at + policy.welfareWithinMs;
  const debriefDue = at + policy.debriefWithinMs;
  const data = { debrief, alarm, worker, place, drill, owner, reason, passed: [...passed], welfareDue, debriefDue };
  const options = { actor: GATEWAY, about: debrief };
  return {
    facts: [draft('DebriefOpened', data, options), ...involved.map((person) => draft('PersonInvolved', { debrief, person }, options))],
    messages: tell(ruling, { debrief, to: owner, template: 'debrief-waiting' }),
  };
}

/** A person takes part in the incident. If the debrief is theirs, it goes on: nobody reviews themselves. */
export function involve(ruling: Ruling, debriefId: DebriefId, person: PersonId): Drafts {
  const debrief = ruling.state.debriefs.get(debriefId);
  if (debrief === undefined || debrief.involved.includes(person)) return { facts: [], messages: [] };
  const whole = wholeOf(ruling.state, debrief);
  const facts = whole
    .filter((one) => one === debrief || (one.worker !== person && !one.involved.includes(person)))
    .map(({ debrief: id }) => draft('PersonInvolved', { debrief: id, person }, { actor: GATEWAY, about: id }));
  const moved = withoutOwner(ruling, whole, person);
  return { facts: [...facts, ...moved.facts], messages: moved.messages };
}

/** If the debriefs of the incident are theirs, they go on, all together. */
export function withoutOwner(ruling: Ruling, [lead]: readonly [Debrief, ...Debrief[]], person: PersonId): Drafts {
  if (lead.owner !== person || lead.state === 'completed') return { facts: [], messages: [] };
  return passOn(ruling, { ...lead, involved: [...lead.involved, person] }, 'involved');
}

/** Goes on from its owner to the next who can: no answer in time, something is overdue, or the owner took part. */
export function passOn(ruling: Ruling, debrief: Debrief, why: 'no-answer' | 'overdue' | 'involved' | 'unavailable'): HandedOn {
  const found = nextOwner(ruling, debrief, why);
  return handOn(ruling, debrief, { to: found.owner, reason: found.reason, passed: found.passed });
}

/** Whom it goes to, and why, if that happens now. */
export function nextOwner(
  { state, at, now = at }: Pick<Ruling, 'state' | 'at' | 'now'>,
  debrief: Debrief,
  why: 'no-answer' | 'overdue' | 'involved' | 'unavailable',
): OwnerAnswer {
  const tried = why === 'no-answer' || why === 'overdue' ? debrief.line.map((step) => step.to) : undefined;
  const { worker, place, involved, owner } = debrief;
  const found = findOwner({
    ...{ state, at: now, worker, place, involved, tried, refused: refusedBy(debrief) },
    beside: workersBeside(state, debrief),
  });
  // Whatever rule found them, what is overdue is the reason why it moves; but that all took part must be said.
  if (why === 'overdue' && found.reason !== 'conflict') {
    const passed = found.passed.map((one) => (one.person === owner ? { person: owner, why } : one));
    return { owner: found.owner, reason: why, passed };
  }
  return found.reason === 'manager' || found.reason === 'responsible' ? { ...found, reason: why } : found;
}

export function handOn(ruling: Ruling, debrief: Debrief, next: Pick<OwnerStep, 'to' | 'reason' | 'passed'>): HandedOn {
  const { to, reason, passed } = next;
  const data = {
    debrief: debrief.debrief,
    to,
    from: debrief.owner,
    by: GATEWAY,
    reason,
    passed: readByAll(debrief, passed),
    ...timesAnew(ruling, debrief),
  };
  return {
    to,
    facts: [draft('DebriefReassigned', data, { actor: GATEWAY, about: debrief.debrief })],
    messages: tell(ruling, { debrief: debrief.debrief, to, template: 'debrief-passed-on' }),
  };
}

/** Whom another worker of the incident did not want is between them and the house: this one's worker reads the line too. */
export function readByAll(debrief: Debrief, passed: OwnerStep['passed']): OwnerStep['passed'][number][] {
  const own = askedAway(debrief);
  const others = (debrief.unwanted ?? []).filter((person) => !own.includes(person));
  return passed.filter(({ person, why }) => why !== 'by-hand' || !others.includes(person));
}

/** What a new owner has: the time to accept once the alarm is over, and a day of work for what was late before them. */
export function timesAnew(ruling: Ruling, debrief: Debrief): { acceptBy: number | undefined; graceUntil: number } {
  const acceptBy = debrief.endedAt === undefined ? undefined : acceptTime(ruling, debrief.place);
  return { acceptBy, graceUntil: workingTimeAt(ruling, debrief.place)(ruling.at, WORKING_DAY_MS) };
}

/** Wall time by which an owner accepts: working time on the site's clock. */
export function acceptTime(ruling: Ruling, place: PlaceId | undefined): number {
  return workingTimeAt(ruling, place)(ruling.at, ruling.policy.acceptWithinMs);
}

export function tell(
  ruling: Ruling,
  one: { readonly debrief: DebriefId; readonly to: PersonId; readonly template: Message['body']['template'] },
): Message[] {
  if (one.to === NOBODY) return [];
  return [
    {
      id: `${one.debrief}:${ruling.id}:${one.to}`,
      channel: 'contact',
      to: `person:${one.to}`,
      body: { template: one.template },
      about: one.debrief,
      dueAt: ruling.at,
    },
  ];
}

/** To whoever has to do something; goes out at `dueAt`, and not any more if it is done by then. */
export function remind(
  ruling: Ruling,
  one: { readonly debrief: DebriefId; readonly to: PersonId; readonly items: readonly string[]; readonly dueAt: number },
): Message[] {
  return tell(ruling, { debrief: one.debrief, to: one.to, template: 'debrief-reminder' }).map((message) => ({
    ...message,
    body: { ...message.body, items: [...one.items] },
    dueAt: one.dueAt,
  }));
}
