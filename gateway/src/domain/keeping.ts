import type { DebriefId, PersonId } from '../base/ids.ts';
import type { Debrief } from './debrief.ts';
import { leadIdOf, wholeOf } from './joined.ts';
import type { Hold } from './kept.ts';
import type { StateView } from './state.ts';

/** Of a time in which nothing was recorded at most so much counts: what a clock that was set wrong over a stop can add. Stops over a week make records live longer, never shorter. */
export const SEEN_OF_A_GAP_MS = 7 * 24 * 3_600_000;

export function seenUntil(state: StateView, t: number): number {
  const witness = state.witnesses.get('time');
  return witness === undefined ? 0 : witness.seenMs + Math.min(Math.max(0, t - witness.t), SEEN_OF_A_GAP_MS);
}

/** The hold that keeps this debrief, or what is kept with it (`subjects`), if any. */
export function holdOn(
  state: StateView,
  one: { readonly debrief: DebriefId; readonly people: readonly PersonId[]; readonly subjects?: readonly string[] },
): Hold | undefined {
  const on = ['house', `debrief:${one.debrief}`, ...(one.subjects ?? []), ...one.people.map((person) => `person:${person}`)];
  return on.map((subject) => state.holds.get(subject)).find((hold) => hold !== undefined);
}

/** The hold that keeps this debrief or another of the same incident. */
export function holdOnWhole(state: StateView, debrief: Debrief): Hold | undefined {
  const row = state.retentions.get(leadIdOf(debrief));
  if (row !== undefined) return holdOn(state, row);
  const whole = wholeOf(state, debrief);
  return holdOn(state, { debrief: debrief.debrief, people: whole.flatMap(peopleOf), subjects: whole.flatMap(subjectsOf) });
}

/** What the keys of a debrief seal: itself, its alarms and its photos. */
export function subjectsOf(debrief: Debrief): string[] {
  const alarms = debrief.alarms.map((alarm) => `alarm:${alarm}`);
  const photos = (debrief.attachments ?? []).map(({ attachment }) => `attachment:${attachment}`);
  return [`debrief:${debrief.debrief}`, ...alarms, ...photos];
}

/** Everybody who has to do with a debrief, also with a part of it alone. */
export function peopleOf(debrief: Debrief): PersonId[] {
  const parts = [
    ...debrief.actions.map(({ owner }) => owner),
    ...(debrief.service ?? []).map(({ second }) => second),
    ...(debrief.supportChecks ?? []).map(({ person }) => person),
  ];
  const all = [debrief.worker, debrief.owner, ...debrief.line.map(({ to }) => to), ...debrief.involved, ...parts];
  return [...new Set(all.filter((person) => person !== undefined))];
}
