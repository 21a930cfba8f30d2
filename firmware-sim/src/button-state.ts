import type { ConfigBody, FeedbackBody, FeedbackState, LinkBody, StatusBody } from '@duress/gateway/contract/hand.ts';
import type { DevicePlace, SignalBody, SignalKind } from '@duress/gateway/contract/signal.ts';
import type { Battery } from './battery.ts';
import type { Contact } from './contact.ts';
import type { Memory, StoredPress } from './memory.ts';
import type { Display, Touch } from './pattern.ts';

/** What a button is built as. Nothing here changes while it lives. */
export interface ButtonBuild {
  /** A push shorter than the hold time means `assist`; without it such a push means nothing, and the button says so. */
  readonly assistOnTap: boolean;
  /** After `lying` the worker has so many milliseconds to move; 0: this button has no such sensor. */
  readonly manDownGraceMs: number;
  /** Has a clock that goes on without power. Without one `age` counts powered time alone. */
  readonly clock: boolean;
  /** Speaks through radio receivers: frames are counted, nothing is subscribed, nobody says when the link is gone. */
  readonly radio: boolean;
  readonly firmware: string;
  /** Named to the gateway after each connect. */
  readonly can: readonly string[];
  /** Pace of the battery; 1 is real, 0 never empties. */
  readonly drain: number;
}

export const STANDARD_BUILD: ButtonBuild = {
  assistOnTap: false,
  manDownGraceMs: 0,
  clock: true,
  radio: false,
  firmware: 'sim-1.0.0',
  can: ['led', 'vibrate', 'position', 'worn'],
  drain: 1,
};

/** When an input reaches the button. */
export interface Moment {
  /** Milliseconds that never go back. Before and after a power cut they are one line only to who watches, not to the button. */
  readonly t: number;
  /** Epoch ms of the button's clock; looked at only when the build has one. */
  readonly wall: number;
  /** From 0 (inclusive) to 1 (exclusive): for everything that must not happen to all buttons at once. */
  readonly random: number;
}

export type Input =
  /** What lies in flash comes with it: that is all that a button knows of its former life. */
  | { readonly type: 'power-on'; readonly memory: Memory }
  | { readonly type: 'power-off' }
  /** An edge at the contact, bounces and all. */
  | { readonly type: 'contact'; readonly down: boolean }
  /** Time has passed. Early, late and surplus ones do no harm. */
  | { readonly type: 'tick' }
  | { readonly type: 'link-up'; readonly session: number }
  | { readonly type: 'link-down' }
  | { readonly type: 'feedback'; readonly body: FeedbackBody; readonly frame?: number | undefined }
  | { readonly type: 'config'; readonly body: ConfigBody; readonly frame?: number | undefined }
  /** Acknowledgement by radio: these presses are committed. */
  | { readonly type: 'held'; readonly held: FeedbackBody['held']; readonly frame?: number | undefined }
  /** Light and motor report that what was ordered with this `rev` is really running. */
  | { readonly type: 'shown'; readonly rev: number }
  /** What needs no contact: cancel, tamper, checking in; and what a test or a fleet presses without a finger. */
  | { readonly type: 'raise'; readonly kind: SignalKind; readonly pin?: string | undefined }
  | { readonly type: 'arm-test' }
  | { readonly type: 'lying' }
  | { readonly type: 'moved' }
  | { readonly type: 'worn'; readonly worn: boolean }
  | { readonly type: 'place'; readonly place: DevicePlace | undefined }
  | { readonly type: 'new-battery' };

/** What goes up, whatever carries it. */
export type Uplink =
  | { readonly type: 'signal'; readonly body: SignalBody }
  | { readonly type: 'status'; readonly body: StatusBody; readonly boot: number }
  | { readonly type: 'position'; readonly place: DevicePlace }
  | { readonly type: 'link'; readonly body: LinkBody }
  | { readonly type: 'shown'; readonly rev: number };

/** To be done in this order; what stands behind a write that was torn must not be done any more. */
export type Effect =
  | { readonly do: 'write'; readonly memory: Memory }
  /** `frame`: its counter, for builds with a radio. `sending`: for signals, 1 is the first time. */
  | { readonly do: 'send'; readonly uplink: Uplink; readonly frame?: number | undefined; readonly sending?: number | undefined }
  | { readonly do: 'subscribe' }
  /** Light and motor; to be answered with `shown` when `rev` is there. */
  | { readonly do: 'show'; readonly display: Display; readonly rev?: number | undefined }
  | { readonly do: 'touch'; readonly touch: Touch }
  /** For the observer: the button remembers a press from here on, or it knows that the gateway does. */
  | { readonly do: 'note'; readonly note: Note }
  /** The battery is empty. */
  | { readonly do: 'off' };

export type Note =
  | { readonly what: 'pressed'; readonly press: StoredPress }
  | { readonly what: 'held'; readonly press: StoredPress }
  | { readonly what: 'gave-up'; readonly press: StoredPress }
  | { readonly what: 'ignored'; readonly why: 'old-rev' | 'old-frame' | 'bad-pin' };

/** A press that the gateway has not confirmed. */
export interface Waiting {
  readonly press: StoredPress;
  /** Button time of the press; lies before the power-up for one that was found in flash. */
  readonly pressedAt: number;
  /** In this boot. */
  readonly sendings: number;
  readonly nextAt: number;
}

/** What the gateway said last. */
export interface Told {
  readonly rev: number;
  readonly state: FeedbackState | undefined;
  readonly recorded: boolean;
  /** Light and motor really ran. */
  readonly shown: boolean;
}

/** What a power cut does not touch, flash apart. */
interface Physical {
  readonly battery: Battery;
  readonly worn: boolean;
  /** How the pin stands. */
  readonly pin: boolean;
}

export interface Unpowered extends Physical {
  readonly power: 'off';
}

export interface Powered extends Physical {
  readonly power: 'on';
  /** As it lies in flash now. */
  readonly memory: Memory;
  readonly contact: Contact;
  /** Hold time of the push that goes on, or of the next one. A new configuration never changes the rules under a finger. */
  readonly holdMs: number;
  readonly linked: boolean;
  readonly waiting: readonly Waiting[];
  readonly told: Told | undefined;
  readonly display: Display;
  readonly heartbeatAt: number;
  readonly positionAt: number;
  readonly testUntil: number | undefined;
  readonly manDownAt: number | undefined;
  readonly place: DevicePlace | undefined;
  /** The last frame counter that was used. */
  readonly frame: number;
}

export type ButtonState = Unpowered | Powered;

export interface Step {
  readonly state: ButtonState;
  readonly effects: readonly Effect[];
}
