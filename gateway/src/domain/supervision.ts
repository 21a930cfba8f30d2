import { SECOND_MS } from '../base/durations.ts';
import type { DeviceId, PlaceId, PolicyId } from '../base/ids.ts';
import type { UnprovenClimbKind } from '../contract/escalation.ts';
import type { Unproven } from '../contract/supervision.ts';
import type { Device } from './devices.ts';

/** What a test press has proven of a device, and what of the device itself has changed since. */
export interface Proof {
  readonly device: DeviceId;
  /** The newest test press that has passed through; its place in the log, for a wall clock may be set back. */
  readonly provenSeq?: number | undefined;
  /** Since then. Empty before the first test press: everything is new. */
  readonly changed: readonly OwnChange[];
  /** The last that it was heard to change to; absent: it has not changed since it was first heard. */
  readonly firmware?: string | undefined;
}
export type OwnChange = Extract<Unproven, 'key' | 'moved' | 'firmware'>;

/** Something that presses of many devices go through, as it is now. */
export interface Path {
  /** `release`, `policy`, `receiver:<id>`, `place:<id>`; `climb:<place>:<policy>` until somebody has tried what has changed there. */
  readonly path: string;
  readonly now: string;
  readonly seq: number;
  readonly climb?: ClimbChange | undefined;
}

/** Whom an alarm at a place is brought to has changed, and nobody has tried it since. */
export interface ClimbChange {
  readonly why: UnprovenClimbKind;
  /** With all below it; absent: the whole house. */
  readonly place?: PlaceId | undefined;
  /** Absent: the place's own emergency contacts. */
  readonly policy?: PolicyId | undefined;
  /** What the policy was called when it changed. */
  readonly name?: string | undefined;
  /** Epoch ms. */
  readonly since: number;
}

/** EN 50136 and language.md: three heartbeats that did not come. */
const MISSED_HEARTBEATS = 3;
/** A button that beats each second and misses three of them is a slow network, not a dead button. */
const SILENT_AT_LEAST_MS = 15 * SECOND_MS;

/** After so long without a sign of life a device of this family is silent; undefined: nobody expects any of it. */
export function silentAfterMs({ family, heartbeatSeconds }: Pick<Device, 'family' | 'heartbeatSeconds'>): number | undefined {
  switch (family) {
    case 'duress':
    case 'radio':
      return Math.max(MISSED_HEARTBEATS * heartbeatSeconds * SECOND_MS, SILENT_AT_LEAST_MS);
    // A page is not heard while it is closed, and an integration speaks when it has something to say.
    case 'phone':
    case 'http':
      return undefined;
  }
}

/** How the path of a device's own firmware begins; its id follows. */
export const OF_FIRMWARE = 'firmware:';

/** A phone page proves itself each time it says *Ready*: whoever signs in has one, and most never press. */
export function isToBeProven(device: Device): boolean {
  return !device.revoked && device.family !== 'phone';
}
