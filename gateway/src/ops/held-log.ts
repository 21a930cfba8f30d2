import { FaultError } from '../base/errors.ts';
import type { Log } from '../engine/ports/log.ts';

/**
 * A log that is left alone: after the process has broken on it again and again, the gateway stays up as a lifeboat
 * instead of breaking once more. A person looks at it, then starts the gateway anew.
 */
export class HeldLog implements Log {
  open(): Promise<never> {
    return Promise.reject(
      new FaultError('log-open-failed', 'the gateway stopped three times in five minutes; see the operations guide', { retryable: true }),
    );
  }

  append(): Promise<never> {
    return this.open();
  }

  load(): AsyncIterable<never> {
    throw new FaultError('log-open-failed', 'the log is held', { retryable: true });
  }

  factsAfter(): Promise<never> {
    return this.open();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
