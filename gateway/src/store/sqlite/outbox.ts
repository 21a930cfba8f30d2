import type { Json } from '../../base/canonical.ts';
import type { OutboxMessage } from '../../engine/ports/log.ts';
import type { Outbox, OutboxStanding, QueuedMessage, Unsent } from '../../engine/ports/outbox.ts';
import type { Settlement } from './scratch.ts';
import type { Threads } from './threads.ts';

type StoredMessage = Omit<OutboxMessage, 'subject'> & { readonly subject?: string };

/**
 * Messages stand in log.db since their fact's commit; attempts and results go to scratch.db, so that a busy sender never
 * queues behind or before a press. What is settled leaves log.db with the next append. A crash between sending and
 * settling sends again: at least once.
 */
export class SqliteOutbox implements Outbox, OutboxStanding {
  readonly #threads: Threads;
  /** Results that wait for the flush before theirs; each flush takes all of them. */
  #waiting: Settlement[] = [];
  #flushing: Promise<void> | undefined;

  constructor(threads: Threads) {
    this.#threads = threads;
  }

  async due(now: number, limit: number): Promise<readonly QueuedMessage[]> {
    const rows = await this.#threads.reader().ask<[string, string | null, number][]>('due', { now, limit });
    return rows.map(([text, secret, attempts]) => {
      // as: the writer thread stored this text from an OutboxMessage, with the secret's subject in its place.
      const { subject, ...message } = JSON.parse(text) as StoredMessage;
      // as: what was sealed is the JSON text of a Json value. Without its key the message goes out with nothing personal in it.
      return subject === undefined || secret === null
        ? { ...message, attempts }
        : { ...message, attempts, subject: { subject, value: JSON.parse(secret) as Json } };
    });
  }

  async unsent(): Promise<Unsent> {
    return await this.#threads.reader().ask<Unsent>('unsent', undefined);
  }

  async settle(id: string, result: Parameters<Outbox['settle']>[1]): Promise<void> {
    // A flush costs the disk the same for one result and for hundreds, and the disk is the presses' own.
    this.#waiting.push({ id, outcome: result.outcome, nextAt: result.nextAt ?? 0, detail: result.detail ?? null });
    await this.#flushing?.catch(() => undefined); // those who waited for it have the error
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
    if (result.outcome !== 'retry') this.#threads.settled.add(id);
  }

  async #flush(): Promise<void> {
    const settlements = this.#waiting;
    this.#waiting = [];
    await this.#threads.reader().ask('settle', settlements);
  }
}
