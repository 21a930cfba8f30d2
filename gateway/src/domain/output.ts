import type { OutputId, PlaceId } from '../base/ids.ts';
import type { AlarmLevel } from '../contract/alarm.ts';
import type { Audience, OnWhile, OutputSwitch } from '../contract/outputs.ts';

/** A siren, a lamp or a relay that alarms of a place switch. */
export interface Output {
  readonly output: OutputId;
  readonly name: string;
  /** With all below it; absent: the whole house. */
  readonly place?: PlaceId | undefined;
  readonly audience: Audience;
  readonly levels: readonly AlarmLevel[];
  readonly onWhile: OnWhile;
  /** Engine ms; absent: no end. */
  readonly maxOnMs?: number | undefined;
  readonly drills: boolean;
  readonly switch: OutputSwitch;
}
