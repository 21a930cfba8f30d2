import type { Log } from '../../engine/ports/log.ts';
import type { Outbox } from '../../engine/ports/outbox.ts';
import type { Queries } from '../../engine/ports/queries.ts';
import { SqliteLog } from './log.ts';
import { SqliteOutbox } from './outbox.ts';
import { SqliteQueries } from './queries.ts';
import { Threads, type StoreOptions } from './threads.ts';

/** Everything of the gateway that is on disk, in one folder. Nothing is touched before `log.open()`. */
export class SqliteStore {
  readonly log: Log;
  readonly queries: Queries;
  readonly outbox: Outbox;
  readonly #threads: Threads;

  constructor(options: StoreOptions) {
    this.#threads = new Threads(options);
    this.log = new SqliteLog(this.#threads);
    this.queries = new SqliteQueries(this.#threads);
    this.outbox = new SqliteOutbox(this.#threads);
  }

  async close(): Promise<void> {
    await this.#threads.close();
  }
}
