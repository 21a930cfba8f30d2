import { FaultError } from '../../gateway/src/base/errors.ts';
import type { Appended, Batch, Head, Log, StoredFact, StoredRow } from '../../gateway/src/engine/ports/log.ts';

/** What an append does. `kept` writes and then says that it failed; `lost` fails without writing; a promise makes it wait first. */
export type Wavering = 'well' | 'kept' | 'lost' | Promise<unknown>;

/** A real log whose appends and opens fail as a disk makes them fail: what is on it decides, not what it said. */
export class WaveringLog implements Log {
  readonly #log: Log;
  readonly #appends: Wavering[] = [];
  #closedDoors = 0;
  /** Batches that this log never takes, for what is in them. */
  refuses: (batch: Batch) => boolean = () => false;
  appended = 0;
  opened = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /** The next appends, one after the other; those after them are well. */
  next(...appends: readonly Wavering[]): void {
    this.#appends.push(...appends);
  }

  /** The next so many opens fail. */
  shut(times: number): void {
    this.#closedDoors = times;
  }

  async open(): Promise<Head> {
    this.opened += 1;
    if (this.#closedDoors > 0) {
      this.#closedDoors -= 1;
      throw new FaultError('log-open-failed', 'the door is shut', { retryable: true });
    }
    return await this.#log.open();
  }

  async append(batch: Batch): Promise<Appended> {
    this.appended += 1;
    const next = this.#appends.shift() ?? 'well';
    if (next === 'lost') throw new FaultError('log-append-failed', 'lost', { retryable: true });
    if (typeof next !== 'string') await next;
    if (this.refuses(batch)) throw new FaultError('log-append-failed', 'something in it', { retryable: true });
    const appended = await this.#log.append(batch);
    if (next === 'kept') throw new FaultError('log-append-failed', 'kept, but who knows', { retryable: true });
    return appended;
  }

  load(): AsyncIterable<readonly StoredRow[]> {
    return this.#log.load();
  }

  factsAfter(seq: number, limit: number): Promise<readonly StoredFact[]> {
    return this.#log.factsAfter(seq, limit);
  }

  async close(): Promise<void> {
    await this.#log.close();
  }
}
