import type { Input, Uplink } from './button-state.ts';

/** What a button's modem does for it. It decides nothing: what to send, and when again, is the button's. */
export interface Transport {
  /** The modem has power: it looks for its network from here on, for ever. */
  start(): void;
  /** The power is gone, in the middle of whatever it was: no goodbye. */
  cut(): void;
  /** Asks for `feedback` and `config`, where that has to be asked for. */
  subscribe(): void;
  /** Best effort. What can't go out now is gone: the button repeats what matters. */
  send(uplink: Uplink, frame?: number): void;
}

/** What a modem tells its button. */
export interface TransportEvents {
  readonly input: (input: Extract<Input, { readonly type: 'link-up' | 'link-down' | 'feedback' | 'config' | 'held' }>) => void;
  /** The next hop has this signal (MQTT: PUBACK). For who measures; the button itself believes `held` alone. */
  readonly acked: (boot: number, seq: number) => void;
  /** Something failed that the modem gets over by itself: refused, timed out, unreadable. */
  readonly trouble: (what: string) => void;
  /** A number for this connection that the last ones did not have. */
  readonly session: () => number;
}

export type Connect = (events: TransportEvents) => Transport;
