import type { FeedbackState } from '../hand.ts';
import type { SignalKind } from '../signal.ts';

/** [boot, seq]: names a press for ever. */
export type PressName = readonly [boot: number, seq: number];

/** What a button says, inside the seal. */
export type ButtonMessage =
  | {
      readonly type: 'signal';
      readonly boot: number;
      readonly seq: number;
      readonly kind: SignalKind;
      /** Milliseconds between the press and this transmission of it. */
      readonly age: number;
      /** Percent. */
      readonly battery?: number | undefined;
      /** With `cancel` alone: 4 to 8 digits. */
      readonly pin?: string | undefined;
      /** The beacon that the button hears best. */
      readonly beacon?: string | undefined;
    }
  | {
      readonly type: 'status';
      /** Grows at every power-up: a new one tells the gateway that the button shows nothing and knows no configuration. */
      readonly boot: number;
      readonly battery?: number | undefined;
      /** dBm at which the button heard the last frame sent to it. */
      readonly rssi?: number | undefined;
      readonly worn?: boolean | undefined;
      readonly firmware?: string | undefined;
    }
  | { readonly type: 'position'; readonly place: RadioPlace }
  /** The button really shows the feedback with this revision. */
  | { readonly type: 'shown'; readonly rev: number };

export type RadioPlace =
  { readonly beacon: string } | { readonly lat: number; readonly lon: number; /** Metres. */ readonly accuracy?: number | undefined };

/** What the gateway says to a button, inside the seal. */
export type GatewayMessage =
  /** The acknowledgement: these presses are committed. At most HELD_PRESSES. */
  | { readonly type: 'held'; readonly held: readonly PressName[] }
  | {
      readonly type: 'feedback';
      readonly rev: number;
      /** Absent: nothing to show. */
      readonly state?: FeedbackState | undefined;
      readonly recorded: boolean;
      /** Absent: it is real. */
      readonly drill?: true | undefined;
      /** The last ALARM_SHORT_BYTES characters of the alarm's id; absent when none is open. */
      readonly alarm?: string | undefined;
      readonly held: readonly PressName[];
    }
  | {
      readonly type: 'config';
      /** Seconds. */ readonly heartbeat: number;
      readonly silent: boolean;
      /** Milliseconds. */ readonly hold: number;
    };

/** What a receiver says about itself. It has no seal: it is on a wire, and all it could do by lying is seem alive. */
export type ReceiverMessage =
  | {
      readonly type: 'hello';
      readonly receiver: string;
      /** Grows at every start of the receiver. */ readonly boot: number;
      readonly firmware: string;
    }
  | {
      readonly type: 'heartbeat';
      readonly receiver: string;
      /** Seconds since its start. */
      readonly uptime: number;
      /** Frames heard on the air since its start; wraps. */
      readonly heard: number;
      /** Noise on the channel, dBm: a jammer shows here. Absent when the radio can't measure it. */
      readonly noise?: number | undefined;
    };
