import type { FeedbackState } from '@duress/gateway/contract/hand.ts';

/**
 * What a button can show. Beside the gateway's states there are those that only the button itself can know, and they
 * are honest too: `sending` and `searching` say that nobody has confirmed this press yet.
 */
export type Display =
  | FeedbackState
  /** Without power. */
  | 'dark'
  | 'idle'
  /** Nothing to tell and no connection: a press now would have to wait. */
  | 'no-link'
  | 'battery-low'
  /** The next press is a test. */
  | 'test-armed'
  /** Lying still: an alarm goes out unless the worker moves or touches the button. */
  | 'man-down-warning'
  /** A press is under way, and the gateway has not confirmed it. */
  | 'sending'
  /** A press waits in the button's memory, because there is no connection. */
  | 'searching'
  /** People see the press, but it is not on disk yet. */
  | 'shown-unrecorded'
  /** Its radio key is used up: it can say nothing any more and has to be set up anew. */
  | 'worn-out';

export type Colour = 'none' | 'white' | 'amber' | 'red' | 'blue' | 'green';

/** One part of a pattern: the light is on for `on` ms, then off for `off` ms. */
export interface Beat {
  readonly on: number;
  readonly off: number;
}

export interface Pattern {
  readonly colour: Colour;
  /** Repeats as long as it is shown. Empty: no light. */
  readonly light: readonly Beat[];
  /** Plays once when the display begins, and again with each new `rev`. Empty: still. */
  readonly vibration: readonly Beat[];
  /** Plays once with the vibration; always empty while the button is silent. */
  readonly sound: readonly Beat[];
  /** For documents and the terminal. */
  readonly says: string;
}

type Shape = Omit<Pattern, 'sound'>;

const STEADY: readonly Beat[] = [{ on: 1_000, off: 0 }];
const SLOW: readonly Beat[] = [{ on: 200, off: 1_800 }];
const FAST: readonly Beat[] = [{ on: 100, off: 150 }];
const NO_LIGHT: readonly Beat[] = [];
const STILL: readonly Beat[] = [];

function pulses(count: number, on: number, off = 150): readonly Beat[] {
  return Array.from({ length: count }, () => ({ on, off }));
}

/**
 * Told apart by touch alone, in a pocket: each further step towards the worker has one more pulse, bad news is long.
 * Colours only repeat what the rhythm says (one worker in twelve does not see red from green).
 */
const SHAPES: Readonly<Record<Display, Shape>> = {
  dark: { colour: 'none', light: NO_LIGHT, vibration: STILL, says: 'without power' },
  idle: { colour: 'none', light: NO_LIGHT, vibration: STILL, says: 'ready' },
  'no-link': { colour: 'amber', light: [{ on: 50, off: 9_950 }], vibration: STILL, says: 'no connection' },
  'battery-low': { colour: 'red', light: [{ on: 50, off: 9_950 }], vibration: STILL, says: 'battery low' },
  'test-armed': { colour: 'white', light: SLOW, vibration: pulses(1, 80), says: 'the next press is a test' },
  'man-down-warning': { colour: 'red', light: FAST, vibration: pulses(6, 400, 400), says: 'move or touch, or an alarm goes out' },
  sending: { colour: 'amber', light: FAST, vibration: STILL, says: 'sending, not confirmed' },
  searching: { colour: 'amber', light: pulses(2, 100, 400), vibration: STILL, says: 'no connection, will send as soon as there is one' },
  held: { colour: 'white', light: FAST, vibration: pulses(1, 120), says: 'recorded' },
  unseen: { colour: 'red', light: pulses(3, 100, 300), vibration: pulses(1, 1_200), says: 'nobody has seen this yet' },
  shown: { colour: 'blue', light: SLOW, vibration: pulses(2, 120), says: 'on a watched screen' },
  'shown-unrecorded': {
    colour: 'blue',
    light: pulses(2, 200, 800),
    vibration: pulses(2, 120),
    says: 'on a watched screen, not recorded yet',
  },
  taken: { colour: 'blue', light: STEADY, vibration: pulses(3, 120), says: 'somebody has it' },
  coming: { colour: 'green', light: SLOW, vibration: pulses(4, 120), says: 'somebody is coming' },
  here: { colour: 'green', light: STEADY, vibration: pulses(5, 120), says: 'somebody is with you' },
  'cancel-asked': { colour: 'white', light: SLOW, vibration: pulses(1, 80), says: 'asked to cancel' },
  closed: { colour: 'green', light: [{ on: 2_000, off: 8_000 }], vibration: pulses(1, 600), says: 'closed' },
  tested: { colour: 'green', light: [{ on: 2_000, off: 8_000 }], vibration: pulses(2, 300), says: 'the test arrived' },
  'worn-out': { colour: 'red', light: STEADY, vibration: pulses(2, 1_200), says: 'out of use: needs setting up anew' },
};

/** Made silent here, at the source, so that no player further on can forget it. Silent unless the gateway said otherwise. */
export function patternOf(display: Display, silent: boolean): Pattern {
  const shape = SHAPES[display];
  return { ...shape, sound: silent ? STILL : shape.vibration };
}

/** What the button itself says to a touch: one short pulse for "understood", two hurried ones for "not taken". */
export const TOUCHES = {
  pressed: pulses(1, 40),
  refused: pulses(2, 40, 60),
} as const satisfies Record<string, readonly Beat[]>;
export type Touch = keyof typeof TOUCHES;
