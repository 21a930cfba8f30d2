import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Cancel, Clock } from '../../base/clock.ts';
import { FaultError, messageOf } from '../../base/errors.ts';
import type { EventLog } from '../../base/log.ts';
import type { Head } from '../../engine/ports/log.ts';
import { createMasterKey, pushIdentityOf, readMasterKey, type MasterKey, type OutsideUse } from '../sealing/master-key.ts';
import { settleRotation } from '../sealing/rotation.ts';
import { openSigner, type Signer } from '../sign.ts';
import { FolderLock } from './folder-lock.ts';
import type { WorkerSetup } from './protocol.ts';
import { SettledMessages } from './settled-messages.ts';
import { Thread } from './thread.ts';

export interface StoreOptions {
  /** The data folder; made when it is not there. */
  readonly folder: string;
  /** 32 bytes, raw, hexadecimal or base64. Made, readable by its owner alone, when neither it nor data keys exist. */
  readonly masterKeyFile: string;
  readonly clock: Clock;
  readonly events: EventLog;
}

/** How long a thread may sit in a slow flush before `open` gives up for now; the engine calls `open` again. */
const ENDING_MS = 2_000;
/** How long opening may take: reading the tail of a long write-ahead log on a slow card. */
const OPENING_MS = 15_000;
/** How often maintenance looks. */
const MAINTAIN_EVERY_MS = 5_000;
/** Pages of 4 KiB in the write-ahead log: above the first the reader carries them over; above the second the writer finishes that, so that the log starts over within its room. */
const CHECKPOINT_PAGES = 1_024;
const RESTART_PAGES = 3_072;

/**
 * The two threads that touch the disk, the folder's lock, and what keeps the files small.
 *
 * The outcome of a lost append is decided by waiting: `open` stops the old writer and goes on only when that thread has
 * really ended, so no commit of it can land later. A thread that is stuck in the disk makes `open` fail, to be tried again.
 */
export class Threads {
  readonly settled = new SettledMessages();
  readonly #options: StoreOptions;
  readonly #lock: FolderLock;
  #setup: WorkerSetup | undefined;
  #signer: Signer | undefined;
  #outside: Readonly<Record<OutsideUse, Buffer>> | undefined;
  #writer: Thread | undefined;
  #reader: Thread | undefined;
  #opening: Promise<Head> | undefined;
  #maintenance: Cancel | undefined;
  #checkpointing = false;
  #walPages = 0;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#lock = new FolderLock(options.folder);
  }

  open(): Promise<Head> {
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  writer(): Thread {
    if (this.#writer === undefined) throw new FaultError('log-open-failed', 'the log is not open', { retryable: true });
    return this.#writer;
  }

  /** The reader; one that has died is replaced. */
  reader(): Thread {
    if (this.#setup === undefined) throw new FaultError('log-open-failed', 'the log is not open', { retryable: true });
    if (this.#reader?.alive !== true) this.#reader = this.#readerThread(this.#setup);
    return this.#reader;
  }

  get signer(): Signer {
    if (this.#signer === undefined)
      throw new FaultError('key-unusable', 'there is no signing key, or the log was not opened yet', { retryable: true });
    return this.#signer;
  }

  /** Also where the log is not opened at all: a gateway that holds it back must reach people. */
  keyFor(use: OutsideUse): Buffer {
    this.#outside ??= outsideKeys(this.#options.masterKeyFile, readMasterKey(this.#options.masterKeyFile));
    return this.#outside[use];
  }

  /** Destroys all data keys of a subject, in both threads' memory and on disk. */
  async destroy(subject: string): Promise<number> {
    const numbers = await this.writer().ask<number[]>('destroy', subject);
    await this.reader().ask('forgetKeys', numbers);
    return numbers.length;
  }

  /** A commit is on disk and the write-ahead log has this size now. */
  wrote(walPages: number): void {
    this.#walPages = walPages;
    if (walPages > CHECKPOINT_PAGES) this.#maintain();
  }

  async close(): Promise<void> {
    this.#maintenance?.();
    this.#maintenance = undefined;
    if (this.#opening !== undefined) await this.#opening.catch(() => undefined); // its caller has the error
    for (const thread of [this.#reader, this.#writer]) {
      if (thread?.alive === true)
        await this.#within(OPENING_MS, thread.ask('close')).catch((error: unknown) => this.#warn('store-close-failed', error));
    }
    await this.#end();
    this.#lock.release();
  }

  async #open(): Promise<Head> {
    await this.#end();
    const setup = this.#prepare();
    const writer = new Thread(new URL('./writer-worker.ts', import.meta.url), setup, 'log-append-failed');
    this.#writer = writer;
    const { head, roomFault } = await this.#within(OPENING_MS, writer.ask<{ head: Head; roomFault?: string }>('open'));
    if (roomFault !== undefined) this.#options.events.warn('store-without-room', { why: roomFault });
    this.#setup = setup;
    this.#reader = this.#readerThread(setup);
    this.settled.reload(await this.#within(OPENING_MS, this.#reader.ask<string[]>('settledIds')));
    this.#maintenance ??= this.#options.clock.every(MAINTAIN_EVERY_MS, () => {
      this.#maintain();
    });
    return head;
  }

  #prepare(): WorkerSetup {
    const { folder, masterKeyFile } = this.#options;
    this.#lock.take();
    if (!existsSync(masterKeyFile) && !existsSync(join(folder, 'keys.db'))) {
      createMasterKey(masterKeyFile);
      this.#options.events.info('master-key-created');
    }
    if (settleRotation({ folder, masterKeyFile }) !== 'none') this.#options.events.warn('master-key-rotation-ended');
    const master = readMasterKey(masterKeyFile);
    this.#outside ??= outsideKeys(masterKeyFile, master);
    this.#signer ??= this.#openSigner(master);
    return { folder, wrapping: master.for('data-keys') };
  }

  /** Presses are recorded also when heads can't be signed: that is only said. */
  #openSigner(master: MasterKey): Signer | undefined {
    try {
      return openSigner(this.#options.masterKeyFile, master);
    } catch (error) {
      this.#options.events.error('signing-key-unusable', { why: messageOf(error) });
      return undefined;
    }
  }

  #readerThread(setup: WorkerSetup): Thread {
    return new Thread(new URL('./reader-worker.ts', import.meta.url), setup, 'log-open-failed');
  }

  /** Ends both threads; rejects while one of them is stuck in the disk. */
  async #end(): Promise<void> {
    this.#setup = undefined;
    for (const thread of [this.#writer, this.#reader]) thread?.stop();
    await this.#within(ENDING_MS, Promise.all([this.#writer?.ended, this.#reader?.ended]));
    this.#writer = undefined;
    this.#reader = undefined;
  }

  #within<T>(ms: number, work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#options.clock.after(ms, () => {
        reject(new FaultError('log-open-failed', `the disk did not answer within ${String(ms)} ms`, { retryable: true }));
      });
      work.then(resolve, reject).finally(cancel);
    });
  }

  #maintain(): void {
    if (this.#checkpointing || this.#setup === undefined) return;
    this.#checkpointing = true;
    this.#checkpoint()
      .catch((error: unknown) => {
        this.#warn('store-maintenance-failed', error);
      })
      .finally(() => {
        this.#checkpointing = false;
      });
  }

  /** The reader carries most pages over while the writer goes on; the writer itself does the few that came in meanwhile. */
  async #checkpoint(): Promise<void> {
    const finish = this.#walPages > RESTART_PAGES;
    await this.reader().ask('checkpoint');
    await this.writer().ask('tidy', finish);
    const gone = this.settled.takeGone();
    if (gone.length > 0) await this.reader().ask('forgetSettled', gone);
  }

  #warn(code: string, error: unknown): void {
    this.#options.events.warn(code, { why: messageOf(error) });
  }
}

function outsideKeys(masterKeyFile: string, master: MasterKey): Readonly<Record<OutsideUse, Buffer>> {
  const [links, receipts] = [master.for('answer-links'), master.for('shown-receipts')];
  const identity = pushIdentityOf(masterKeyFile, master);
  return { 'answer-links': links, 'shown-receipts': receipts, 'push-identity': identity };
}
