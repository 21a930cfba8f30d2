import type { AlarmId, DebriefId, PersonId, PlaceId } from '../../base/ids.ts';
import { refusedBy, type Debrief } from '../debrief.ts';
import type { Draft } from '../facts/catalogue.ts';
import { nearest } from '../places.ts';
import { draft, GATEWAY, type Message, type Ruling } from '../ruling.ts';
import { afterWorkingTime } from '../working-hours.ts';
import { findOwner, NOBODY } from './owner.ts';

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
  const fact = draft('PersonInvolved', { debrief: debriefId, person }, { actor: GATEWAY, about: debriefId });
  if (debrief.owner !== person || debrief.state === 'completed') return { facts: [fact], messages: [] };
  const moved = passOn(ruling, { ...debrief, involved: [...debrief.involved, person] }, 'involved');
  return { facts: [fact, ...moved.facts], messages: moved.messages };
}

/** Goes on from its owner to the next who can: no answer in time, or the owner took part. */
export function passOn(ruling: Ruling, debrief: Debrief, why: 'no-answer' | 'involved' | 'unavailable'): Drafts {
  const { state, at, now = at } = ruling;
  const tried = why === 'no-answer' ? debrief.line.map((step) => step.to) : undefined;
  const { worker, place, involved } = debrief;
  const found = findOwner({ state, at: now, worker, place, involved, tried, refused: refusedBy(debrief) });
  const reason = found.reason === 'manager' || found.reason === 'responsible' ? why : found.reason;
  const acceptBy = debrief.endedAt === undefined ? undefined : acceptTime(ruling, debrief.place);
  const data = { debrief: debrief.debrief, to: found.owner, from: debrief.owner, by: GATEWAY, reason, passed: [...found.passed], acceptBy };
  return {
    facts: [draft('DebriefReassigned', data, { actor: GATEWAY, about: debrief.debrief })],
    messages: tell(ruling, { debrief: debrief.debrief, to: found.owner, template: 'debrief-passed-on' }),
  };
}

/** Wall time by which an owner accepts: working time on the site's clock. */
export function acceptTime(ruling: Ruling, place: PlaceId | undefined): number {
  const zone = nearest(ruling.state.places, place, (step) => step.zone) ?? 'UTC';
  return afterWorkingTime(ruling.at, ruling.policy.acceptWithinMs, zone);
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
