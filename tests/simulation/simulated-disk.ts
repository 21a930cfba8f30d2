import { canonical, type Json } from '../../gateway/src/base/canonical.ts';
import { ChainHash, factText, ZERO_HASH } from '../../gateway/src/store/fact-text.ts';
import type { Batch, Head, NewFact, OutboxMessage, StoredFact, StoredRow } from '../../gateway/src/engine/ports/log.ts';

export interface FactOnDisk {
  /** The bytes that were hashed. */
  readonly text: string;
  readonly hash: string;
  /** JSON of the fact. */
  readonly fact: string;
}

interface RowOnDisk {
  readonly row: StoredRow;
  readonly archived: boolean;
}

/** One message with what became of it. */
export interface RowOfOutbox {
  readonly message: OutboxMessage;
  attempts: number;
  /** Epoch ms. */
  nextAt: number;
  /** Each end that was written, in order: a message has one. */
  readonly ends: ('sent' | 'gave-up')[];
  detail: string;
}

/** How the disk is; `lying`: it writes, and reports failure. */
export type DiskMood = 'well' | 'slow' | 'failing' | 'full' | 'lying' | 'shut';

/**
 * What survives a power cut: the facts with their chain, rows, outbox, and the small files beside them. Everything lies here as
 * text, so that no process can change what another one wrote.
 */
export class SimulatedDisk {
  readonly facts: FactOnDisk[] = [];
  readonly rows = new Map<string, RowOnDisk>();
  readonly outbox = new Map<string, RowOfOutbox>();
  /** Subjects whose data key was destroyed: what it sealed is noise. */
  readonly destroyed = new Set<string>();
  lastKnown: string | undefined;
  presence = '{}';
  mood: DiskMood = 'well';
  #head: Head = { epoch: 1, seq: 0, hash: ZERO_HASH, at: 0, t: 0 };
  readonly #chain = new ChainHash();
  readonly #onWritten: (facts: readonly NewFact[], outbox: readonly OutboxMessage[]) => void;

  constructor(onWritten: (facts: readonly NewFact[], outbox: readonly OutboxMessage[]) => void) {
    this.#onWritten = onWritten;
  }

  get head(): Head {
    return this.#head;
  }

  /** All of it or nothing. */
  write(batch: Batch): void {
    const written: NewFact[] = [];
    for (const fact of batch.facts) {
      const { secret, ...plain } = fact;
      // The seal is left out of the simulation: what is sealed lies here as it is.
      const ct = secret === undefined ? undefined : Buffer.from(canonical(secret.value)).toString('base64');
      const sealed = secret === undefined || ct === undefined ? undefined : { subject: secret.subject, key: 'sim', iv: '', ct, tag: '' };
      const text = factText(plain, this.#head.epoch, sealed);
      const hash = this.#chain.next(Buffer.from(this.#head.hash, 'hex'), text).toString('hex');
      const stored = JSON.stringify({ ...fact, epoch: this.#head.epoch });
      this.facts.push({ text, hash, fact: stored });
      this.#head = { epoch: this.#head.epoch, seq: fact.seq, hash, at: fact.at, t: fact.t };
      written.push(JSON.parse(stored) as NewFact); // as: it was one a line ago.
    }
    for (const { table, key, value, archived } of batch.rows) {
      const name = `${table} ${key}`;
      // as: JSON of a Json value.
      if (value !== undefined) this.rows.set(name, { row: { table, key, value: JSON.parse(JSON.stringify(value)) as Json }, archived });
      else this.rows.delete(name);
    }
    for (const message of batch.outbox) this.outbox.set(message.id, { message, attempts: 0, nextAt: message.dueAt, ends: [], detail: '' });
    this.#onWritten(written, batch.outbox);
  }

  factsAfter(seq: number, limit: number): StoredFact[] {
    return this.facts.slice(seq, seq + limit).map(({ fact }) => this.#opened(JSON.parse(fact) as StoredFact)); // as: written as one.
  }

  /** A seal whose key is gone opens no more. */
  #opened(fact: StoredFact): StoredFact {
    const { secret } = fact;
    if (secret === undefined || !this.destroyed.has(secret.subject)) return fact;
    return { ...fact, secret: { subject: secret.subject, value: undefined } };
  }

  loaded(): StoredRow[] {
    return [...this.rows.values()].flatMap(({ row, archived }) => (archived ? [] : [structuredClone(row)]));
  }
}
