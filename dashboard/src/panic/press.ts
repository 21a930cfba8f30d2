import type { SignalKind } from '@duress/gateway/contract/signal.ts';
import { ageMs, type Moment } from '../shared/feed/link.ts';

/** What the phone page can send. `test` goes the whole path and is no alarm. */
export type PressKind = Extract<SignalKind, 'duress' | 'assist' | 'cancel' | 'test'>;

/** One press, kept until the gateway has it. (boot, seq) names it for ever, so it can be sent any number of times. */
export interface Press {
  readonly kind: PressKind;
  readonly boot: number;
  readonly seq: number;
  /** Epoch ms by the phone's clock: what is left to count from after a reload. */
  readonly pressedAt: number;
  /** Monotonic ms of this page load; absent when the press was made in an earlier one. */
  readonly pressedMono?: number | undefined;
  /** Whose press it is, as far as the page knew: it is never sent in the name of another who signs in later. */
  readonly person?: string | undefined;
  /** With `cancel` alone. Held in memory only, never stored. */
  readonly pin?: string | undefined;
}

/** Body of `POST /api/v1/my/signals`. */
export interface PressBody {
  readonly kind: PressKind;
  readonly boot: number;
  readonly seq: number;
  /** Ms between the press and this sending of it. */
  readonly age: number;
  readonly pin?: string;
}

/** The protocol's `age` is 32 bits wide: 49 days. An older press says 49 days. */
const AGE_MAX_MS = 0xffff_ffff;

/**
 * The body for sending `press` now. The larger age of the two clocks counts: the monotonic one stands still while a phone
 * sleeps, and a repeat that seems over a minute younger than its first copy would be taken for a second press.
 */
export function pressBody(press: Press, now: Moment): PressBody {
  const age = Math.min(Math.round(ageSince(press, now)), AGE_MAX_MS);
  const body = { kind: press.kind, boot: press.boot, seq: press.seq, age };
  return press.pin === undefined ? body : { ...body, pin: press.pin };
}

/** Ms since the press. After a reload the wall clock is all there is. */
export function ageSince(press: Press, now: Moment): number {
  return ageMs({ wall: press.pressedAt, mono: press.pressedMono ?? now.mono }, now);
}

/**
 * Names the presses of one page load. The boot number is random and not counted: a phone whose storage was wiped, a
 * second phone and a second tab all share the worker's device id, and a counter that starts again would make a real
 * press look like a repeat. Two of 2^32 meeting among the four boots that the gateway remembers is out of reach.
 */
export class PressNames {
  readonly #boot: number;
  #seq = 0;

  constructor(random: (cells: Uint32Array<ArrayBuffer>) => Uint32Array<ArrayBuffer>) {
    this.#boot = random(new Uint32Array(1))[0] ?? 0;
  }

  next(): { readonly boot: number; readonly seq: number } {
    this.#seq += 1;
    return { boot: this.#boot, seq: this.#seq };
  }
}
