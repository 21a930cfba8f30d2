import type { Debrief } from '../debrief.ts';
import { dutyItems, dutyTime, type Known } from '../duty/standing.ts';
import { debriefTime } from '../rules/debrief-time.ts';
import type { StateView } from '../state.ts';

/** When something comes of a debrief by itself, by the wall clock alone. Epoch ms. */
export function debriefDueAt(state: Pick<StateView, 'people'>, debrief: Debrief): number | undefined {
  return debriefTime(state, debrief)?.at;
}

/** When its owner is reminded of whom to tell, by the wall clock alone. Epoch ms. */
export function dutyRemindAt(known: Known, debrief: Debrief): number | undefined {
  return dutyTime(known, debrief)?.at;
}

/** The next time limit of telling somebody. Epoch ms. */
export function dutyDueAt(known: Known, debrief: Debrief): number | undefined {
  const items = debrief.state === 'completed' ? [] : dutyItems(known, debrief);
  return items.length === 0 ? undefined : Math.min(...items.map(({ due }) => due));
}
