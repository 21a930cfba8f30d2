import type { EventLog } from '../base/log.ts';
import type { Core } from '../engine/ports/core.ts';
import { Erasure } from '../ops/erasure.ts';
import { RecordKeeper } from '../ops/record-keeper.ts';
import type { SqliteStore } from '../store/sqlite/store.ts';

/** Whatever destroys keys after the log has said so: of people who were erased, of records whose time is over, of photos taken away. */
export class Records {
  readonly #erasure: Erasure;
  readonly #keeper: RecordKeeper;

  constructor(deps: { readonly core: Core; readonly events: EventLog; readonly store: SqliteStore }) {
    const { core, events, store } = deps;
    const destroy = (subject: string): Promise<number> => store.keys.destroy(subject);
    this.#erasure = new Erasure({ core, events, destroy });
    this.#keeper = new RecordKeeper({ core, events, destroy, queries: store.queries, attachments: store.attachments });
  }

  start(): void {
    this.#erasure.start();
    this.#keeper.start();
  }

  async stop(): Promise<void> {
    this.#erasure.stop();
    await this.#keeper.stop();
  }
}
