import type { PersonId } from '../base/ids.ts';
import type { Reply, Signal } from '../domain/input.ts';
import { subjectOf } from '../domain/rules/press.ts';
import type { StateView } from '../domain/state.ts';
import type { Job } from './input-queue.ts';
import type { LogHealth, PendingSignal } from './ports/core.ts';

/** A commit that takes longer than this is a stuck disk as far as the person who pressed is concerned (design.md, promise 2). */
export const SLOW_COMMIT_MS = 500;

type Have = { readonly person: PersonId; readonly at: number };

/**
 * What holds while the log can't take a press: presses are shown from memory, marked; *I have it* is shared in memory,
 * marked; nothing is acknowledged. It is left when a commit has gone through.
 */
export class Lifeboat {
  #health: LogHealth = { state: 'ok' };
  /** By the id of the input that is shown as the press. */
  readonly #haves = new Map<string, Have>();
  readonly #onChange: (health: LogHealth) => void;

  constructor(onChange: (health: LogHealth) => void) {
    this.#onChange = onChange;
  }

  get health(): LogHealth {
    return this.#health;
  }

  get isOpen(): boolean {
    return this.#health.state === 'lifeboat';
  }

  enter(since: number, why: string): void {
    if (this.#health.state === 'lifeboat') return;
    this.#health = { state: 'lifeboat', since, why };
    this.#onChange(this.#health);
  }

  leave(): void {
    if (this.#health.state === 'ok') return;
    this.#health = { state: 'ok' };
    this.#onChange(this.#health);
  }

  /** The presses among the jobs that wait, one entry for each worker or device. */
  pending(state: StateView, jobs: Iterable<Job>): PendingSignal[] {
    if (!this.isOpen) return [];
    const bySubject = new Map<string, { press: string; signals: PendingSignal['signals'][number][] }>();
    for (const { input } of jobs) {
      if (input.type !== 'signal' || !isPress(input.signal.kind)) continue;
      const device = state.devices.get(input.signal.device);
      const subject = device === undefined ? `device:${input.signal.device}` : subjectOf(device);
      const entry = bySubject.get(subject) ?? { press: input.id, signals: [] };
      const copy = entry.signals.some(
        (other) => other.device === input.signal.device && other.boot === input.signal.boot && other.seq === input.signal.seq,
      );
      if (!copy) entry.signals.push(input.signal);
      bySubject.set(subject, entry);
    }
    return [...bySubject.values()].map((entry) => ({ ...entry, taken: this.#haves.get(entry.press) }));
  }

  /** One winner: whoever says it first. */
  have(press: string, have: Have): boolean {
    if (this.#haves.has(press)) return false;
    this.#haves.set(press, have);
    return true;
  }

  /**
   * These jobs are through. What was said on those that still wait stays, also when the lifeboat is left and entered again around them.
   * Returns *I have it* on presses that became alarms without it: copies of those presses, which carry it.
   */
  through(jobs: readonly { readonly job: Job; readonly reply: Reply }[]): { readonly signal: Signal; readonly have: Have }[] {
    if (this.#haves.size === 0) return [];
    return jobs.flatMap(({ job: { input }, reply }) => {
      const have = this.#haves.get(input.id);
      this.#haves.delete(input.id);
      if (have === undefined || input.type !== 'signal' || input.have !== undefined) return [];
      return reply.outcome === 'refused' || reply.alarm === undefined ? [] : [{ signal: input.signal, have }];
    });
  }

  /** *I have it* that was said while a press waited goes into the log with that press. */
  haveTheirSay(waiting: Iterable<Job>): void {
    if (this.#haves.size === 0) return;
    for (const job of waiting) {
      const have = this.#haves.get(job.input.id);
      if (job.input.type === 'signal' && have !== undefined) job.input = { ...job.input, have };
    }
  }
}

function isPress(kind: PendingSignal['signals'][number]['kind']): boolean {
  return kind === 'duress' || kind === 'assist' || kind === 'man-down';
}
