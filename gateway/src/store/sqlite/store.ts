import { join } from 'node:path';
import type { Head, Log, SignedHead } from '../../engine/ports/log.ts';
import type { Outbox, OutboxStanding } from '../../engine/ports/outbox.ts';
import type { Queries } from '../../engine/ports/queries.ts';
import { LifeboatFile } from '../lifeboat-file.ts';
import type { Attachments } from '../../engine/ports/attachments.ts';
import type { OutsideUse } from '../sealing/master-key.ts';
import { SqliteAttachments } from './attachments.ts';
import { SqliteLog } from './log.ts';
import { SqliteOutbox } from './outbox.ts';
import { SqliteQueries } from './queries.ts';
import { Threads, type StoreOptions } from './threads.ts';

/** Everything of the gateway that is on disk, in one folder. Nothing is touched before `log.open()`. */
export class SqliteStore {
  readonly log: Log;
  readonly queries: Queries;
  readonly outbox: Outbox & OutboxStanding;
  readonly attachments: Attachments;
  readonly lifeboatFile: LifeboatFile;
  readonly keys: {
    /**
     * Destroys all data keys of a subject (`person:…`, `alarm:…`, `debrief:…`, `device:…`): what they sealed is unreadable
     * from then on, everywhere but in older backups. Resolves with how many there were.
     */
    destroy(subject: string): Promise<number>;
  };
  /** Usable once `log.open()` has succeeded. @throws FaultError `key-unusable` before. */
  readonly signer: { signHead(head: Head): SignedHead; publicKeyPem(): string };
  readonly #threads: Threads;

  constructor(options: StoreOptions) {
    const threads = new Threads(options);
    this.#threads = threads;
    this.log = new SqliteLog(threads);
    this.queries = new SqliteQueries(threads);
    this.outbox = new SqliteOutbox(threads);
    this.attachments = new SqliteAttachments(threads);
    this.lifeboatFile = new LifeboatFile(join(options.folder, 'lifeboat'), options.masterKeyFile);
    this.keys = { destroy: (subject) => threads.destroy(subject) };
    this.signer = {
      signHead: (head) => threads.signer.signHead(head),
      publicKeyPem: () => threads.signer.publicKeyPem(),
    };
  }

  /** A key of its own for each thing that leaves the house sealed or signed. @throws FaultError `key-unusable` when the master key can't be read. */
  keyFor(use: OutsideUse): Buffer {
    return this.#threads.keyFor(use);
  }

  async close(): Promise<void> {
    await this.#threads.close();
  }
}
