import { assert } from '../base/assert.ts';
import { sleep, type Clock } from '../base/clock.ts';
import { FaultError, messageOf } from '../base/errors.ts';
import type { IdSource, PersonId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import { apply } from '../domain/apply/apply.ts';
import { FactChecker, type Fact } from '../domain/facts/catalogue.ts';
import type { Input, Reply } from '../domain/input.ts';
import type { Policy } from '../domain/policy.ts';
import type { Alarm } from '../domain/alarm.ts';
import { State, type StateView } from '../domain/state.ts';
import { decideBatch, isThisBatch, type BatchTools, type DecidedBatch } from './batch.ts';
import { Deadlines, type DeadlineKey } from './deadlines.ts';
import { EngineTime } from './engine-time.ts';
import { Followers } from './followers.ts';
import { InputQueue, type Job } from './input-queue.ts';
import { lastCommit } from './last-commit.ts';
import type { Lifeboat } from './lifeboat.ts';
import type { Core, Follower, LogHealth, PendingSignal, Underway } from './ports/core.ts';
import { asTold, everyRow, factsSince, knownFact, refuseUnknownFacts } from './catch-up.ts';
import type { Head, Log, StoredFact } from './ports/log.ts';
import { OwnInputs, type EnginePhase } from './own-inputs.ts';
import { Receipts } from './receipts.ts';
import { Sieve } from './sieve.ts';
import { WaitingInputs } from './waiting-inputs.ts';
import { changedKeys, loadRows, rowChanges } from './rows.ts';

export interface EngineDeps {
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly policy: Policy;
  readonly events: EventLog;
  /** Set-up as it was last known, for a start at which the log won't open. */
  readonly lastKnown?: (state: State) => Promise<void>;
  /** So many presses that wait are a flood (`FLOOD_PRESSES`); a house of few buttons is flooded by fewer. */
  readonly floodAt?: number;
  /** The state, the chain or the sequence is broken: the process must stop. */
  readonly onBroken: (error: unknown) => void;
}

/** Waits between two tries to open it. */
const REOPEN_AFTER_MS = [100, 250, 500, 1_000] as const;
const NO_HEAD: Head = { epoch: 1, seq: 0, hash: '0'.repeat(64), at: 0, t: 0 };

/**
 * The commit loop (design.md): inputs wait undecided; a batch is decided against the working state; all its facts go to disk
 * in one transaction; then the working state becomes the committed one, the inputs are answered and the followers hear of it.
 * Any other outcome of the append is unknown: the log is opened anew, and what it holds decides.
 */
export class Engine implements Core {
  readonly ids: IdSource;
  readonly #deps: EngineDeps;
  readonly #state = new State();
  readonly #time: EngineTime;
  readonly #queue: InputQueue;
  readonly #deadlines: Deadlines;
  readonly #own: OwnInputs;
  readonly #waiting: WaitingInputs;
  readonly #lifeboat: Lifeboat;
  readonly #sieve: Sieve;
  readonly #tools: BatchTools;
  readonly #followers: Followers;
  readonly #receipts: Receipts;
  #head: Head = NO_HEAD;
  #isOpen = false;
  #failures = 0;
  /** The batch whose outcome is not known yet. */
  #unsure: DecidedBatch | undefined;
  #running: Promise<void> | undefined;
  #phase: EnginePhase = 'new';

  constructor(deps: EngineDeps) {
    const { clock, policy, events } = deps;
    this.#deps = deps;
    this.#queue = new InputQueue(deps.floodAt);
    this.ids = deps.ids;
    this.#time = new EngineTime(clock);
    this.#followers = new Followers({ clock, events });
    this.#receipts = new Receipts({ clock, submit: (input) => this.#takeIn(input) });
    this.#own = new OwnInputs({ submit: (input) => this.submit(input), ids: deps.ids, events, phase: () => this.#phase });
    const onDue = (due: DeadlineKey): void => {
      this.#own.deadline(due, () => {
        this.#lookAgain(due, true);
      });
    };
    const onOver = (due: DeadlineKey): void => {
      this.#own.deadlineFailed(due, false);
    };
    this.#deadlines = new Deadlines({ clock, time: this.#time, policy, onDue, onOver });
    const onContained = (job: Job, error: string): void => {
      events.error('input-contained', { input: job.input.id, type: job.input.type, error });
    };
    const queue = this.#queue;
    this.#sieve = new Sieve({ queue, log: deps.log, onContained });
    const limit = (): number => this.#sieve.limit;
    this.#tools = { state: this.#state, time: this.#time, clock, policy, checker: new FactChecker(), limit, onContained };
    const now = (): ReturnType<EngineTime['now']> => this.now();
    this.#waiting = new WaitingInputs({ queue, clock, policy, events, state: this.committed, own: this.#own, now });
    this.#lifeboat = this.#waiting.lifeboat;
  }

  get committed(): StateView {
    return this.#state.committed;
  }

  get head(): Head {
    return this.#head;
  }

  get auditAgeMs(): number {
    return this.#deadlines.auditAgeMs;
  }

  get health(): LogHealth {
    return this.#lifeboat.health;
  }

  get queued(): number {
    return this.#queue.size;
  }

  now(): { readonly at: number; readonly t: number } {
    return this.#time.now();
  }

  /** Opens the log and starts. A log that won't open is no reason not to: then the gateway is a lifeboat from the first moment. */
  async start(): Promise<void> {
    if (this.#phase !== 'new') return;
    this.#phase = 'starting';
    try {
      await this.#open();
    } catch (error) {
      // A second gateway on one folder is no lifeboat: the first one has the presses.
      if (!(error instanceof FaultError) || !error.retryable || error.code === 'log-locked') throw error;
      this.#deps.events.error('log-away', { why: error.code, detail: error.message });
      await this.#recall();
      this.#deadlines.plan(this.committed);
      this.#lifeboat.enter(error.code);
    }
    this.#deadlines.keepAuditing(this.committed, ({ table, key }) => {
      this.#deps.events.error('deadline-was-missing', { table, key });
    });
    this.#phase = 'running';
    this.#kick();
  }

  /** A file that can't be read is as one that is not there: the log is tried again all the same, and that needs a gateway that runs. */
  async #recall(): Promise<void> {
    const { lastKnown, events } = this.#deps;
    try {
      await lastKnown?.(this.#state);
      this.#state.settle();
    } catch (error) {
      this.#state.drop();
      events.error('last-known-unread', { why: messageOf(error) });
    }
  }

  /** Takes nothing more in, finishes what waits if the log is well and quick, and closes the log. */
  async stop(): Promise<void> {
    if (this.#phase === 'stopped' || this.#phase === 'stopping') return;
    this.#receipts.release();
    this.#phase = 'stopping';
    this.#deadlines.stop();
    this.#lifeboat.news.stop();
    if (this.#isOpen) await lastCommit(this.#running, this.#deps);
    this.#phase = 'stopped';
    this.#followers.flush();
    this.#waiting.rejectAll();
    await this.#deps.log.close();
  }

  submit(input: Input): Promise<Reply> {
    if (this.#phase !== 'running' && this.#phase !== 'starting')
      return Promise.reject(new FaultError('stopping', input.type, { retryable: true }));
    return Receipts.is(input) ? this.#receipts.take(input) : this.#takeIn(input);
  }

  #takeIn(input: Input): Promise<Reply> {
    const reply = this.#waiting.take(input);
    this.#kick();
    return reply;
  }

  follow(follower: Follower, when?: 'first'): () => void {
    return this.#followers.add(follower, when);
  }

  onUnderway(listener: (underway: Underway) => void): () => void {
    return this.#followers.addEarly(listener);
  }

  onPending(listener: () => void): () => void {
    return this.#lifeboat.news.add(listener);
  }

  pending(): readonly PendingSignal[] {
    return this.#lifeboat.pending();
  }

  foreseen(): readonly Alarm[] {
    return this.#lifeboat.foreseen();
  }

  have(press: string, person: string): boolean {
    return this.#lifeboat.have(press, person as PersonId); // as: the face has authenticated this person.
  }

  /** Starts the loop if it rests. Inputs that come in the same turn are decided together. */
  #kick(): void {
    if (this.#phase === 'new' || this.#phase === 'starting' || this.#phase === 'stopped') return;
    this.#running ??= Promise.resolve()
      .then(() => this.#run())
      .catch((error: unknown) => {
        this.#phase = 'stopped';
        this.#deps.onBroken(error);
      })
      .finally(() => {
        this.#running = undefined;
        if (this.#queue.size > 0 && this.#phase === 'running') this.#kick();
      });
  }

  async #run(): Promise<void> {
    // Stopped in here: a commit that hung came back after all.
    while (this.#phase !== 'stopped') {
      if (!this.#isOpen) {
        if (this.#phase !== 'running') return;
        await this.#reopen();
        continue;
      }
      if (this.#queue.size === 0) return;
      this.#lifeboat.haveTheirSay(this.#queue.waiting());
      const batch = decideBatch(this.#tools, this.#queue, this.#head);
      if (!batch.goesToDisk) {
        this.#state.drop();
        this.#answer(batch);
        this.#waiting.changedNothing(batch);
      } else await this.#commit(batch);
    }
  }

  async #commit(batch: DecidedBatch): Promise<void> {
    this.#waiting.inFlight(batch);
    const slow = this.#waiting.watchCommit();
    try {
      const appending = this.#deps.log.append({
        expected: this.#head,
        facts: batch.facts,
        rows: rowChanges(this.#state),
        outbox: batch.outbox,
      });
      // The disk is at work and this thread would rest: who follows works out now what there will be to say.
      this.#followers.tellEarly({ facts: batch.facts, changed: changedKeys(this.#state), state: this.#state });
      const appended = await appending;
      if (appended.outcome === 'committed') {
        this.#committed(batch, appended.head);
      } else {
        this.#giveBack(batch);
        this.#catchUp(appended.head, appended.facts);
      }
    } catch (error) {
      this.#unknown(batch, error);
    } finally {
      slow();
      this.#waiting.inFlight(undefined);
    }
  }

  #committed(batch: DecidedBatch, head: Head): void {
    const changed = changedKeys(this.#state);
    this.#state.settle();
    this.#head = head;
    this.#failures = 0;
    this.#sieve.wentThrough();
    this.#answer(batch);
    const isNews = this.#waiting.through(batch);
    if (batch.facts.length > 0) this.#followers.tell({ head, facts: batch.facts, changed }, this.#queue.isFlooded);
    this.#deadlines.touched(this.committed, changed);
    // Only now: nobody must see for a moment neither the press nor its alarm.
    if (isNews) this.#lifeboat.news.tell();
  }

  #answer(batch: DecidedBatch): void {
    for (const { job, reply } of batch.jobs) {
      const { input } = job;
      if (input.type === 'deadline') this.#lookAgain({ table: input.table, key: input.key }, job.failure !== undefined);
      job.resolve(reply);
    }
  }

  /** The append neither confirmed nor refused: what is on disk decides, once it can be read again. */
  #unknown(batch: DecidedBatch, error: unknown): void {
    this.#deps.events.error('commit-unknown', { facts: batch.facts.length, error: messageOf(error) });
    this.#isOpen = false;
    this.#failures += 1;
    this.#giveBack(batch);
    const jobs = batch.jobs.map((entry) => entry.job);
    this.#sieve.failed(jobs, messageOf(error));
    this.#lifeboat.enter(error instanceof FaultError ? error.code : 'failed');
    this.#unsure = batch;
  }

  #giveBack(batch: DecidedBatch): void {
    this.#state.drop();
    this.#waiting.giveBack(batch);
  }

  /** Waits its turn and tries once to open the log. */
  async #reopen(): Promise<void> {
    const wait = REOPEN_AFTER_MS[Math.min(this.#failures, REOPEN_AFTER_MS.length) - 1];
    if (wait !== undefined) await sleep(this.#deps.clock, wait);
    if (this.#phase !== 'running') return;
    try {
      await this.#open();
      await this.#sieve.opened(this.#head);
    } catch (error) {
      if (!(error instanceof FaultError) || !error.retryable) throw error;
      this.#isOpen = false;
      this.#failures += 1;
      this.#sieve.away();
      this.#deps.events.warn('log-still-away', { why: error.code, tries: this.#failures });
    }
  }

  async #open(): Promise<void> {
    const head = await this.#deps.log.open();
    if (this.#head === NO_HEAD) await this.#load(head);
    else await this.#compare(head);
    this.#isOpen = true;
    this.#waiting.resting();
  }

  async #load(head: Head): Promise<void> {
    const { log, events } = this.#deps;
    const rows = await everyRow(log);
    await refuseUnknownFacts(log, head, this.#tools.checker);
    // Only now: until all of it has been read, what was last known is better than nothing.
    this.#state.clear();
    const changed = loadRows(this.#state, rows);
    this.#head = head;
    const before = this.now().t;
    const behindMs = this.#time.resume(head);
    this.#lifeboat.moveTimes(this.now().t - before);
    const deadlines = this.#deadlines.plan(this.committed);
    events.info('log-open', { epoch: head.epoch, seq: head.seq, deadlines });
    if (behindMs > 0) events.warn('clock-behind', { behindMs });
    this.#own.note({
      type: 'fault',
      open: behindMs > 0,
      code: 'clock-behind',
      subject: 'gateway',
      label: 'gateway',
      detail: String(behindMs),
    });
    this.#own.deadlinesAnew(this.committed.faults.values());
    // The log was away at the start: consoles and hands have been told without it.
    if (this.#phase === 'running') this.#followers.tell({ head, facts: [], changed }, false);
  }

  /** After an unknown outcome: nothing landed, all of it landed, or somebody else wrote. */
  async #compare(head: Head): Promise<void> {
    const batch = this.#unsure;
    assert(head.seq >= this.#head.seq, 'the log never gets shorter while the gateway runs');
    if (head.seq > this.#head.seq) {
      const facts = await factsSince(this.#deps.log, this.#head.seq);
      if (batch !== undefined && isThisBatch(batch, facts)) this.#landed(batch, head);
      else this.#catchUp(head, facts);
    } else {
      assert(head.hash === this.#head.hash, 'the head of the chain is the one that was committed');
    }
    this.#unsure = undefined;
  }

  /** The commit reported failure and is on disk all the same: its jobs have their answers, and are not decided again. */
  #landed(batch: DecidedBatch, head: Head): void {
    const jobs = new Set(batch.jobs.map((entry) => entry.job));
    const others: Job[] = [];
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) if (!jobs.has(job)) others.push(job);
    this.#queue.unshift(others);
    for (const fact of batch.facts) apply(this.#state, fact as unknown as Fact); // as: checked against the catalogue when it was decided.
    this.#committed(batch, head);
  }

  /** Facts that are in the log and not in this process: they are applied, and what waits is decided after them. */
  #catchUp(head: Head, facts: readonly StoredFact[]): void {
    for (const fact of facts) apply(this.#state, knownFact(this.#tools.checker, fact));
    const changed = changedKeys(this.#state);
    this.#state.settle();
    this.#head = head;
    this.#deadlines.touched(this.committed, changed);
    this.#followers.tell({ head, facts: facts.map(asTold), changed }, false);
  }

  #lookAgain(due: DeadlineKey, failed: boolean): void {
    if (this.#deadlines.again(this.committed, due, failed)) this.#own.deadlineFailed(due, failed);
  }
}
