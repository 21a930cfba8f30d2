import type { AlarmId, ConsoleId, PersonId, PlaceId } from '../../base/ids.ts';
import { byPerson, decided, draft, GATEWAY, refused, type Decision, type Ruling } from '../ruling.ts';
import type { HandOver, HandOverCommand } from '../watch.ts';

export interface HandingOver {
  readonly actor: PersonId;
  readonly command: HandOverCommand;
  /** At which console it was said, and what that one looks at. */
  readonly console: ConsoleId;
  readonly place?: PlaceId | undefined;
}

/** The watch goes from one person to the next by an offer and one acceptance. Of several who accept, one has it; the others are refused. */
export function decideHandOver(ruling: Ruling, said: HandingOver): Decision {
  switch (said.command.do) {
    case 'offer':
      return offer(ruling, said, said.command.to);
    case 'withdraw':
      return withdraw(ruling, said.actor);
    case 'accept':
      return accept(ruling, said, said.command.from);
  }
}

/** A new offer stands in place of an earlier one of the same person: they have changed their mind about whom. */
function offer({ state }: Ruling, { actor, console, place }: HandingOver, to: PersonId | undefined): Decision {
  if (to === actor) return refused('not-yours');
  if (to !== undefined && state.people.get(to)?.active !== true) return refused('unknown-person');
  return decided([draft('WatchOffered', { from: actor, to, console, place }, { actor: byPerson(actor) })]);
}

function withdraw({ state }: Ruling, from: PersonId): Decision {
  if (state.handOvers.get(from)?.state !== 'offered') return refused('not-now');
  return decided([draft('WatchOfferEnded', { from, why: 'withdrawn' }, { actor: byPerson(from) })]);
}

function accept({ state }: Ruling, { actor, console, place }: HandingOver, from: PersonId): Decision {
  const open = state.handOvers.get(from);
  if (open?.state !== 'offered') return refused('not-now');
  if (actor === from || (open.to !== undefined && open.to !== actor)) return refused('not-yours');
  const alarms = alarmsOf({ state }, from);
  return decided([draft('WatchHandedOver', { from, by: actor, console, place, alarms }, { actor: byPerson(actor) })]);
}

function alarmsOf({ state }: Pick<Ruling, 'state'>, person: PersonId): AlarmId[] {
  const theirs = [...state.alarms.values()].filter(
    (alarm) => alarm.state !== 'closed' && 'taken' in alarm && alarm.taken?.person === person,
  );
  return theirs.map(({ alarm }) => alarm);
}

/** Engine ms at which an offer that nobody has accepted lapses; undefined once it was accepted. */
export function offerEndT(open: HandOver, policy: Ruling['policy']): number | undefined {
  return open.state === 'offered' ? open.offeredT + policy.watchOfferMs : undefined;
}

/** Nobody has accepted it: the one who offered it has the watch, and the band about it goes from the screens. */
export function handOverDue(ruling: Ruling, from: PersonId): Decision {
  const open = ruling.state.handOvers.get(from);
  const endT = open === undefined ? undefined : offerEndT(open, ruling.policy);
  if (endT === undefined || ruling.t < endT) return decided([]);
  return decided([draft('WatchOfferEnded', { from, why: 'lapsed' }, { actor: GATEWAY })]);
}
