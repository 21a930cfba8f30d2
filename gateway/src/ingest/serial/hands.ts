import type { Cancel, Clock } from '../../base/clock.ts';
import type { DeviceId } from '../../base/ids.ts';
import { RetrySchedule } from '../../base/retry-schedule.ts';
import type { FeedbackBody } from '../../contract/hand.ts';

/**
 * Feedback that a button has not confirmed is said again: a frame through the air is easily lost, and the air has no
 * acknowledgement of its own. After these (a good minute) it is said only when the button is heard: it is out of reach.
 */
const REPEAT = { startMs: 1_000, factor: 2, maxMs: 15_000, jitter: 0.2, count: 8 };

interface Told {
  readonly body: FeedbackBody;
  readonly delays: Iterator<number, undefined>;
  cancel: Cancel | undefined;
}

/** What each button should be showing and has not yet confirmed. One entry per device. */
export class Hands {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #say: (device: DeviceId, body: FeedbackBody) => void;
  readonly #told = new Map<DeviceId, Told>();

  constructor(deps: {
    readonly clock: Clock;
    readonly random: () => number;
    readonly say: (device: DeviceId, body: FeedbackBody) => void;
  }) {
    this.#clock = deps.clock;
    this.#random = deps.random;
    this.#say = deps.say;
  }

  /** The newest revision wins: `false` for one that is older than what waits to be confirmed; nothing is said then. */
  tell(device: DeviceId, body: FeedbackBody): boolean {
    const before = this.#told.get(device);
    if (before !== undefined && before.body.rev > body.rev) return false;
    before?.cancel?.();
    const told: Told = { body, delays: new RetrySchedule(REPEAT, this.#random)[Symbol.iterator](), cancel: undefined };
    this.#told.set(device, told);
    this.#sayNow(device, told);
    return true;
  }

  /** The device has just been heard, so it listens now. */
  heard(device: DeviceId): void {
    const told = this.#told.get(device);
    if (told !== undefined) this.#say(device, told.body);
  }

  /** The device has confirmed this revision; a newer one is still said. */
  shown(device: DeviceId, rev: number): void {
    const told = this.#told.get(device);
    if (told !== undefined && told.body.rev <= rev) this.#settle(device, told);
  }

  forget(device: DeviceId): void {
    const told = this.#told.get(device);
    if (told !== undefined) this.#settle(device, told);
  }

  stop(): void {
    for (const [device, told] of this.#told) this.#settle(device, told);
  }

  #settle(device: DeviceId, told: Told): void {
    told.cancel?.();
    this.#told.delete(device);
  }

  #sayNow(device: DeviceId, told: Told): void {
    const delayMs = told.delays.next().value;
    told.cancel =
      delayMs === undefined
        ? undefined
        : this.#clock.after(delayMs, () => {
            this.#sayNow(device, told);
          });
    this.#say(device, told.body);
  }
}
