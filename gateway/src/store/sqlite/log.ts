import type { Json } from '../../base/canonical.ts';
import type { Appended, Batch, Head, Log, StoredFact, StoredRow } from '../../engine/ports/log.ts';
import type { WireAppended } from './protocol.ts';
import { cellsOf } from './rows.ts';
import type { Threads } from './threads.ts';

/** The log in SQLite files; the work is done in the writer thread (writer.ts). */
export class SqliteLog implements Log {
  readonly #threads: Threads;

  constructor(threads: Threads) {
    this.#threads = threads;
  }

  async open(): Promise<Head> {
    return await this.#threads.open();
  }

  async append(batch: Batch): Promise<Appended> {
    const settled = this.#threads.settled.take();
    const wire = {
      expected: batch.expected,
      facts: JSON.stringify(batch.facts),
      rows: cellsOf(batch.rows),
      outbox: JSON.stringify(batch.outbox),
      settled,
    };
    const appended = await this.#threads.writer().ask<WireAppended>('append', wire);
    if (appended.outcome === 'committed') {
      this.#threads.settled.gone(settled);
      this.#threads.wrote(appended.walPages);
      return { outcome: 'committed', head: appended.head };
    }
    // as: the writer thread wrote this text from StoredFact[].
    return { outcome: 'behind', head: appended.head, facts: JSON.parse(appended.facts) as StoredFact[] };
  }

  async *load(): AsyncIterable<readonly StoredRow[]> {
    const writer = this.#threads.writer();
    let next = writer.ask<string | null>('slice', 0);
    for (;;) {
      const text = await next;
      if (text === null) return;
      // as: the writer thread wrote this text; a row whose key was destroyed has no third element.
      const [last, rows] = JSON.parse(text) as [number, [string, string, Json?][]];
      // The next slice is opened while this one is used.
      next = writer.ask<string | null>('slice', last);
      // Whoever stops reading early never awaits it; a failure is met again by the next request.
      next.catch(() => undefined);
      yield rows.map(([table, key, value]) => ({ table, key, value }));
    }
  }

  async factsAfter(seq: number, limit: number): Promise<readonly StoredFact[]> {
    const text = await this.#threads.reader().ask<string>('factsAfter', { seq, limit });
    // as: the reader thread wrote this text from StoredFact[].
    return JSON.parse(text) as StoredFact[];
  }

  async close(): Promise<void> {
    await this.#threads.close();
  }
}
