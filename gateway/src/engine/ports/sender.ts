import type { QueuedMessage } from './outbox.ts';

/** One channel to the outside (e-mail, webhook …). Rejects with a FaultError `channel-failed`; `retryable` says whether to try again. */
export interface Sender {
  readonly channel: string;
  send(message: QueuedMessage): Promise<void>;
}
