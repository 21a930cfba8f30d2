import type { AlarmId, DeviceId, PersonId, PlaceId } from '../base/ids.ts';
import type { FeedbackState } from '../contract/hand.ts';
import type { DeviceBody } from '../contract/organisation.ts';

export interface Device {
  readonly device: DeviceId;
  readonly family: DeviceBody['family'];
  readonly label: string;
  readonly worker?: PersonId | undefined;
  readonly place?: PlaceId | undefined;
  /** SHA-256 of the device's secret, hexadecimal. */
  readonly secretHash?: string | undefined;
  /** AES-128 key of a radio button, hexadecimal; the row is sealed. */
  readonly radioKey?: string | undefined;
  readonly silent: boolean;
  readonly heartbeatSeconds: number;
  readonly holdMs: number;
  readonly revoked: boolean;
}

/** Test mode and its last result (language.md): at most two minutes, takes one press. */
export interface DeviceTest {
  readonly device: DeviceId;
  /** Engine time at which test mode ends; absent when it is off. */
  readonly until?: number | undefined;
  readonly startedBy?: PersonId | undefined;
  readonly passedAt?: number | undefined;
}

/** One press that the gateway has committed. */
export interface KnownPress {
  readonly seq: number;
  readonly kind: string;
  /** Epoch ms of the press: received − age, of the first copy. */
  readonly pressedAt: number;
  readonly alarm?: AlarmId | undefined;
  /** Receivers that heard it. */
  readonly receivers: readonly string[];
}

/** What is remembered of a device's presses: 4 boots × 64, newest last. Beyond that a repeat counts as a press, marked. */
export interface PressMemory {
  readonly device: DeviceId;
  readonly boots: readonly { readonly boot: number; readonly presses: readonly KnownPress[] }[];
}

export const REMEMBERED_BOOTS = 4;
export const REMEMBERED_PRESSES = 64;

/** What the device has proven to show. */
export interface Hand {
  readonly device: DeviceId;
  readonly alarm?: AlarmId | undefined;
  readonly rev: number;
  readonly state?: FeedbackState | undefined;
  readonly at: number;
}

/** Downlink frame counters of a radio button, reserved in the log before they are used so that no nonce repeats. */
export interface Downlink {
  readonly device: DeviceId;
  readonly reservedTo: number;
  /** Of the log in which they were reserved; absent: the first, or not known. In a later one others may have been used since. */
  readonly epoch?: number | undefined;
}
