import type { Core } from '../../../gateway/src/engine/ports/core.ts';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import { dataOf, nameOf, text, type Ledger } from '../ledger.ts';
import type { Broken } from './promise.ts';

/** What people and devices gave to a gateway whose log was away; a process that lives through it loses nothing of it. */
export class LifeboatChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;
  /** Signals that were shown as not recorded. */
  readonly #shown = new Set<string>();
  /** Of those, what was neither shown nor recorded at the last look. */
  readonly #hidden = new Set<string>();
  /** *I have it* on the press with this signal's name. */
  readonly #haves = new Map<string, string>();
  readonly #alarmOf = new Map<string, string>();
  readonly #taken = new Map<string, Set<string>>();
  #asked = new Set<string>();

  constructor(ledger: Ledger, broken: Broken) {
    this.#ledger = ledger;
    this.#broken = broken;
  }

  written(alarm: string, fact: NewFact): void {
    const data = dataOf(fact);
    if (fact.kind === 'SignalReceived' && alarm !== '') this.#alarmOf.set(nameOf(data['device'], data['boot'], data['seq']), alarm);
    if (fact.kind === 'AlarmTaken') this.#taken.set(alarm, (this.#taken.get(alarm) ?? new Set()).add(text(data['by'])));
  }

  /** A process that dies forgets what was in its memory alone. */
  forget(): void {
    this.#shown.clear();
    this.#hidden.clear();
    this.#haves.clear();
    this.#asked = new Set();
  }

  /** Somebody has asked something of the gateway. */
  asked(what: string): void {
    this.#asked.add(what);
  }

  answered(what: string): void {
    this.#asked.delete(what);
  }

  /** Something must be looked at again soon. */
  get isUneasy(): boolean {
    return this.#hidden.size > 0;
  }

  look(core: Core): void {
    const waiting = new Set<string>();
    for (const { signals, taken } of core.pending()) {
      for (const { device, boot, seq } of signals) waiting.add(nameOf(device, boot, seq));
      const first = signals[0];
      if (first !== undefined && taken !== undefined) this.#haves.set(nameOf(first.device, first.boot, first.seq), taken.person);
    }
    for (const name of waiting) this.#shown.add(name);
    if (core.health.state !== 'ok') return;
    for (const name of this.#shown) this.#see(name, waiting);
    for (const [name, person] of this.#haves) {
      const takers = this.#taken.get(this.#alarmOf.get(name) ?? '');
      if (!waiting.has(name) && takers === undefined)
        this.#broken('lifeboat-loses-nothing', `${person} has ${name}, and the log does not know it`);
    }
    this.#haves.clear();
  }

  /** Between two commits of a disk that is well again it may be neither recorded nor shown, for a moment. */
  #see(name: string, waiting: ReadonlySet<string>): void {
    const isThere = this.#ledger.signals.has(name);
    if (isThere) this.#shown.delete(name);
    if (isThere || waiting.has(name)) this.#hidden.delete(name);
    else if (this.#hidden.has(name)) this.#broken('lifeboat-loses-nothing', `${name} was shown, and is neither recorded nor shown now`);
    else this.#hidden.add(name);
  }

  quiet(core: Core): void {
    if (core.pending().length > 0) this.#broken('lifeboat-loses-nothing', 'presses still wait for a log that is well');
    for (const what of this.#asked) this.#broken('lifeboat-loses-nothing', `no answer came to ${what}`);
  }
}
