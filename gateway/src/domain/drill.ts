import type { AlarmId, DrillId, PersonId, PlaceId } from '../base/ids.ts';
import type { TableView } from './table.ts';

/** A participant's first press in the window, and the alarm that it made or joined. */
export interface DrillPress {
  readonly person: PersonId;
  readonly alarm: AlarmId;
  /** Epoch ms. */
  readonly at: number;
}

interface DrillCore {
  readonly drill: DrillId;
  /** With all below it. */
  readonly place: PlaceId;
  readonly leader: PersonId;
  readonly participants: readonly PersonId[];
  /** The participants were told before. */
  readonly announced: boolean;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Engine ms. */
  readonly startedT: number;
  readonly presses: readonly DrillPress[];
  /** Whoever gave the duress PIN since it began: not rehearsing any more. Told to nobody. */
  readonly forced: readonly PersonId[];
}

export type RunningDrill = DrillCore & {
  readonly state: 'running';
  /** Engine ms at which the window ends by itself. */ readonly untilT: number;
};
export type EndedDrill = DrillCore & {
  readonly state: 'ended';
  /** Epoch ms. */
  readonly endedAt: number;
  /** Absent: its time was over. */
  readonly endedBy?: PersonId | undefined;
};
export type Drill = RunningDrill | EndedDrill;

/** Most participants of one drill: a large ward at shift change. Beyond it a drill shows nothing that two would not. */
export const DRILL_PARTICIPANTS_MAX = 200;

/** The running drill that lists this worker; there is one at most. */
export function runningDrillOf(
  { drills }: { readonly drills: TableView<DrillId, Drill> },
  worker: PersonId | undefined,
): RunningDrill | undefined {
  if (worker === undefined) return undefined;
  for (const drill of drills.values()) if (drill.state === 'running' && drill.participants.includes(worker)) return drill;
  return undefined;
}
