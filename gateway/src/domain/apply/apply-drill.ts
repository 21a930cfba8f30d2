import { assert } from '../../base/assert.ts';
import type { AlarmId, DeviceId, DrillId, PersonId, PlaceId } from '../../base/ids.ts';
import { bareSubjectOf, silentSubjectOf } from '../alarm.ts';
import { runningDrillOf } from '../drill.ts';
import type { DRILL_FACTS } from '../facts/drill-facts.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { State } from '../state.ts';

export type DrillFact = Extract<Fact, { readonly kind: keyof typeof DRILL_FACTS }>;

/** What a fact makes of a drill's window. */
export function applyDrill(state: State, fact: DrillFact): void {
  // as (all in this function): ids in facts are the strings that branded ids became.
  const id = fact.data.drill as DrillId;
  if (fact.kind === 'DrillStarted') {
    const { place, leader, participants, announced, untilT } = fact.data;
    const started = { startedAt: fact.at, startedT: fact.t, untilT, presses: [], forced: [] };
    const by = { place: place as PlaceId, leader: leader as PersonId, participants: participants as PersonId[], announced };
    state.drills.set(id, { state: 'running', drill: id, ...by, ...started });
    return;
  }
  const drill = state.drills.get(id);
  assert(drill?.state === 'running', 'a drill ends once');
  const { untilT: _, ...rest } = drill;
  state.drills.set(id, { ...rest, state: 'ended', endedAt: fact.at, endedBy: fact.data.by as PersonId | undefined });
}

/** A participant's first press uses their part in the drill up, whatever it opened or joined: every later one is real. */
export function noteInDrill(
  state: State,
  press: {
    readonly device: DeviceId;
    readonly meaning: string;
    readonly kind: string;
    readonly alarm: AlarmId | undefined;
    readonly at: number;
  },
): void {
  const { alarm, at, meaning } = press;
  if (alarm === undefined || (meaning !== 'raised' && meaning !== 'joined')) return;
  const person = state.devices.get(press.device)?.worker;
  const drill = runningDrillOf(state, person);
  // The duress PIN rehearses nothing.
  if (person === undefined || drill === undefined || press.kind === 'cancel') return;
  if (!drill.presses.some((one) => one.person === person))
    state.drills.set(drill.drill, { ...drill, presses: [...drill.presses, { person, alarm, at }] });
}

/** Whoever gave the duress PIN, whatever was open by then, is not rehearsing any more: every press of theirs is real. */
export function noteForced(state: State, worker: PersonId | undefined): void {
  const drill = runningDrillOf(state, worker);
  if (worker === undefined || drill === undefined || drill.forced.includes(worker)) return;
  state.drills.set(drill.drill, { ...drill, forced: [...drill.forced, worker] });
}

/** What was a drill may have become real because its worker is forced: what the duress PIN has raised in secret stands on it then. */
export function forcedBeforeOf(state: State, subject: string): AlarmId | undefined {
  return state.alarms.by('subject', silentSubjectOf(bareSubjectOf(subject)))[0]?.alarm;
}
