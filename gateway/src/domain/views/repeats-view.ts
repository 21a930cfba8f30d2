import { DAY_MS } from '../../base/durations.ts';
import type { RepeatView } from '../../contract/debrief-content.ts';
import type { Debrief } from '../debrief.ts';
import { joiningOf, leadIdOf } from '../joined.ts';
import type { StateView } from '../state.ts';

/** Causes are counted back this far: what was a year ago is another house by now. */
export const REPEATS_WITHIN_MS = 366 * DAY_MS;

/** What contributed to one debrief, as its owner sees it and as its actions answer it. */
export function causesOf(debrief: Pick<Debrief, 'factors' | 'actions'>): string[] {
  return [...new Set([...(debrief.factors ?? []), ...debrief.actions.flatMap(({ factors }) => factors ?? [])])];
}

/**
 * Causes of this debrief that earlier ones at the same place had too, within a year: how often with this one. Drills do not count.
 * Numbers alone: nobody learns from them whose the others were.
 */
export function repeatsOf(state: StateView, debrief: Debrief, others: readonly Debrief[]): RepeatView[] {
  const { place, openedAt } = debrief;
  if (place === undefined || debrief.drill) return [];
  const earlier = others.filter(
    (one) =>
      one.debrief !== debrief.debrief &&
      one.place === place &&
      !one.drill &&
      // What is held within another one counts there, and what is of the same incident is none before it.
      joiningOf(one) === undefined &&
      leadIdOf(one) !== leadIdOf(debrief) &&
      one.openedAt <= openedAt &&
      one.openedAt > openedAt - REPEATS_WITHIN_MS,
  );
  const name = state.places.get(place)?.name ?? place;
  return causesOf(debrief).flatMap((factor) => {
    const times = 1 + earlier.filter((one) => causesOf(one).includes(factor)).length;
    return times < 2 ? [] : [{ factor, place: name, times }];
  });
}
