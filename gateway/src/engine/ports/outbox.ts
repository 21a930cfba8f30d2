import type { OutboxMessage } from './log.ts';

export interface QueuedMessage extends OutboxMessage {
  readonly attempts: number;
}

/** What has not left the house. */
export interface Unsent {
  readonly messages: number;
  /** Epoch ms at which the oldest of them was first due; absent: there are none. */
  readonly oldestDueAt?: number | undefined;
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

/** The same as whoever supervises the gateway sees it. */
export interface OutboxStanding {
  /** All that is neither delivered nor given up, whenever it is tried again. */
  unsent(): Promise<Unsent>;
}
