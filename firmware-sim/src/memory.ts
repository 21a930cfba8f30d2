import type { ConfigBody } from '@duress/gateway/contract/hand.ts';
import type { DevicePlace, SignalKind } from '@duress/gateway/contract/signal.ts';

/** A press that the gateway has not confirmed yet, as it lies in flash. */
export interface StoredPress {
  readonly boot: number;
  readonly seq: number;
  readonly kind: SignalKind;
  /** Milliseconds since the press, when this was written. */
  readonly age: number;
  /** Epoch ms of the press, when the button has a clock that survives a power cut. */
  readonly at?: number | undefined;
  /** With `cancel` alone; gone from flash as soon as the gateway has it. */
  readonly pin?: string | undefined;
  readonly place?: DevicePlace | undefined;
}

export type ButtonConfig = Omit<ConfigBody, 'v'>;

/** Everything that survives a power cut. One write replaces all of it or nothing (see flash.ts). */
export interface Memory {
  /** Counts power-ups; the first boot is 1. */
  readonly boot: number;
  /** The last one given to a press; goes on across boots. */
  readonly seq: number;
  /** Frame counters up to here may have been used: after a power cut the next frame takes one more than this. */
  readonly framesReserved: number;
  /** Frame counter of the last genuine frame from the gateway, −1 before the first; an older one is a replay. */
  readonly downlink: number;
  readonly config: ButtonConfig;
  readonly unsent: readonly StoredPress[];
}

/** Until the gateway says otherwise a button is silent: a beep can put its worker in danger, a missing one can't. */
export const FACTORY_CONFIG: ButtonConfig = { heartbeat: 60, silent: true, hold: 500 };

export const FACTORY_MEMORY: Memory = { boot: 0, seq: 0, framesReserved: 0, downlink: -1, config: FACTORY_CONFIG, unsent: [] };

/** Counters of the protocol are 32 bits wide and wrap to 0. */
export function following(counter: number): number {
  return (counter + 1) >>> 0;
}
