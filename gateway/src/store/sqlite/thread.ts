import { Worker } from 'node:worker_threads';
import { assert, BugError } from '../../base/assert.ts';
import { FaultError, messageOf, type FaultCode } from '../../base/errors.ts';
import type { WireReply, WorkerSetup } from './protocol.ts';

/** Requests that may wait for one worker. The engine has one append in the air and queries are bounded by their callers; beyond it `queue-full`. */
const WAITING_MAX = 1_024;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One worker thread and the requests that wait for it. When the thread ends for any reason, they are all rejected. */
export class Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #lost: FaultCode;
  #next = 1;
  #ended = false;
  /** Resolves when the thread has really ended: none of its statements can reach the disk any more. */
  readonly ended: Promise<void>;

  constructor(entry: URL, setup: WorkerSetup, lost: FaultCode) {
    this.#lost = lost;
    this.#worker = new Worker(entry, { workerData: setup });
    this.#worker.on('message', (reply: WireReply) => {
      this.#settle(reply);
    });
    this.#worker.on('error', (error) => {
      this.#rejectAll(`its thread failed (${messageOf(error)})`, error);
    });
    this.ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#ended = true;
        this.#rejectAll('its thread has ended', undefined);
        resolve();
      });
    });
    this.#worker.unref();
  }

  get alive(): boolean {
    return !this.#ended;
  }

  /** Asks for one operation. `T` is the type that the operation returns on the other side. */
  ask<T>(name: string, input?: unknown): Promise<T> {
    if (this.#ended) return Promise.reject(new FaultError(this.#lost, 'its thread has ended', { retryable: true }));
    if (this.#waiting.size >= WAITING_MAX)
      return Promise.reject(new FaultError('queue-full', 'too many requests wait for the store', { retryable: true }));
    const id = this.#next;
    this.#next += 1;
    return new Promise<T>((resolve, reject) => {
      // as: both sides of the wire take the operation's type from one file.
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      // While an answer is awaited the process must not end by itself.
      this.#worker.ref();
      this.#worker.postMessage({ id, name, input });
    });
  }

  /** Stops the thread as soon as it returns from the statement that it is in; none of its own code runs after that. */
  stop(): void {
    if (this.#ended) return;
    this.#worker.terminate().catch((error: unknown) => {
      this.#rejectAll(`its thread could not be stopped (${messageOf(error)})`, error);
    });
  }

  #settle(reply: WireReply): void {
    const waiting = this.#waiting.get(reply.id);
    assert(waiting !== undefined, 'the store answers each request once');
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('value' in reply) {
      waiting.resolve(reply.value);
      return;
    }
    const { code, detail, retryable, cause } = reply.fault;
    waiting.reject(code === 'bug' ? new BugError(detail) : new FaultError(code, detail, { retryable, cause }));
  }

  #rejectAll(why: string, cause: unknown): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new FaultError(this.#lost, why, { retryable: true, cause }));
  }
}
