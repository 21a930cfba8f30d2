import type { DebriefId, PersonId } from '../../base/ids.ts';
import { JOINED_MAX, type NotJoined } from '../../contract/debrief-joining.ts';
import type { Debrief } from '../debrief.ts';
import type { Draft } from '../facts/catalogue.ts';
import { joiningOf, leadIdOf, wholeOf } from '../joined.ts';
import { byPerson, decided, draft, refused, type Decision } from '../ruling.ts';
import type { StateView } from '../state.ts';
import { isHiddenFrom, relationTo } from './debrief-rights.ts';
import type { Doing } from './following.ts';

/**
 * Several alarms were one incident: their debriefs are held together. One leads, the one that was opened first: what happened, what comes of it and
 * the answer are written there, for all. Each keeps its worker, their account and all that is about them alone, under its own key.
 */
export function join(doing: Doing, id: DebriefId): Decision {
  const { ruling, debrief, actor } = doing;
  const { state } = ruling;
  const named = state.debriefs.get(id);
  // Somebody else's is to them as if it were not there.
  if (named?.owner !== actor || relationTo(state, named, actor) === undefined) return refused('invalid', { detail: 'other' });
  const other = state.debriefs.get(leadIdOf(named)) ?? named;
  const why = whyNotJoined(state, debrief, other);
  if (why !== undefined) return refused('not-now', { detail: why });
  const [lead, led] = leads(debrief, other) ? [debrief, other] : [other, debrief];
  const whole = [...wholeOf(state, lead), ...wholeOf(state, led)];
  const options = (about: DebriefId) => ({ actor: byPerson(actor), about });
  const facts = wholeOf(state, led).map((one) =>
    draft('DebriefJoined', { debrief: one.debrief, into: lead.debrief, by: actor }, options(one.debrief)),
  );
  // Whoever holds them together has them.
  const accepted = lead.state === 'waiting' ? [draft('DebriefAccepted', { debrief: lead.debrief, by: actor }, options(lead.debrief))] : [];
  return decided([...facts, ...accepted, ...whole.flatMap((one) => involvements(one, whole, actor))], {
    outcome: 'accepted',
    id: lead.debrief,
  });
}

/** Why two debriefs of one owner can't be held together; undefined: they can. */
export function whyNotJoined(state: StateView, debrief: Debrief, other: Debrief): NotJoined | undefined {
  const whole = [...wholeOf(state, debrief), ...wholeOf(state, other)];
  if (leadIdOf(debrief) === leadIdOf(other)) return 'together-already';
  if (debrief.drill !== other.drill) return 'drill-and-real';
  if (whole.some(({ endedAt }) => endedAt === undefined)) return 'alarm-open';
  if (whole.some(({ answeredAt, state: now }) => answeredAt !== undefined || now === 'completed')) return 'answered';
  // What is written together is read by all of them: not while one may not know that it is there.
  if (whole.some((one) => one.worker !== undefined && isHiddenFrom(state, one, one.worker))) return 'silent';
  return whole.length > JOINED_MAX ? 'too-many' : undefined;
}

/**
 * The first one leads, so that no time limit begins later; but one that takes the short form, or of a silent alarm, only where both are: what is
 * written there must be seen by all.
 */
function leads(one: Debrief, other: Debrief): boolean {
  if (one.short !== other.short) return other.short;
  if (one.silent !== other.silent) return other.silent === true;
  return one.openedAt === other.openedAt ? one.debrief < other.debrief : one.openedAt < other.openedAt;
}

/** Who took part in one took part in all, and so did the workers of the others: none of them looks after any. Who was named stays named. */
function involvements(one: Debrief, whole: readonly Debrief[], by: PersonId): Draft[] {
  const options = { actor: byPerson(by), about: one.debrief };
  const named = new Set(whole.flatMap((each) => each.named ?? []));
  const people = new Set([...whole.flatMap(({ worker, involved }) => [...involved, ...(worker === undefined ? [] : [worker])])]);
  return [...people].flatMap((person): Draft[] => {
    if (person === one.worker) return [];
    const isNamed = named.has(person);
    if (isNamed ? one.named?.includes(person) === true : one.involved.includes(person)) return [];
    return [draft('PersonInvolved', { debrief: one.debrief, person, ...(isNamed ? { named: true as const } : {}) }, options)];
  });
}

/** It was not one incident after all: it goes on by itself, as it stands. */
export function separate({ debrief, actor }: Doing): Decision {
  return decided(separation(debrief, actor));
}

function separation(debrief: Debrief, by: PersonId): Draft[] {
  const joining = joiningOf(debrief);
  if (joining === undefined) return [];
  const data = { debrief: debrief.debrief, from: joining.into, by };
  return [draft('DebriefSeparated', data, { actor: byPerson(by), about: debrief.debrief })];
}

/**
 * What a worker's debriefs are once they are out of an incident that another's leads: the one that leads theirs. `left`: what they were taken out of, as
 * it is without them; absent where the incident is led by one of theirs, and nothing was taken out.
 */
export function takenOut({ ruling, debrief, actor }: Doing): {
  readonly debrief: Debrief;
  readonly facts: readonly Draft[];
  readonly left?: Debrief;
} {
  const [lead, ...held] = wholeOf(ruling.state, debrief);
  const own = held.filter(({ worker }) => worker === actor);
  const [first, ...rest] = own;
  if (first === undefined || lead.worker === actor) return { debrief: lead, facts: [] };
  const options = (about: DebriefId) => ({ actor: byPerson(actor), about });
  const again = rest.map((one) => draft('DebriefJoined', { debrief: one.debrief, into: first.debrief, by: actor }, options(one.debrief)));
  const members = (lead.members ?? []).filter((id) => !own.some((one) => one.debrief === id));
  return { debrief: first, facts: [...separation(first, actor), ...again], left: { ...lead, members } };
}
