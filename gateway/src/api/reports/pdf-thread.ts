import { Worker } from 'node:worker_threads';
import type { Clock } from '../../base/clock.ts';
import { SECOND_MS } from '../../base/durations.ts';
import type { Report } from '../../contract/report.ts';
import { ProblemError } from '../problems.ts';
import { PLACES_PRINTED_MAX, type PaperReport } from './pdf.ts';

/** Reports that wait for their turn at the one thread; whoever asks beyond that is told to come back. */
const WAITING_MAX = 8;
/** A page takes a third of a second, on a busy card of a computer some seconds. */
const PRINT_WITHIN_MS = 30 * SECOND_MS;
/** Memory of the thread: pdfkit and its fonts take 60 MiB. A report that wants more ends its thread and nothing else. */
const HEAP_MAX_MIB = 256;
const AGAIN_AFTER_SECONDS = 5;

/** Makes the files of reports in a thread of its own, one after the other: laying out a page takes 150 to 300 ms, for which no press waits. */
export class PdfThread {
  readonly #clock: Clock;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws ProblemError when too many wait, or it takes too long */
  async print(report: Report): Promise<Uint8Array> {
    if (this.#waiting >= WAITING_MAX) throw new ProblemError('queue-full', { retryAfterSeconds: AGAIN_AFTER_SECONDS });
    this.#waiting += 1;
    const printed = this.#last.then(() => this.#print(report));
    // Whoever asked for it has its error; the next one begins all the same.
    this.#last = printed.catch(() => undefined);
    try {
      return await printed;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #print(report: Report): Promise<Uint8Array> {
    const { places } = report;
    const workerData: PaperReport = {
      ...report,
      places: places.slice(0, PLACES_PRINTED_MAX),
      morePlaces: Math.max(0, places.length - PLACES_PRINTED_MAX),
    };
    const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MIB },
    });
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
