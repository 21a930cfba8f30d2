import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { FaultError, messageOf } from '../../base/errors.ts';
import type { Head, NewFact, OutboxMessage, RowChange, Secret } from '../../engine/ports/log.ts';
import { ChainHash, factPlace, factText, type SealedInFact } from '../fact-text.ts';
import { LOG_MIGRATIONS } from '../migrations/log-schema.ts';
import { migrate } from '../migrations/migrate.ts';
import { seal, sealBytes } from '../sealing/aead.ts';
import { Keyring } from '../sealing/keyring.ts';
import { inTransaction, openDatabase } from './database.ts';
import { chainRows, headOf, storedFact } from './stored-facts.ts';
import { cellsOf, outboxPlace, rowText, RowWriter, type SealedRow } from './rows.ts';
import { chainDefect } from '../chain-defect.ts';
import { SubjectKeys } from './subject-keys.ts';
import type { WireAppended, WireBatch, WorkerSetup } from './protocol.ts';
import { wellFormed } from '../well-formed.ts';
import { checkpoint, makeRoom } from './wal-file.ts';

/** Most facts that `behind` hands over; whoever is further behind opens the log anew. */
const BEHIND_FACTS_MAX = 10_000;
/** Rows in one slice of `load`: about a megabyte of text. */
const LOAD_SLICE_ROWS = 2_000;
/** Memory for pages of log.db in the writer: the right edges of its trees, with room for a burst. */
const CACHE_KIB = 32_768;

/** A batch of 512 presses takes some 400 pages: what is seen lags behind the truth by less than the room that there is. */
const MEASURED_EVERY_APPENDS = 4;

/** The one that writes log.db. Synchronous: it runs in a worker thread, and in offline tools on their own. */
export class Writer {
  readonly database: DatabaseSync;
  readonly keyring: Keyring;
  /** Why the write-ahead log could not be given its room (a full disk); commits then take longer and the log works on. */
  readonly roomFault: string | undefined;
  readonly #frames: StatementSync;
  readonly #keys: SubjectKeys;
  readonly #rows: RowWriter;
  readonly #chain = new ChainHash();
  readonly #insertFact: StatementSync;
  readonly #insertOutbox: StatementSync;
  readonly #deleteOutbox: StatementSync;
  /** Something to write where there is nothing to keep: a transaction that changes nothing asks the disk nothing. */
  readonly #mark: StatementSync;
  readonly #slice: StatementSync;
  readonly #epoch: number;
  #head: Head;
  #walPages = 0;
  #appends = 0;

  constructor(setup: WorkerSetup) {
    const path = join(setup.folder, 'log.db');
    this.database = openDatabase(path, { synchronous: 'FULL', cacheKib: CACHE_KIB });
    try {
      migrate(this.database, 'log.db', LOG_MIGRATIONS);
      this.roomFault = attempt(() => {
        makeRoom(`${path}-wal`);
      });
      this.#frames = this.database.prepare('PRAGMA wal_checkpoint(NOOP)');
      const taken = Number(this.database.prepare('SELECT coalesce(max(n), 0) AS n FROM keyref').get()?.['n']);
      this.keyring = new Keyring(join(setup.folder, 'keys.db'), setup.wrapping, taken === 0);
      this.keyring.startAfter(taken);
      if (this.keyring.runsLow) this.keyring.refill();
      this.#keys = new SubjectKeys(this.database, this.keyring);
      this.#rows = new RowWriter(this.database);
      this.#insertFact = this.database.prepare('INSERT INTO fact (seq, epoch, body, hash, about) VALUES (?, ?, ?, ?, ?)');
      this.#insertOutbox = this.database.prepare(
        'INSERT INTO outbox (id, due_at, message, sealed_by, sealed) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      );
      this.#mark = this.database.prepare("INSERT INTO meta VALUES ('marks', '1') ON CONFLICT DO UPDATE SET value = value + 1");
      this.#deleteOutbox = this.database.prepare('DELETE FROM outbox WHERE id = ?');
      this.#slice = this.database.prepare(
        'SELECT row.id, tbl, key, body, subject, sealed_by FROM row LEFT JOIN keyref ON keyref.n = sealed_by WHERE row.id > ? ORDER BY row.id LIMIT ?',
      );
      this.#epoch = Number(this.database.prepare("SELECT value FROM meta WHERE name = 'epoch'").get()?.['value']);
      this.#head = this.#readHead();
    } catch (thrown) {
      this.database.close();
      throw thrown;
    }
  }

  get head(): Head {
    return this.#head;
  }

  append(batch: WireBatch): WireAppended {
    const { expected } = batch;
    this.#measure();
    if (expected.seq !== this.#head.seq || expected.hash !== this.#head.hash) return this.#behind(expected);
    // as: the caller wrote these texts from NewFact[] and OutboxMessage[].
    const facts = JSON.parse(batch.facts) as NewFact[];
    const outbox = JSON.parse(batch.outbox) as OutboxMessage[];
    try {
      const head = inTransaction(this.database, () => {
        if (facts.length === 0) this.#mark.run();
        const after = this.#insertFacts(facts);
        this.#rows.write(batch.rows, (subject) => this.#keys.sealing(subject));
        for (const message of outbox) this.#queue(message);
        for (const id of batch.settled) this.#deleteOutbox.run(id);
        return after;
      });
      this.#keys.settle();
      this.#head = head;
    } catch (thrown) {
      this.#keys.drop();
      throw thrown;
    }
    return { outcome: 'committed', head: this.#head, walPages: this.#walPages };
  }

  /** How large the write-ahead log is; asked now and then, because asking costs a quarter of what a small batch costs. */
  #measure(): void {
    this.#appends += 1;
    if (this.#appends % MEASURED_EVERY_APPENDS === 0) this.#walPages = Number(this.#frames.get()?.['log']);
  }

  /** Live rows after `id`, as JSON text: `[lastId, [[table, key, value], …]]`; a row without value is erased. `null` when there are no more. */
  slice(id: number): string | null {
    // as: the columns of the statement, by the schema's STRICT types.
    const rows = this.#slice.all(id, LOAD_SLICE_ROWS) as unknown as (SealedRow & { id: number })[];
    const last = rows.at(-1);
    if (last === undefined) return null;
    return `[${String(last.id)},[${rows.map((row) => this.#rowText(row)).join(',')}]]`;
  }

  /** Makes sure that a subject has a key, for what is sealed outside the log. */
  ensureKey(subject: string): void {
    try {
      inTransaction(this.database, () => this.#keys.sealing(subject));
      this.#keys.settle();
    } catch (thrown) {
      this.#keys.drop();
      throw thrown;
    }
  }

  /** How many data keys of the subject are still there. */
  keysLeft(subject: string): number {
    return this.#keyNumbers(subject).filter((n) => this.keyring.holds(n)).length;
  }

  /** Destroys every data key that the subject ever had; returns their numbers. */
  destroy(subject: string): number[] {
    const numbers = this.#keyNumbers(subject);
    this.#keys.forget(subject);
    this.keyring.destroy(numbers);
    return numbers;
  }

  #keyNumbers(subject: string): number[] {
    const rows = this.database.prepare('SELECT n FROM keyref WHERE subject = ?').all(subject);
    return rows.map((row) => Number(row['n']));
  }

  /** Puts these rows in the place of all that are there, in one transaction; what fails leaves the old ones. */
  replaceRows(batches: Iterable<readonly RowChange[]>): void {
    try {
      inTransaction(this.database, () => {
        this.database.exec('DELETE FROM row; DELETE FROM archive;');
        for (const rows of batches) this.#rows.write(cellsOf(rows), (subject) => this.#keys.sealing(subject));
      });
      this.#keys.settle();
    } catch (thrown) {
      this.#keys.drop();
      throw thrown;
    }
  }

  /** What can wait for a quiet moment: spare keys, and the rest of a checkpoint so that the write-ahead log starts over. */
  tidy(finish: boolean): void {
    if (this.keyring.runsLow) this.keyring.refill();
    if (finish) checkpoint(this.database, 'PASSIVE');
  }

  close(): void {
    this.keyring.close();
    this.database.close();
  }

  #insertFacts(facts: readonly NewFact[]): Head {
    let { seq, at, t } = this.#head;
    let hash: Buffer = Buffer.from(this.#head.hash, 'hex');
    for (const fact of facts) {
      if (fact.seq !== seq + 1)
        throw new FaultError('log-append-failed', `fact ${String(fact.seq)} does not follow ${String(seq)}`, { retryable: false });
      const text = this.#factText(fact);
      hash = this.#chain.next(hash, text);
      this.#insertFact.run(fact.seq, this.#epoch, text, hash, fact.about ?? null);
      ({ seq, at, t } = fact);
    }
    return { epoch: this.#epoch, seq, hash: hash.toString('hex'), at, t };
  }

  #factText(fact: NewFact): string {
    const sealed = fact.secret === undefined ? undefined : this.#sealInFact(fact, fact.secret);
    try {
      return factText(fact, this.#epoch, sealed);
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      // A lone surrogate has no canonical bytes. One such text must not keep every later press off the disk: it is replaced by U+FFFD.
      return factText({ ...fact, data: wellFormed(fact.data), actor: fact.actor.toWellFormed() }, this.#epoch, sealed);
    }
  }

  #sealInFact(fact: NewFact, secret: Secret): SealedInFact {
    const { id, key } = this.#keys.sealing(secret.subject);
    const place = factPlace({ epoch: this.#epoch, seq: fact.seq, kind: fact.kind, subject: secret.subject });
    const { iv, ct, tag } = seal(key, place, JSON.stringify(secret.value));
    return { subject: secret.subject, key: id, iv: iv.toString('base64'), ct: ct.toString('base64'), tag: tag.toString('base64') };
  }

  #queue(message: OutboxMessage): void {
    const { subject: secret, ...plain } = message;
    const text = JSON.stringify(secret === undefined ? plain : { ...plain, subject: secret.subject });
    if (secret === undefined) {
      this.#insertOutbox.run(message.id, message.dueAt, text, null, null);
      return;
    }
    const key = this.#keys.sealing(secret.subject);
    this.#insertOutbox.run(
      message.id,
      message.dueAt,
      text,
      key.n,
      sealBytes(key.key, outboxPlace(message.id, secret.subject), JSON.stringify(secret.value)),
    );
  }

  #behind(expected: Head): WireAppended {
    const ours = this.database.prepare('SELECT hash FROM fact WHERE seq = ?').get(expected.seq)?.['hash'];
    const isAncestor = expected.seq === 0 || (ours instanceof Uint8Array && Buffer.from(ours).toString('hex') === expected.hash);
    if (!isAncestor)
      throw new FaultError('log-broken', `the caller stands at fact ${String(expected.seq)}, which is not in this log`, {
        retryable: false,
      });
    if (this.#head.seq - expected.seq > BEHIND_FACTS_MAX) {
      throw new FaultError('log-append-failed', `the caller is ${String(this.#head.seq - expected.seq)} facts behind`, { retryable: true });
    }
    const rows = this.database.prepare('SELECT body FROM fact WHERE seq > ? ORDER BY seq').all(expected.seq);
    const facts = rows.map((row) => storedFact(String(row['body']), this.keyring));
    return { outcome: 'behind', head: this.#head, facts: JSON.stringify(facts) };
  }

  #rowText(row: SealedRow): string {
    const start = `[${JSON.stringify(row.tbl)},${JSON.stringify(row.key)}`;
    const text = rowText(row, this.keyring);
    return text === undefined ? `${start}]` : `${start},${text}]`;
  }

  #readHead(): Head {
    const tail = chainRows(this.database.prepare('SELECT seq, epoch, body, hash FROM fact ORDER BY seq DESC LIMIT ?'), CHECKED_TAIL + 1);
    const defect = chainDefect(tail.toReversed());
    if (defect !== undefined) throw new FaultError('log-broken', defect, { retryable: false });
    return headOf(tail[0], this.#epoch);
  }
}

/** Facts at the end of the log whose hashes are checked at each start: what a torn or lost write can have touched. */
const CHECKED_TAIL = 1_000;

function attempt(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (thrown) {
    return messageOf(thrown);
  }
}
