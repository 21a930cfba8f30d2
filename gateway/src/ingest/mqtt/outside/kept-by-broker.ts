import { DRAINED_MS, SESSION_KEPT_MS } from './limits.ts';

/**
 * How long a message that comes now may have lain with the broker. While the connection stands the broker passes on what it gets, so
 * the answer is 0; after a return it first gives what it has kept. Nothing tells the two apart but the pause after them. All times are
 * monotonic ms.
 */
export class KeptByBroker {
  #state: 'away' | 'draining' | 'empty' = 'away';
  /** The last moment at which nothing was kept; undefined when none is known. */
  #emptyAt: number | undefined;
  /** The newest message, or the return. */
  #cameAt = 0;

  /** A run of the gateway before this one was connected until about then. */
  wasEmpty(at: number): void {
    if (this.#state === 'away') this.#emptyAt ??= at;
  }

  /** Subscribed. `kept`: the broker still knew us. */
  back(now: number, kept: boolean): void {
    this.#state = kept ? 'draining' : 'empty';
    this.#cameAt = now;
  }

  /** The connection is lost; the broker last said something at `heardAt`, and may have kept what came after. */
  gone(heardAt: number): void {
    this.#look(heardAt);
    if (this.#state === 'empty') this.#emptyAt = heardAt;
    this.#state = 'away';
  }

  /** A message has come: at most so many ms it was kept. It may come before we are told that we are subscribed again. */
  came(now: number): number {
    this.#look(now);
    if (this.#state === 'draining') this.#cameAt = now;
    if (this.#state === 'empty') return 0;
    return this.#emptyAt === undefined ? SESSION_KEPT_MS : Math.min(Math.ceil(now - this.#emptyAt), SESSION_KEPT_MS);
  }

  #look(now: number): void {
    if (this.#state === 'draining' && now - this.#cameAt >= DRAINED_MS) this.#state = 'empty';
  }
}
