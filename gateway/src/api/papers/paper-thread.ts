import { Worker } from 'node:worker_threads';
import type { Clock } from '../../base/clock.ts';
import { SECOND_MS } from '../../base/durations.ts';
import { ProblemError } from '../problems.ts';

/** Papers that wait for their turn at the one thread; whoever asks beyond that is told to come back. */
const WAITING_MAX = 8;
/** A page takes a third of a second, on a busy card of a computer some seconds. */
const PRINT_WITHIN_MS = 30 * SECOND_MS;
/** Memory of the thread: pdfkit and its fonts take 60 MiB. A paper that wants more ends its thread and nothing else. */
const HEAP_MAX_MIB = 256;
const AGAIN_AFTER_SECONDS = 5;

/** Makes papers in a thread of its own, one after the other: laying out a page takes 150 to 300 ms, for which no press waits. */
export class PaperThread<Job> {
  readonly #clock: Clock;
  readonly #script: URL;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** `script`: is given a job, answers with the bytes and ends. */
  constructor(clock: Clock, script: URL) {
    this.#clock = clock;
    this.#script = script;
  }

  /** @throws ProblemError when too many wait, or it takes too long */
  async print(job: Job): Promise<Uint8Array> {
    if (this.#waiting >= WAITING_MAX) throw new ProblemError('queue-full', { retryAfterSeconds: AGAIN_AFTER_SECONDS });
    this.#waiting += 1;
    const printed = this.#last.then(() => this.#print(job));
    // Whoever asked for it has its error; the next one begins all the same.
    this.#last = printed.catch(() => undefined);
    try {
      return await printed;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #print(workerData: Job): Promise<Uint8Array> {
    const worker = new Worker(this.#script, { workerData, resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MIB } });
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const cancel = this.#clock.after(PRINT_WITHIN_MS, () => {
      reject(new ProblemError('no-answer-in-time'));
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new ProblemError('internal'));
    });
    try {
      return await promise;
    } finally {
      cancel();
      await worker.terminate();
    }
  }
}
