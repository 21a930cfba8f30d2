import type { Cancel, Clock } from '../shared/clock.ts';
import type { Answer, Taken, Trouble } from './gateway.ts';
import { PRESSES_MAX, type Memory } from './memory.ts';
import { pressBody, type Press, type PressBody } from './press.ts';

/** Between the starts of two tries of one press: doubling from here … */
const FIRST_GAP_MS = 500;
/** … up to here. More than 5 s of nothing feels like nobody is trying. */
export const LONGEST_GAP_MS = 4_500;
/** Tries of one press under way at once; on a network this slow more of them would only hinder each other. */
const UNDER_WAY_MAX = 4;

/** A press that the gateway does not have yet. */
export interface Unsent {
  readonly press: Press;
  readonly tries: number;
  /** Of the newest try that came to an end. */
  readonly trouble?: Trouble | undefined;
}

interface Row {
  press: Press;
  tries: number;
  underWay: number;
  trouble: Trouble | undefined;
  stop: Cancel | undefined;
}

export interface SenderParts {
  readonly clock: Clock;
  readonly memory: Memory;
  readonly post: (body: PressBody) => Promise<Answer<Taken>>;
  /** The gateway has committed the press. */
  readonly accepted: (press: Press, taken: Taken) => void;
  /** Tries or troubles changed: paint again. */
  readonly changed: () => void;
}

/**
 * Sends presses until the gateway has them. Each is stored before it is first sent, keeps its name through all tries and
 * reloads, and is tried again at least every LONGEST_GAP_MS while the page lives. A refusal is tried again too: set-up
 * may be put right while the worker waits.
 */
export class Sender {
  readonly #parts: SenderParts;
  #rows: Row[] = [];

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Oldest first. */
  unsent(): readonly Unsent[] {
    return this.#rows.map(({ press, tries, trouble }) => ({ press, tries, trouble }));
  }

  /** Takes a press and starts the first try at once. When PRESSES_MAX wait already, the alarm is being sent 32 times over. */
  send(press: Press): void {
    if (this.#rows.some((row) => row.press.boot === press.boot && row.press.seq === press.seq)) return;
    if (this.#rows.length >= PRESSES_MAX) return;
    const row: Row = { press, tries: 0, underWay: 0, trouble: undefined, stop: undefined };
    this.#rows.push(row);
    this.#store();
    this.#attempt(row);
  }

  /** The network is back, or the worker signed in: try all of them now. */
  hurry(): void {
    for (const row of this.#rows) this.#attempt(row);
  }

  /** The feedback lists the press as committed, though no answer came through. */
  settle(isHeld: (press: Press) => boolean): void {
    for (const row of this.#rows.filter((candidate) => isHeld(candidate.press))) this.#done(row, { outcome: 'accepted' });
  }

  stop(): void {
    for (const row of this.#rows) row.stop?.();
  }

  #attempt(row: Row): void {
    row.stop?.();
    row.stop = this.#parts.clock.after(gapAfter(row.tries), () => {
      this.#attempt(row);
    });
    if (row.underWay >= UNDER_WAY_MAX || this.#mustWait(row)) return;
    row.tries += 1;
    row.underWay += 1;
    const now = { wall: this.#parts.clock.wall(), mono: this.#parts.clock.mono() };
    this.#parts
      .post(pressBody(row.press, now))
      .then((answer) => {
        row.underWay -= 1;
        if (answer.ok) this.#done(row, answer.value);
        else this.#failed(row, answer.trouble);
      })
      .catch((error: unknown) => {
        reportError(error);
      });
    this.#parts.changed();
  }

  /** A cancel that overtook its alarm would find nothing to cancel, and the alarm would stand. */
  #mustWait(row: Row): boolean {
    return row.press.kind === 'cancel' && this.#rows[0] !== row;
  }

  #failed(row: Row, trouble: Trouble): void {
    if (!this.#rows.includes(row)) return;
    row.trouble = trouble;
    this.#parts.changed();
  }

  #done(row: Row, taken: Taken): void {
    if (!this.#rows.includes(row)) return;
    row.stop?.();
    this.#rows = this.#rows.filter((other) => other !== row);
    this.#store();
    this.#parts.accepted(row.press, taken);
    const next = this.#rows[0];
    if (next?.press.kind === 'cancel' && next.tries === 0) this.#attempt(next);
  }

  #store(): void {
    this.#parts.memory.savePresses(this.#rows.map((row) => row.press));
  }
}

function gapAfter(tries: number): number {
  return Math.min(FIRST_GAP_MS * 2 ** tries, LONGEST_GAP_MS);
}
