import type { DebriefId, PersonId } from '../base/ids.ts';
import type { Debrief, Joining } from './debrief.ts';
import type { StateView } from './state.ts';

/** How a debrief is held within another one now; undefined: it stands by itself, or others are held within it. */
export function joiningOf({ joinings }: Pick<Debrief, 'joinings'>): Joining | undefined {
  return joinings?.find(({ until }) => until === undefined);
}

/** Which debrief leads the incident: another one, or itself. */
export function leadIdOf(debrief: Debrief): DebriefId {
  return joiningOf(debrief)?.into ?? debrief.debrief;
}

/** The debriefs of one incident as they stand, the leading one first; `debrief` as it is given, and alone once they are completed. */
export function wholeOf(state: Pick<StateView, 'debriefs'>, debrief: Debrief): readonly [Debrief, ...Debrief[]] {
  const now = (id: DebriefId): Debrief | undefined => (id === debrief.debrief ? debrief : state.debriefs.get(id));
  const lead = now(leadIdOf(debrief)) ?? debrief;
  return [lead, ...(lead.members ?? []).flatMap((id) => now(id) ?? [])];
}

/** Workers of the other debriefs of the incident: they are the last who should look after this one. */
export function workersBeside(state: Pick<StateView, 'debriefs'>, debrief: Debrief): PersonId[] {
  return wholeOf(state, debrief).flatMap(({ worker }) => (worker === undefined || worker === debrief.worker ? [] : [worker]));
}

/** The debriefs in which it was ever held, as far as they are open. */
export function leadsOf(state: Pick<StateView, 'debriefs'>, { joinings = [] }: Debrief): Debrief[] {
  return joinings.flatMap(({ into }) => state.debriefs.get(into) ?? []);
}
