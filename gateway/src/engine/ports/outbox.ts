import type { OutboxMessage } from './log.ts';

export interface QueuedMessage extends OutboxMessage {
  readonly attempts: number;
}

/** The outbox as its one sender sees it. */
export interface Outbox {
  /** What is due at `now` and neither delivered nor given up, oldest first. */
  due(now: number, limit: number): Promise<readonly QueuedMessage[]>;
  settle(
    id: string,
    result: { readonly outcome: 'sent' | 'retry' | 'gave-up'; readonly nextAt?: number | undefined; readonly detail?: string | undefined },
  ): Promise<void>;
}
