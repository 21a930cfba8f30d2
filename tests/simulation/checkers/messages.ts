import { SECOND_MS } from '../../../gateway/src/base/durations.ts';
import type { OutboxMessage } from '../../../gateway/src/engine/ports/log.ts';
import type { Core } from '../../../gateway/src/engine/ports/core.ts';
import { nameOf, type Ledger } from '../ledger.ts';
import type { RowOfOutbox, SimulatedDisk } from '../simulated-disk.ts';
import type { Delivered, WayName } from '../simulated-post.ts';
import type { Broken } from './promise.ts';

/** A way that works has taken a message after so long, whatever the other way does: a letter's limit, the longest wait, and some. */
const OUT_AFTER_MS = 50 * SECOND_MS;
/** A press that nobody has and that can't be recorded is brought to people after 5 s; a letter that hangs is taken back after 15, and sent anew after 5. */
const EMERGENCY_AFTER_MS = 28 * SECOND_MS;

/** So often it is looked whether somebody has it: it may have changed as long before. */
const LOOK_EVERY_MS = SECOND_MS;

/** How things have been without a break, in simulated milliseconds. */
export interface Since {
  readonly now: number;
  /** This process has been up, and its disk well. */
  readonly well: number | undefined;
  readonly up: number | undefined;
  readonly ways: ReadonlyMap<WayName, number | undefined>;
}

/** Whoever must be told beyond the screens is: at least once, by whatever works, and of each message one end is written down. */
export class MessagesChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;
  readonly #disk: SimulatedDisk;
  /** Keys of letters that somebody has in hand. */
  readonly #delivered = new Map<string, Set<WayName>>();
  readonly #writtenAt = new Map<string, number>();
  /** Messages without an end. */
  readonly #open = new Set<string>();
  /** By what it is about and to whom. */
  readonly #newest = new Map<string, string>();
  /** When somebody was last told that presses can't be recorded. */
  #emergencyAt = -Infinity;
  /** Since when each press has waited without anybody who has it, by the names of its signals. */
  #waiting = new Map<string, number>();

  constructor(deps: { readonly ledger: Ledger; readonly broken: Broken; readonly disk: SimulatedDisk }) {
    this.#ledger = deps.ledger;
    this.#broken = deps.broken;
    this.#disk = deps.disk;
  }

  written(outbox: readonly OutboxMessage[], now: number): void {
    for (const { id, about, to } of outbox) {
      if (this.#writtenAt.has(id)) this.#broken('messages-get-out', `the key ${id} was used twice`);
      this.#writtenAt.set(id, now);
      this.#open.add(id);
      this.#newest.set(`${about ?? ''} ${to}`, id);
    }
  }

  delivered({ key, way, kind }: Delivered, now: number): void {
    this.#delivered.set(key, (this.#delivered.get(key) ?? new Set()).add(way));
    if (kind === 'not-recorded') this.#emergencyAt = now;
  }

  /** Once a second. */
  look(since: Since, core: Core | undefined): void {
    for (const id of this.#open) {
      const row = this.#disk.outbox.get(id);
      if (row !== undefined) this.#row(id, row, since);
    }
    this.#emergency(since, core);
  }

  quiet(): void {
    for (const [id, { ends }] of this.#disk.outbox)
      if (new Set(ends).size > 1) this.#broken('messages-get-out', `${id} has ended as ${ends.join(' and as ')}`);
  }

  #row(id: string, row: RowOfOutbox, since: Since): void {
    const { ends, message, detail } = row;
    const [end] = ends;
    if (end !== undefined) this.#open.delete(id);
    if (end === 'sent' && !this.#delivered.has(id)) this.#broken('messages-get-out', `${id} counts as sent, and nobody has it`);
    const mustGo = this.#mustGo(message);
    if (end === 'gave-up' && mustGo && !this.#isOutdone(message) && !this.#wasQuiet.has(id))
      this.#broken('messages-get-out', `${id} was given up (${detail}), and its alarm is loud`);
    if (!mustGo) this.#wasQuiet.add(id);
    if (end !== undefined || !mustGo || this.#isOutdone(message)) return;
    const from = Math.max(since.well ?? Infinity, this.#writtenAt.get(id) ?? 0);
    for (const [way, wellSince] of since.ways) {
      if (wellSince !== undefined && since.now - Math.max(from, wellSince) > OUT_AFTER_MS)
        this.#broken('messages-get-out', `${id} is not out after ${String(Math.round(since.now - from))} ms, and ${way} works`);
    }
  }

  /** Messages whose alarm somebody had for a while: they may be given up for that. */
  readonly #wasQuiet = new Set<string>();

  #mustGo({ about, to }: OutboxMessage): boolean {
    if (this.#ledger.erased.has(to.slice('person:'.length))) return false;
    return this.#ledger.alarms.get(about ?? '')?.state === 'open';
  }

  /** A newer one to the same person about the same matter has taken its place. */
  #isOutdone({ id, about, to }: OutboxMessage): boolean {
    return this.#newest.get(`${about ?? ''} ${to}`) !== id;
  }

  #emergency({ now, up, ways }: Since, core: Core | undefined): void {
    const before = this.#waiting;
    this.#waiting = new Map();
    for (const { signals, taken } of core?.pending() ?? []) {
      const [first] = signals;
      if (taken !== undefined || first === undefined) continue;
      const name = nameOf(first.device, first.boot, first.seq);
      this.#waiting.set(name, before.get(name) ?? now);
    }
    for (const [name, waitsSince] of this.#waiting) {
      const from = Math.max(waitsSince, up ?? Infinity);
      const couldTell = [...ways.values()].some(
        (wellSince) => wellSince !== undefined && now - Math.max(from, wellSince) > EMERGENCY_AFTER_MS,
      );
      if (couldTell && this.#emergencyAt < from - LOOK_EVERY_MS)
        this.#broken(
          'stuck-disk-hides-nothing',
          `${name} has waited since ${String(Math.round(from))}, and nobody beyond the screens was told`,
        );
    }
  }
}
