import type { PersonId } from '../../base/ids.ts';
import type { Debrief } from '../debrief.ts';
import { joiningOf, wholeOf } from '../joined.ts';
import { earliest, hasCome, writtenTime, type WrittenTime } from '../written-time.ts';
import { absence } from '../people.ts';
import { decided, draft, GATEWAY, type Decision, type Ruling } from '../ruling.ts';
import { workingTimeAt } from '../site-hours.ts';
import type { StateView } from '../state.ts';
import { passOn, remind, type Drafts } from './debrief-opening.ts';
import { isHiddenFrom } from './debrief-rights.ts';
import { ITEM_TERMS, nextMove, openItems, WORKING_DAY_MS, type DebriefItem, type Move } from './debrief-items.ts';
import { awayTime, passFromAway } from './owner-away.ts';

/**
 * When something comes of a debrief by itself: it moves on, or somebody is reminded. Derived from the state alone, and there is
 * one for each debrief that is open. It is never closed by a timer.
 */
export function debriefTime(state: Pick<StateView, 'people'>, debrief: Debrief): WrittenTime | undefined {
  if (debrief.state === 'completed') return undefined;
  return earliest([...openItems(debrief).map((item) => nextMove(debrief, item)), ...Object.values(ownerTimes(state, debrief))]);
}

/** When it goes on to somebody else by itself, as far as that is settled: what is not late yet has no such time. */
export function nextHandOn(
  state: Pick<StateView, 'people'>,
  debrief: Debrief,
): { readonly at: number; readonly reason: 'no-answer' | 'overdue' | 'leave' } | undefined {
  if (debrief.state === 'completed') return undefined;
  const { accept, away } = ownerTimes(state, debrief);
  const late = openItems(debrief)
    .filter(({ kind }) => ITEM_TERMS[kind].then === 'passed-on')
    .map((item) => nextMove(debrief, item))
    .filter(({ step }) => step === 'late');
  const moves = [
    ...(accept === undefined ? [] : [{ at: accept.at, reason: 'no-answer' as const }]),
    ...(away === undefined ? [] : [{ at: away.at, reason: 'leave' as const }]),
    ...late.map(({ at }) => ({ at, reason: 'overdue' as const })),
  ];
  return moves.sort((a, b) => a.at - b.at)[0];
}

/** When its owner has not accepted, and when they are away. Of one that is held within another these are asked there. */
function ownerTimes(
  state: Pick<StateView, 'people'>,
  debrief: Debrief,
): { readonly accept?: WrittenTime | undefined; readonly away?: WrittenTime | undefined } {
  if (joiningOf(debrief) !== undefined) return {};
  const isWaiting = debrief.state === 'waiting' && debrief.acceptBy !== undefined;
  return { accept: isWaiting ? writtenTime(debrief.acceptBy, debrief.acceptByT) : undefined, away: awayTime(state, debrief) };
}

/** One thing at a time: whatever else is due as well is decided next, on what the first has made. */
export function debriefDue(ruling: Ruling, debrief: Debrief): Decision {
  const { state } = ruling;
  const is = (time: WrittenTime | undefined): boolean => time !== undefined && hasCome(time, ruling);
  const { accept, away } = ownerTimes(state, debrief);
  if (is(away)) return taken(passFromAway(ruling, debrief));
  if (is(accept)) return taken(passOn(ruling, debrief, 'no-answer'));
  const moves = openItems(debrief)
    .map((item) => ({ item, move: stepNow(ruling, debrief, item) }))
    .filter(({ move }) => is(move));
  if (moves.length === 0) return decided([]);
  const late = moves.filter(({ item, move }) => move.step === 'late' && ITEM_TERMS[item.kind].then === 'passed-on');
  if (late.length > 0) {
    // All that is of one incident goes together.
    const moved = passOn(ruling, wholeOf(state, debrief)[0], 'overdue');
    // Where there is only one person they are reminded instead, each day of work.
    if (moved.to !== debrief.owner) return taken(moved);
  }
  return taken(reminded(ruling, debrief, moves));
}

/**
 * What was said while the wall clock stood ahead may have been said too early, and the wait after it hangs on a clock that was wrong: before
 * anything else comes of it, it is said again. What is not due at all yet begins anew.
 */
function stepNow(ruling: Ruling, debrief: Debrief, item: DebriefItem): Move {
  const move = nextMove(debrief, item);
  if (move.step !== 'late' || ruling.at >= (debrief.prompts?.[item.item]?.next ?? 0)) return move;
  return { ...move, step: hasCome(writtenTime(item.due, item.dueT), ruling) ? 'due' : 'before' };
}

function taken({ facts, messages }: Drafts): Decision {
  return decided(facts, { outcome: 'accepted' }, messages);
}

/** Whoever has to do something is told once, however much of it there is. */
function reminded(ruling: Ruling, debrief: Debrief, moves: readonly { readonly item: DebriefItem; readonly move: Move }[]): Drafts {
  const { at } = ruling;
  const after = workingTimeAt(ruling, debrief.place);
  const told = new Map<PersonId, { items: string[]; atOnce: boolean }>();
  const facts = moves.map(({ item, move }) => {
    const { graceMs, atOnce } = ITEM_TERMS[item.kind];
    // A time that has passed already needs no word before it.
    const step = move.step === 'before' && item.due <= at ? 'due' : move.step;
    // Said too early, it is taken back without a word.
    const isTakenBack = step === 'before' && nextMove(debrief, item).step === 'late';
    const to = isTakenBack ? [] : toldOf(ruling, debrief, { item, step });
    for (const person of to) {
      const one = told.get(person) ?? { items: [], atOnce: false };
      told.set(person, { items: [...one.items, item.item], atOnce: one.atOnce || atOnce });
    }
    const next = step === 'before' ? item.due : after(at, step === 'due' ? graceMs : WORKING_DAY_MS);
    const data = { debrief: debrief.debrief, item: item.item, step, due: item.due, next, to };
    return draft('DebriefReminded', data, { actor: GATEWAY, about: debrief.debrief });
  });
  const messages = [...told].flatMap(([to, { items, atOnce }]) =>
    remind(ruling, { debrief: debrief.debrief, to, items, dueAt: atOnce ? at : after(at, 0) }),
  );
  return { facts, messages };
}

/** Whoever has to do it; once it is late the debrief's owner too, and before that where the other is not here to read it. */
function toldOf(
  { state, at }: Ruling,
  debrief: Debrief,
  { item, step }: { readonly item: DebriefItem; readonly step: string },
): PersonId[] {
  const { owner } = debrief;
  const person = state.people.get(item.who);
  const isHere = person !== undefined && absence(person, at) === undefined;
  if (item.who === owner) return [owner];
  if (!isHere || isHiddenFrom(state, debrief, item.who)) return [owner];
  return step === 'late' ? [item.who, owner] : [item.who];
}
