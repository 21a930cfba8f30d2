import type { Clock } from '../../base/clock.ts';
import { FaultError } from '../../base/errors.ts';
import { SECOND_MS } from '../../base/durations.ts';
import type { EventLog } from '../../base/log.ts';
import type { FaultSubject } from '../../contract/faults.ts';
import { faultKey } from '../../domain/fault.ts';
import type { Core } from '../../engine/ports/core.ts';
import type { Counters, FaultSink } from '../../engine/ports/devices.ts';
import type { Handed, Letter, Way } from './way.ts';

/** A letter that is not handed over by then is taken back and tried again: somebody waits, and other ways may work. */
export const LETTER_LIMIT_MS = 15 * SECOND_MS;
/** Letters that wait for a free place; beyond it they are refused at once and come back from the outbox, where they stay. */
const WAITING_MAX = 1_000;

export interface LaneDeps {
  readonly way: Way;
  readonly atOnce: number;
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
  readonly faults: FaultSink;
}

interface Waiting {
  readonly letter: Letter;
  readonly start: () => void;
  readonly refuse: (error: FaultError) => void;
}

/**
 * One way with its own places, so that a way that hangs delays no other. Urgent letters go first. While the way fails, no
 * letter waits for it: what finds no free place is refused at once and tried again later.
 */
export class Lane {
  readonly way: Way;
  readonly #deps: LaneDeps;
  readonly #running = new Set<AbortController>();
  /** Places that are taken; a letter's place is passed on to the next one that waits. */
  #taken = 0;
  #waiting: Waiting[] = [];
  #failing = false;
  #stopped = false;

  constructor(deps: LaneDeps) {
    this.#deps = deps;
    this.way = deps.way;
  }

  /** @throws FaultError `channel-failed`, `stopping` */
  async send(letter: Letter): Promise<Handed> {
    await this.#place(letter);
    const { clock } = this.#deps;
    const control = new AbortController();
    this.#running.add(control);
    const cancel = clock.after(LETTER_LIMIT_MS, () => {
      control.abort();
    });
    try {
      const handed = await this.way.send(letter, control.signal);
      this.#works();
      return handed;
    } catch (error) {
      throw this.#failed(error, control.signal.aborted);
    } finally {
      cancel();
      this.#running.delete(control);
      this.#next();
    }
  }

  /** Takes back what is on its way; it stays in the outbox for the next start. */
  stop(): void {
    this.#stopped = true;
    this.#refuseWaiting(new FaultError('stopping', this.way.name, { retryable: true }));
    for (const control of this.#running) control.abort();
    this.way.close();
  }

  #place(letter: Letter): Promise<void> {
    const { atOnce } = this.#deps;
    if (this.#stopped) return Promise.reject(new FaultError('stopping', this.way.name, { retryable: true }));
    if (this.#taken < atOnce) {
      this.#taken += 1;
      return Promise.resolve();
    }
    if (this.#failing || this.#waiting.length >= WAITING_MAX) {
      return Promise.reject(new FaultError('channel-failed', `${this.way.name} is busy`, { retryable: true }));
    }
    return new Promise((start, refuse) => {
      this.#waiting.push({ letter, start, refuse });
    });
  }

  #next(): void {
    const urgent = this.#waiting.findIndex(({ letter }) => letter.notice.urgency === 'now');
    const [next] = this.#waiting.splice(Math.max(urgent, 0), 1);
    if (next === undefined) this.#taken -= 1;
    else next.start();
  }

  #works(): void {
    const { core, faults } = this.#deps;
    if (this.#failing || core.committed.faults.has(faultKey('channel-failed', this.#subject)))
      faults.close('channel-failed', this.#subject);
    this.#failing = false;
  }

  #failed(error: unknown, aborted: boolean): FaultError {
    if (this.#stopped) return new FaultError('stopping', this.way.name, { retryable: true, cause: error });
    const { core, counters, events, faults } = this.#deps;
    const why = aborted ? `${this.way.name} took longer than ${String(LETTER_LIMIT_MS / SECOND_MS)} s` : causeOf(error);
    counters.count(`notify-${this.way.name}-failed`);
    events.warn('channel-failed', { channel: this.way.name, why });
    const noted = core.health.state !== 'ok' || core.committed.faults.has(faultKey('channel-failed', this.#subject));
    if (!this.#failing || !noted)
      faults.open('channel-failed', this.#subject, { label: this.way.label, detail: `Messages to people do not get out (${why}).` });
    this.#failing = true;
    const fault = new FaultError('channel-failed', why, { retryable: true, cause: error });
    this.#refuseWaiting(fault);
    return fault;
  }

  #refuseWaiting(error: FaultError): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { refuse } of waiting) refuse(error);
  }

  get #subject(): FaultSubject<'channel-failed'> {
    return `channel:${this.way.name}`;
  }
}

/** Our own words only: what a server answers may hold somebody's address. */
function causeOf(error: unknown): string {
  if (error instanceof FaultError) return error.detail;
  return error instanceof Error ? error.name : 'failed';
}
