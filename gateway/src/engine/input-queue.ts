import { FaultError } from '../base/errors.ts';
import type { Input, Moment, Reply } from '../domain/input.ts';

/** One input on its way through the loop, with whoever waits for its reply. */
export interface Job {
  /** Replaced when *I have it* was said on it while it waited; its id stays. */
  input: Input;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: FaultError) => void;
  /** When it was brought into the loop. */
  came?: Moment | undefined;
  /** Its number in the order of coming, given by the queue. */
  no?: number;
  /** The log has refused it alone while it took nothing, so often, since so many commits had gone through: it is tried alone. */
  alone?: { readonly refused: number; readonly since: number };
  /** It is tried behind all others. */
  aside?: true;
  /** It waited while the log was away: it keeps its place among the presses. */
  unrecorded?: true;
  /** The rules failed on it; the rule without branches decides it. */
  failure?: string;
  /** So did what that rule remembers of it. */
  bare?: true;
}

/** Most important first. */
const PRIORITIES = ['press', 'operator', 'deadline', 'receipt', 'rest', 'aside'] as const;
type Priority = (typeof PRIORITIES)[number];

/**
 * How many inputs may wait. Presses: 19,000 devices each with two unsent presses after an outage, and room. When one is full
 * the sender is told `queue-full`, keeps what it has and tries again; nothing that was taken in is dropped.
 */
const WAITING_MAX: Readonly<Record<Exclude<Priority, 'aside'>, number>> = {
  press: 50_000,
  operator: 5_000,
  deadline: 50_000,
  receipt: 50_000,
  rest: 10_000,
};

/**
 * So many presses that wait are a flood. A thousand presses a second on a quick disk, or a hundred on one that flushes in 20 ms, have
 * fewer than ten waiting; at this many the disk stands still, or a whole building presses.
 */
export const FLOOD_PRESSES = 128;

/** Set-up changes beyond this many in one input wait behind everything else. */
const SMALL_SAVE_CHANGES = 10;

export class InputQueue {
  readonly #floodAt: number;
  #last = 0;
  readonly #lanes = new Map<Priority, Lane>(PRIORITIES.map((priority) => [priority, new Lane()]));

  constructor(floodAt = FLOOD_PRESSES) {
    this.#floodAt = floodAt;
  }

  get size(): number {
    let size = 0;
    for (const lane of this.#lanes.values()) size += lane.size;
    return size;
  }

  /** More presses wait than the next moment will bring to disk. */
  get isFlooded(): boolean {
    return this.#lane('press').size >= this.#floodAt;
  }

  /** @throws FaultError `queue-full`; the job was not taken in. */
  push(job: Job): void {
    const priority = priorityOf(job.input);
    const lane = this.#lane(priority);
    if (lane.size >= WAITING_MAX[priority]) throw new FaultError('queue-full', priority, { retryable: true });
    job.no = this.#last += 1;
    lane.push(job);
  }

  /**
   * The most important job that waits longest. What people did while the log was away keeps its place among the presses: an all
   * clear, or an end, must never be about a press that came after it.
   */
  shift(): Job | undefined {
    const operator = this.#lane('operator').first;
    const press = this.#lane('press').first;
    if (operator?.unrecorded === true && (operator.no ?? 0) < (press?.no ?? 0)) return this.#lane('operator').shift();
    for (const lane of this.#lanes.values()) {
      const job = lane.shift();
      if (job !== undefined) return job;
    }
    return undefined;
  }

  /** Puts jobs back in front of their lanes, in their order. */
  unshift(jobs: readonly Job[]): void {
    for (const priority of PRIORITIES) this.#lane(priority).unshift(jobs.filter((job) => laneOf(job) === priority));
  }

  /** Puts the job that a refused batch began with behind all others. It still waits, and is still shown. */
  setAside(job: Job): void {
    job.aside = true;
    const before = PRIORITIES.map((priority) => this.#lane(priority)).find((lane) => lane.first === job);
    before?.shift();
    if (before !== undefined) this.#lane('aside').push(job);
  }

  /** Nobody is to blame for anything: what is set aside has its place in the order of coming again. */
  forgiveAll(): void {
    const aside = [...this.#lane('aside')].filter(({ failure }) => failure === undefined);
    for (const job of this.waiting()) if (job.failure === undefined) delete job.alone;
    if (aside.length === 0) return;
    for (const job of aside) delete job.aside;
    const waiting = [...this.waiting()].toSorted((a, b) => (a.no ?? 0) - (b.no ?? 0));
    this.#lanes.clear();
    for (const priority of PRIORITIES) this.#lanes.set(priority, new Lane());
    this.unshift(waiting);
  }

  /** Something is set aside: what waits there must go on being shown. */
  get hasAside(): boolean {
    return this.#lane('aside').size > 0;
  }

  *waiting(): IterableIterator<Job> {
    for (const lane of this.#lanes.values()) yield* lane;
  }

  #lane(priority: Priority): Lane {
    const lane = this.#lanes.get(priority) ?? new Lane();
    this.#lanes.set(priority, lane);
    return lane;
  }
}

/** A signal that opens an alarm or joins one. */
export function isPress(input: Input): input is Extract<Input, { readonly type: 'signal' }> {
  return input.type === 'signal' && ['duress', 'assist', 'man-down'].includes(input.signal.kind);
}

function laneOf({ input, aside }: Job): Priority {
  return aside === true ? 'aside' : priorityOf(input);
}

function priorityOf(input: Input): Exclude<Priority, 'aside'> {
  switch (input.type) {
    case 'signal':
    case 'unreadable':
    case 'canary':
      return 'press';
    case 'act':
    case 'debrief':
    case 'test-start':
    case 'test-send':
    case 'fault-act':
    case 'hand-over':
    case 'reading':
    case 'hold':
    case 'month-notice':
    case 'drill-start':
    case 'drill-end':
      return 'operator';
    case 'save':
      return input.changes.length <= SMALL_SAVE_CHANGES ? 'operator' : 'rest';
    case 'deadline':
      return 'deadline';
    case 'shown':
    case 'hand-ack':
    case 'position':
    case 'message':
    case 'test-result':
      return 'receipt';
    case 'fault':
    case 'watch':
    case 'sound-test':
    case 'presence':
    case 'battery':
    case 'path-changed':
    case 'downlink':
    case 'head-signed':
    case 'note':
    case 'canary-hour':
    case 'keys-destroyed':
    case 'person-export':
      return 'rest';
  }
}

/** A queue that takes from the front without moving what is behind. */
class Lane {
  #jobs: Job[] = [];
  #first = 0;

  get size(): number {
    return this.#jobs.length - this.#first;
  }

  get first(): Job | undefined {
    return this.#jobs[this.#first];
  }

  push(job: Job): void {
    this.#jobs.push(job);
  }

  shift(): Job | undefined {
    const job = this.#jobs[this.#first];
    if (job === undefined) return undefined;
    this.#first += 1;
    if (this.#first > 1_024 && this.#first * 2 > this.#jobs.length) {
      this.#jobs = this.#jobs.slice(this.#first);
      this.#first = 0;
    }
    return job;
  }

  unshift(jobs: readonly Job[]): void {
    if (jobs.length === 0) return;
    this.#jobs = [...jobs, ...this.#jobs.slice(this.#first)];
    this.#first = 0;
  }

  *[Symbol.iterator](): IterableIterator<Job> {
    for (let i = this.#first; i < this.#jobs.length; i += 1) {
      const job = this.#jobs[i];
      if (job !== undefined) yield job;
    }
  }
}
