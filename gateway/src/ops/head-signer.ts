import type { Cancel, Clock } from '../base/clock.ts';
import { HOUR_MS } from '../base/durations.ts';
import { messageOf } from '../base/errors.ts';
import { inputIdFrom } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import { within } from '../base/within.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Head, SignedHead } from '../engine/ports/log.ts';

/** A stop waits for its last signature no longer than this: the log may hang just then. */
const STOP_WITHIN_MS = 2_000;

/** Signs the head at start, each hour and at stop. The signature is a fact, and leaves the box in the consoles' footers and exports. */
export class HeadSigner {
  readonly #core: Core;
  readonly #clock: Clock;
  readonly #events: EventLog;
  readonly #sign: (head: Head) => Promise<SignedHead>;
  #newest: SignedHead | undefined;
  #timer: Cancel | undefined;
  #isSigning = false;

  constructor(deps: { core: Core; clock: Clock; events: EventLog; sign: (head: Head) => Promise<SignedHead> }) {
    this.#core = deps.core;
    this.#clock = deps.clock;
    this.#events = deps.events;
    this.#sign = deps.sign;
  }

  get newest(): SignedHead | undefined {
    return this.#newest;
  }

  /** First characters of the newest signed head's hash, as a person can note them down. */
  get short(): string | undefined {
    return this.#newest === undefined
      ? undefined
      : `${String(this.#newest.epoch)}·${String(this.#newest.seq)}·${this.#newest.hash.slice(0, 12)}`;
  }

  /** An empty log has nothing to sign: then the first commit is what is waited for. */
  start(): void {
    if (this.#timer !== undefined) return;
    // While the log takes nothing, one signature waits for it and not one of each hour.
    const sign = (): void => {
      if (this.#isSigning) return;
      this.#isSigning = true;
      const over = (): void => {
        this.#isSigning = false;
      };
      this.sign().catch(this.#failed).then(over, over);
    };
    this.#timer = this.#clock.every(HOUR_MS, sign);
    if (this.#core.head.seq > 0) {
      sign();
      return;
    }
    const unfollow = this.#core.follow(() => {
      unfollow();
      sign();
    });
  }

  async stop(): Promise<void> {
    this.#timer?.();
    this.#timer = undefined;
    if (this.#core.health.state !== 'ok') return;
    await within(this.sign().catch(this.#failed), { clock: this.#clock, limitMs: STOP_WITHIN_MS, late: this.#failed });
  }

  /** Rejects when the key or the log can't be used now; the next hour tries again. */
  async sign(): Promise<void> {
    if (this.#core.head.seq === 0) return;
    const signed = await this.#sign(this.#core.head);
    this.#newest = signed;
    const { seq, hash, key, signature } = signed;
    const id = inputIdFrom(this.#core.ids);
    await this.#core.submit({ id, type: 'head-signed', seq, hash, key, signature });
  }

  readonly #failed = (error: unknown): void => {
    this.#events.error('head-not-signed', { error: messageOf(error) });
  };
}
