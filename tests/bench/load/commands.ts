import type { Latencies } from './latencies.ts';

/** What the load is asked to do; each is answered when it is done. */
export type Command =
  | { readonly do: 'connect'; readonly port: number; readonly from: number; readonly count: number }
  /** So many consoles, in the place of those before: a press counts as shown when the last of them has it. */
  | { readonly do: 'consoles'; readonly http: string; readonly kind: 'floor' | 'gateway'; readonly count: number }
  /** One press after the other: the next one a moment after the last is acknowledged and on the console. */
  | { readonly do: 'single'; readonly from: number; readonly count: number }
  /** Presses of devices in turn, at a rate that does not wait for answers. */
  | { readonly do: 'rate'; readonly from: number; readonly count: number; readonly perSecond: number }
  /** All at once. */
  | { readonly do: 'burst'; readonly from: number; readonly devices: number; readonly each: number }
  /** Each connected device says so often that it is alive; 0: with PINGREQ alone. */
  | { readonly do: 'heartbeats'; readonly everyMs: number }
  | { readonly do: 'close' };

export interface Measured extends Latencies {
  /** From the first byte to the last acknowledgement and frame. */
  readonly ms: number;
  /** Connections that were lost meanwhile, by what was said. */
  readonly troubles: readonly string[];
}

export interface Asked {
  readonly id: number;
  readonly command: Command;
}

export type Answered = { readonly id: number; readonly measured: Measured } | { readonly id: number; readonly error: string };
