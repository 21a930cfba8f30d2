import type { PersonId } from '../../base/ids.ts';
import type { OwnerReason } from '../../contract/debrief.ts';
import { refusedBy, type Debrief } from '../debrief.ts';
import { workersBeside } from '../joined.ts';
import { writtenTime, type WrittenTime } from '../written-time.ts';
import { absence, type Person } from '../people.ts';
import { draft, GATEWAY, type Ruling } from '../ruling.ts';
import { workingTimeAt } from '../site-hours.ts';
import type { StateView } from '../state.ts';
import { handOn, type Drafts } from './debrief-opening.ts';
import { WORKING_DAY_MS } from './debrief-items.ts';
import { findOwner } from './owner.ts';

/**
 * When the owner's own absence moves a debrief on: the begin of a leave in their time, or the next look where nobody else was there.
 * A leave that had begun when they got it counts no more: they were the last resort, or somebody gave it to them knowing.
 */
export function awayTime(state: Pick<StateView, 'people'>, debrief: Debrief): WrittenTime | undefined {
  const person = state.people.get(debrief.owner);
  const since = debrief.line.at(-1)?.at;
  if (person === undefined || since === undefined) return undefined;
  const looked = debrief.prompts?.['owner'];
  if (looked !== undefined && absence(person, looked.next) !== undefined) return writtenTime(looked.next, looked.nextT);
  const from = looked?.due ?? since;
  const begins = person.leave.map((period) => period.from).filter((begin) => begin > from);
  return begins.length === 0 ? undefined : writtenTime(Math.min(...begins), undefined);
}

/**
 * The owner is away: their delegate, one hop, if free and not involved; else by the owner rule. Nobody is there: it stays, and a working day
 * on somebody looks again.
 */
export function passFromAway(ruling: Ruling, debrief: Debrief): Drafts {
  const { state, at } = ruling;
  const owner = state.people.get(debrief.owner);
  const why = owner === undefined ? 'unavailable' : absence(owner, at);
  const due = Math.min(awayTime(state, debrief)?.at ?? at, at);
  // Back before anybody noticed, as when the gateway was off meanwhile.
  if (why === undefined) return { facts: [stays(debrief, { due, next: at })], messages: [] };
  const passed = [{ person: debrief.owner, why }];
  const delegate = freeDelegate(ruling, debrief, owner);
  if (delegate !== undefined) return handOn(ruling, debrief, { to: delegate, reason: why, passed });
  const { worker, place, involved } = debrief;
  const found = findOwner({
    state,
    at,
    worker,
    place,
    involved,
    refused: refusedBy(debrief),
    tried: withoutAnswer(debrief),
    beside: workersBeside(state, debrief),
  });
  const isAway = (id: PersonId): boolean => {
    const person = state.people.get(id);
    return person === undefined || absence(person, at) !== undefined;
  };
  // From one who is away to another who is away, or who took part, would help nobody.
  if (found.owner === debrief.owner || found.reason === 'conflict' || isAway(found.owner)) {
    const next = workingTimeAt(ruling, place)(at, WORKING_DAY_MS);
    return { facts: [stays(debrief, { due: at, next })], messages: [] };
  }
  const isPlain = found.reason === 'manager' || found.reason === 'responsible' || found.reason === 'no-answer';
  const all = [...passed, ...found.passed.filter(({ person }) => person !== debrief.owner)];
  return handOn(ruling, debrief, { to: found.owner, reason: isPlain ? why : found.reason, passed: all });
}

function stays(debrief: Debrief, { due, next }: { readonly due: number; readonly next: number }): Drafts['facts'][number] {
  const data = { debrief: debrief.debrief, item: 'owner', step: 'late' as const, due, next, to: [] };
  return draft('DebriefReminded', data, { actor: GATEWAY, about: debrief.debrief });
}

function freeDelegate({ state, at }: Ruling, debrief: Debrief, owner: Person | undefined): PersonId | undefined {
  const delegate = owner?.delegate === undefined ? undefined : state.people.get(owner.delegate);
  if (delegate === undefined || absence(delegate, at) !== undefined) return undefined;
  const isOut = delegate.person === debrief.worker || [...debrief.involved, ...refusedBy(debrief)].includes(delegate.person);
  return isOut ? undefined : delegate.person;
}

/** Who lost it because nothing came: they get it back last of all. */
function withoutAnswer(debrief: Debrief): PersonId[] {
  const isOne = (reason: OwnerReason | undefined): boolean => reason === 'no-answer' || reason === 'overdue';
  return debrief.line.filter((_, i) => isOne(debrief.line[i + 1]?.reason)).map((step) => step.to);
}
