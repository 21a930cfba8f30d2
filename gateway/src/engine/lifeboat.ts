import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/log.ts';
import type { AlarmId, PersonId } from '../base/ids.ts';
import { drillSubjectOf, silentSubjectOf, type Alarm } from '../domain/alarm.ts';
import type { Have, Input, Moment, Reply, Signal } from '../domain/input.ts';
import type { Policy } from '../domain/policy.ts';
import { forcedAlarmOf, isForced, subjectOf } from '../domain/rules/press.ts';
import type { StateView } from '../domain/state.ts';
import { Foreseen } from './foreseen.ts';
import { isPress, type Job } from './input-queue.ts';
import { PendingNews } from './pending-news.ts';
import type { LogHealth, PendingSignal } from './ports/core.ts';

/** A commit that takes longer than this is a stuck disk as far as the person who pressed is concerned (design.md, promise 2). */
export const SLOW_COMMIT_MS = 500;

type Signalled = Extract<Input, { readonly type: 'signal' }>;

/** Presses of one worker or device that wait. */
interface Waiting {
  readonly press: string;
  readonly signals: Signal[];
  /** The input that came last. What is said now is said of all of them: it is entered with this one, after what the others do. */
  last: { readonly input: string; readonly no: number };
  have?: Have | undefined;
}

/** *I have it*, with the first signal of the press of which it was said: should the input with which it is entered come to nothing. */
interface Said {
  readonly have: Have & Moment;
  readonly first: Signal;
}

interface LifeboatDeps {
  readonly clock: Clock;
  readonly now: () => Moment;
  readonly policy: Policy;
  readonly events: EventLog;
  readonly state: StateView;
  /** Everything that is on no disk: the batch in flight, and the queue. */
  readonly waiting: () => Iterable<Job>;
  readonly onChange: (health: LogHealth) => void;
  /** Somebody takes an alarm that was recorded before: it comes to wait behind all that was done to it. */
  readonly take: (taking: { readonly actor: PersonId; readonly alarm: AlarmId; readonly said: Moment }) => void;
}

/**
 * What holds while the log can't take anything: presses are shown from memory, marked; *I have it*, and whatever people do to
 * alarms that were recorded before, is shared in memory, marked; nothing is acknowledged. It is left when a commit has gone through.
 */
export class Lifeboat {
  readonly news: PendingNews;
  readonly #deps: LifeboatDeps;
  #health: LogHealth = { state: 'ok' };
  /** By the id of the input that was the last of its press when it was said. */
  readonly #haves = new Map<string, Said>();
  /** Undefined: to be made anew from what waits. */
  #foreseen: Foreseen | undefined;
  /** It has been left, and something that people were shown may still wait for a commit that is slow again. */
  #leftSome = false;

  constructor(deps: LifeboatDeps) {
    this.#deps = deps;
    this.news = new PendingNews(deps.clock);
  }

  get health(): LogHealth {
    return this.#health;
  }

  get isOpen(): boolean {
    return this.#health.state === 'lifeboat';
  }

  /** What waits has just changed, or has just come to wait. */
  enter(why: string): void {
    this.#foreseen = undefined;
    if (!this.isOpen) {
      this.#health = { state: 'lifeboat', since: this.#deps.clock.wall(), why };
      this.#deps.events.error('lifeboat-entered', { why });
      for (const job of this.#deps.waiting()) keepTime(job);
      this.#deps.onChange(this.#health);
    }
    this.news.tell();
  }

  /** What waited is shown by whoever listens to `news` until they are told. */
  leave(): void {
    this.#foreseen = undefined;
    if (!this.isOpen) return;
    this.#health = { state: 'ok' };
    this.#leftSome = true;
    this.#deps.events.info('lifeboat-left');
    this.#deps.onChange(this.#health);
  }

  /** What a person can't do any more because of what others did meanwhile: answered now, and not entered later. */
  refusal(job: Job): Reply | undefined {
    return job.input.type === 'act' && this.#shows() ? this.#foresight().refusal(job) : undefined;
  }

  /** It has come to wait. */
  takeIn(job: Job): void {
    if (!this.isOpen) return;
    keepTime(job);
    // Not made yet: it will be made from all that waits, this one with it.
    this.#foreseen?.take(job);
    if (job.input.type === 'act') this.news.tell();
    else if (job.input.type === 'signal') this.news.tellSoon();
  }

  /**
   * The presses among the jobs that wait, one entry for each worker or device. What came while the lifeboat was open has been shown to
   * people, and goes on being shown until it is through.
   */
  pending(): PendingSignal[] {
    const foreseen = this.foreseen();
    return [...this.#presses()].map(([subject, { press, signals, have }]) => {
      // Of an alarm that was recorded before: somebody else may have it meanwhile, or an all clear and a later press have made it free.
      const will = joinedIn(foreseen, subject);
      return { press, signals, taken: will === undefined ? have : takerOf(will) };
    });
  }

  /** Recorded alarms to which somebody did something that is not recorded, as they will be. */
  foreseen(): readonly Alarm[] {
    return this.#shows() ? this.#foresight().alarms : [];
  }

  /** One winner: whoever says it first. False also when that press does not wait, or all can see why this person can't have it. */
  have(press: string, person: PersonId): boolean {
    const [subject, waiting] = [...this.#presses()].find(([, one]) => one.press === press) ?? [];
    const [first] = waiting?.signals ?? [];
    if (subject === undefined || waiting === undefined || first === undefined || this.#isTaken(press)) return false;
    const said = this.#deps.now();
    const will = joinedIn(this.foreseen(), subject);
    // What was done to that alarm after the press came left it with nobody: entered with the press, this would be undone by that.
    if (will?.state === 'open') this.#deps.take({ actor: person, alarm: will.alarm, said });
    else this.#haves.set(waiting.last.input, { have: { person, ...said }, first });
    this.#foreseen = undefined;
    this.news.tell();
    return this.#isTaken(press);
  }

  /** The engine time has only now found its place behind what the log holds: what came before that is moved there, too. */
  moveTimes(byMs: number): void {
    for (const job of this.#deps.waiting()) {
      if (job.came !== undefined) job.came = { ...job.came, t: job.came.t + byMs };
      if (job.unrecorded === true) keepTime(job);
    }
    for (const [press, { have, first }] of this.#haves) this.#haves.set(press, { have: { ...have, t: have.t + byMs }, first });
    this.#foreseen = undefined;
  }

  /**
   * These jobs are through. What was said on those that still wait stays, also when the lifeboat is left and entered again around them.
   * Returns *I have it* on presses that became alarms without it, or that came to nothing themselves: copies of presses, which carry it.
   */
  through(jobs: readonly { readonly job: Job; readonly reply: Reply }[]): { readonly signal: Signal; readonly have: Have }[] {
    this.#foreseen = undefined;
    if (this.#haves.size === 0) return [];
    return jobs.flatMap(({ job: { input, failure }, reply }) => {
      const said = this.#haves.get(input.id);
      this.#haves.delete(input.id);
      if (said === undefined || input.type !== 'signal') return [];
      const { have, first } = said;
      // It could not be decided as what it is: the press had others before it.
      if (reply.outcome === 'refused' || failure !== undefined) return first === input.signal ? [] : [{ signal: first, have }];
      // A cancel's answer names no alarm, and may have raised one; a copy of what raised none changes nothing.
      return input.have === undefined ? [{ signal: input.signal, have }] : [];
    });
  }

  /** *I have it* that was said while a press waited goes into the log with that press. */
  haveTheirSay(waiting: Iterable<Job>): void {
    if (this.#haves.size === 0) return;
    for (const job of waiting) {
      const said = this.#haves.get(job.input.id);
      if (job.input.type === 'signal' && said !== undefined) job.input = { ...job.input, have: said.have };
    }
  }

  #isTaken(press: string): boolean {
    return this.pending().find((one) => one.press === press)?.taken !== undefined;
  }

  /** By subject. */
  #presses(): ReadonlyMap<string, Waiting> {
    if (!this.#shows()) return new Map();
    const bySubject = new Map<string, Waiting>();
    for (const { input, no = 0, unrecorded } of this.#deps.waiting()) {
      if (input.type !== 'signal' || unrecorded !== true || !this.#isShown(input)) continue;
      const subject = this.#subjectOf(input, bySubject);
      const entry: Waiting = bySubject.get(subject) ?? { press: input.id, signals: [], last: { input: input.id, no } };
      // Said while its press was being written, it follows with a copy of that press, and may wait for the disk again.
      entry.have ??= this.#haves.get(input.id)?.have ?? input.have;
      const copy = entry.signals.some(
        (other) => other.device === input.signal.device && other.boot === input.signal.boot && other.seq === input.signal.seq,
      );
      if (!copy) entry.signals.push(input.signal);
      if (!copy && no > entry.last.no) entry.last = { input: input.id, no };
      bySubject.set(subject, entry);
    }
    return bySubject;
  }

  /** As the rules will have it: what the duress PIN alone raises is apart from a press that comes after it. */
  #subjectOf({ signal }: Signalled, before: ReadonlyMap<string, unknown>): string {
    const device = this.#deps.state.devices.get(signal.device);
    const subject = device === undefined ? `device:${signal.device}` : subjectOf(device);
    return signal.kind === 'cancel' && !before.has(subject) ? silentSubjectOf(subject) : subject;
  }

  /** A press, or the duress PIN where nothing is open that it could raise: then it is a press, too. */
  #isShown(input: Signalled): boolean {
    const { state } = this.#deps;
    const { signal } = input;
    if (isPress(input)) return true;
    const device = state.devices.get(signal.device);
    if (device === undefined || !isForced(state, signal)) return false;
    const open = forcedAlarmOf({ state }, device);
    return open === undefined || this.foreseen().some(({ alarm, state: will }) => alarm === open.alarm && will === 'closed');
  }

  /** It is open, or was left while some of what people were shown in it still waits. */
  #shows(): boolean {
    if (this.isOpen) return true;
    if (this.#leftSome) this.#leftSome = [...this.#deps.waiting()].some(({ unrecorded }) => unrecorded === true);
    return this.#leftSome;
  }

  #foresight(): Foreseen {
    const haveOf = (input: string): Have | undefined => this.#haves.get(input)?.have;
    this.#foreseen ??= new Foreseen({ ...this.#deps, haveOf }, this.#deps.waiting());
    return this.#foreseen;
  }
}

/** Which of these a press joins that waits: the worker's real alarm, or the drill that it makes real. */
function joinedIn(foreseen: readonly Alarm[], subject: string): Alarm | undefined {
  const subjects = [subject, drillSubjectOf(subject)];
  return foreseen.find((alarm) => subjects.includes(alarm.subject) && alarm.state !== 'closed');
}

/** After an all clear, too, as long as nobody has pressed again. */
function takerOf(alarm: Alarm): { readonly person: PersonId; readonly at: number } | undefined {
  const taken = 'taken' in alarm ? alarm.taken : undefined;
  return taken === undefined ? undefined : { person: taken.person, at: taken.at };
}

/** It enters the log with the time at which it came or was said, and in its order among the presses. */
function keepTime(job: Job): void {
  job.unrecorded = true;
  const { input, came } = job;
  if (came === undefined) return;
  if (input.type === 'act') job.input = { ...input, said: came };
  else if (input.type === 'signal') job.input = { ...input, came };
}
