import { FaultError, messageOf } from '../base/errors.ts';
import type { InputQueue, Job } from './input-queue.ts';
import type { Head, Log } from './ports/log.ts';

/** A batch takes at most this many inputs, so that one flush never waits for a crowd. */
export const BATCH_INPUTS = 512;

/** So often in a row must the same input lead a batch that is refused, and then be refused alone, before it is to blame. */
const TO_BLAME_AFTER = 3;

/** Refused so often it waits behind all others. Once may be a disk that came back between that try and the question whether it is well. */
const ASIDE_AFTER = 2;

interface SieveDeps {
  readonly queue: InputQueue;
  readonly log: Pick<Log, 'append'>;
  /** Told once for each input that is to blame. */
  readonly onContained: (job: Job, error: string) => void;
}

/**
 * Finds the input for whose sake a log that opens well refuses whole batches: it must not keep every other press off the disk. After
 * three refusals the inputs are tried one by one. Where one is refused alone, the log is asked whether it takes a batch of nothing. If
 * not, the disk is away: nobody is to blame, and all keep their order. If it does, twice, that input goes behind all others; refused
 * three times while others went through, it is decided by the rule without branches. What somebody did is given back to them instead.
 */
export class Sieve {
  readonly #deps: SieveDeps;
  #limit = BATCH_INPUTS;
  /** The batch whose outcome is not known yet. */
  #failed: { readonly jobs: readonly Job[]; readonly error: string } | undefined;
  #led: { readonly by: Job; readonly times: number } | undefined;
  /** Commits that have gone through. */
  #wentThrough = 0;

  constructor(deps: SieveDeps) {
    this.#deps = deps;
  }

  /** How many inputs the next batch may take. Doubles with each commit, so that thousands that waited are not flushed one by one. */
  get limit(): number {
    return this.#limit;
  }

  wentThrough(): void {
    this.#wentThrough += 1;
    this.#limit = Math.min(BATCH_INPUTS, 2 * this.#limit);
    this.#failed = undefined;
    this.#led = undefined;
  }

  failed(jobs: readonly Job[], error: string): void {
    this.#failed = { jobs, error };
  }

  /** The log could not be opened: that is no input's fault. */
  away(): void {
    this.#led = undefined;
  }

  /**
   * The log has been opened, and unless it went through after all nothing of the failed batch is in it.
   *
   * @throws FaultError `log-append-failed`, retryable: it takes nothing at all, and is as good as away.
   */
  async opened(head: Head): Promise<void> {
    const failed = this.#failed;
    this.#failed = undefined;
    const [first] = failed?.jobs ?? [];
    if (failed === undefined || first === undefined) return;
    const times = this.#led?.by === first ? this.#led.times + 1 : 1;
    this.#led = { by: first, times };
    const isSifting = this.#limit < BATCH_INPUTS || first.alone !== undefined;
    if (!isSifting && times < TO_BLAME_AFTER) return;
    this.#limit = 1;
    if (failed.jobs.length === 1 && (await this.#takesAnEmptyBatch(head))) this.#refusedAlone(first, failed.error);
  }

  /** Is a batch of nothing taken? Where somebody else has written meanwhile that is not known, and nobody is blamed. */
  async #takesAnEmptyBatch(expected: Head): Promise<boolean> {
    try {
      const { outcome } = await this.#deps.log.append({ expected, facts: [], rows: [], outbox: [] });
      return outcome === 'committed';
    } catch (error) {
      // It is the disk. Whatever was refused before may have been refused for its sake.
      this.#deps.queue.forgiveAll();
      throw new FaultError('log-append-failed', messageOf(error), { retryable: true, cause: error });
    }
  }

  #refusedAlone(job: Job, error: string): void {
    const before = job.alone ?? { refused: 0, since: this.#wentThrough };
    job.alone = { ...before, refused: before.refused + 1 };
    // What somebody did must not be entered behind what came after it: it is given back to them instead, and they say it again.
    const keepsPlace = job.input.type === 'act' && job.failure === undefined;
    if (job.alone.refused < (keepsPlace ? TO_BLAME_AFTER : ASIDE_AFTER)) return;
    if (!keepsPlace) this.#deps.queue.setAside(job);
    const isToBlame = job.alone.refused >= TO_BLAME_AFTER && this.#wentThrough !== before.since;
    if (!keepsPlace && !isToBlame) return;
    job.alone = { ...before, refused: 0 };
    // What is remembered of it may be what the log refuses, too.
    if (job.failure !== undefined) job.bare = true;
    job.failure ??= error;
    this.#deps.onContained(job, error);
  }
}
