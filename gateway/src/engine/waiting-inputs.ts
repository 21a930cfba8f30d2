import type { Cancel, Clock } from '../base/clock.ts';
import { SECOND_MS } from '../base/durations.ts';
import { FaultError } from '../base/errors.ts';
import type { EventLog } from '../base/log.ts';
import type { Input, Reply } from '../domain/input.ts';
import type { Policy } from '../domain/policy.ts';
import type { StateView } from '../domain/state.ts';
import type { DecidedBatch } from './batch.ts';
import { isPress, type InputQueue, type Job } from './input-queue.ts';
import { Lifeboat, SLOW_COMMIT_MS } from './lifeboat.ts';
import type { OwnInputs } from './own-inputs.ts';

/** So much later at most is a press shown that comes while a slow commit writes nothing but notes. */
const LOOK_AGAIN_MS = 100;
/**
 * A commit in which nothing waits but the gateway's own test press makes a lifeboat only after so long: in a quiet house a disk that
 * stands still is noticed, and one that is merely slow does not make a lifeboat each minute.
 */
export const SLOW_CANARY_MS = 2 * SECOND_MS;

interface WaitingInputsDeps {
  readonly queue: InputQueue;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly events: EventLog;
  readonly state: StateView;
  readonly own: OwnInputs;
  readonly now: () => { readonly at: number; readonly t: number };
}

/**
 * The front half of the loop: what has come in and is on no disk, in the queue or in the batch that is being written, and the
 * lifeboat in which people are shown it while the log is away.
 */
export class WaitingInputs {
  readonly lifeboat: Lifeboat;
  readonly #deps: WaitingInputsDeps;
  #inFlight: DecidedBatch | undefined;
  /** Engine ms at which it went to the disk. */
  #inFlightSince: number | undefined;

  constructor(deps: WaitingInputsDeps) {
    this.#deps = deps;
    this.lifeboat = new Lifeboat({
      ...deps,
      waiting: () => this.#all(),
      onChange: (health) => {
        deps.own.healthChanged(health);
      },
      take: (taking) => {
        deps.own.note({ type: 'act', action: 'take', body: {}, ...taking });
      },
    });
  }

  /** Resolves after its commit; at once where people can see in the lifeboat already why it can't be done. */
  take(input: Input): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const job: Job = { input, came: this.#deps.now(), resolve, reject };
      const refusal = this.lifeboat.refusal(job);
      if (refusal !== undefined) {
        resolve(refusal);
        return;
      }
      this.#deps.queue.push(job);
      this.lifeboat.takeIn(job);
    });
  }

  inFlight(batch: DecidedBatch | undefined): void {
    this.#inFlight = batch;
    this.#inFlightSince = batch === undefined ? undefined : this.#deps.now().t;
  }

  /**
   * A commit that takes too long makes a lifeboat, but not while nothing but the gateway's own notes waits for it: entering and leaving
   * are noted themselves, and a disk that is always slow would make one out of the notes of the one before. Returns how to stop.
   */
  watchCommit(): Cancel {
    const { clock } = this.#deps;
    const look = (): void => {
      if ([...this.#all()].some((job) => this.#isHeldUp(job))) this.lifeboat.enter('slow');
      else stop = clock.after(LOOK_AGAIN_MS, look);
    };
    let stop = clock.after(SLOW_COMMIT_MS, look);
    return () => {
      stop();
    };
  }

  /** Nothing of the batch is known to be on disk. */
  giveBack(batch: DecidedBatch): void {
    this.#inFlight = undefined;
    this.#deps.queue.unshift(batch.jobs.map((entry) => entry.job));
  }

  /**
   * A commit has gone through, and with it the lifeboat ends, unless something must go on being shown: what is set aside because the
   * log does not take it, or a press that came while the disk was slow and that waits for the next, perhaps as slow. Returns whether those who
   * show what waits must be told. *I have it* said on a press of that very batch, too late to be decided with it, follows now.
   */
  through(batch: DecidedBatch): boolean {
    const hides = this.#wasSlow() && [...this.#deps.queue.waiting()].some(({ input }) => isPress(input));
    this.#inFlight = undefined;
    const late = this.lifeboat.through(batch.jobs);
    const wereShown = this.lifeboat.isOpen || batch.jobs.some(({ job }) => job.unrecorded === true);
    if (!this.#deps.queue.hasAside && !hides) this.lifeboat.leave();
    // As a copy of its press, so that it is entered with the time at which it was said, and marked.
    for (const { signal, have } of late) this.#deps.own.note({ type: 'signal', signal, have });
    return wereShown;
  }

  /** There was nothing in the batch to write. What was shown of it, a copy of something recorded, is shown no more. */
  changedNothing(batch: DecidedBatch): void {
    const wereShown = batch.jobs.some(({ job }) => job.unrecorded === true);
    this.lifeboat.through(batch.jobs);
    if (!this.resting() && wereShown) this.lifeboat.news.tell();
  }

  /** Nothing that waits is for the log any more: what was left of it changed nothing. Returns whether that was told. */
  resting(): boolean {
    if (this.#deps.queue.size > 0 || !this.lifeboat.isOpen) return false;
    this.lifeboat.leave();
    this.lifeboat.news.tell();
    return true;
  }

  rejectAll(): void {
    const { queue } = this.#deps;
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      job.reject(new FaultError('stopping', job.input.type, { retryable: true }));
    }
  }

  #isHeldUp({ input }: Job): boolean {
    return input.type === 'canary' ? this.#inFlightMs >= SLOW_CANARY_MS : input.type !== 'note';
  }

  get #inFlightMs(): number {
    return this.#inFlightSince === undefined ? 0 : this.#deps.now().t - this.#inFlightSince;
  }

  #wasSlow(): boolean {
    return this.#inFlightMs >= SLOW_COMMIT_MS;
  }

  *#all(): IterableIterator<Job> {
    for (const { job } of this.#inFlight?.jobs ?? []) yield job;
    yield* this.#deps.queue.waiting();
  }
}
