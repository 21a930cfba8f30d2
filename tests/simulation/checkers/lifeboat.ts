import type { DeviceId } from '../../../gateway/src/base/ids.ts';
import type { Core } from '../../../gateway/src/engine/ports/core.ts';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import { dataOf, nameOf, type Ledger } from '../ledger.ts';
import type { Broken } from './promise.ts';

/** *I have it* is shared as soon as it has come. */
const SHARED_WITHIN_MS = 200;
/** Longer than the slowest commit: it may wait for one, and is then shown as not recorded. */
const ENTERED_WITHIN_MS = 9_000;

/** *I have it*, as it was shared; `freed`: somebody has said all clear or ended something since, and a press after that is anybody's. */
interface Shared {
  readonly person: string;
  missingSince: number | undefined;
  freed: boolean;
}

/** What people and devices gave to a gateway whose log was away; a process that lives through it loses nothing of it. */
export class LifeboatChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;
  /** Signals that were shown as not recorded. */
  readonly #shown = new Set<string>();
  /** Of those, what was neither shown nor recorded at the last look. */
  readonly #hidden = new Set<string>();
  /** *I have it* on the press with this signal's name, as it was shared. */
  readonly #haves = new Map<string, Shared>();
  /** *I have it* as it was said, by press; not shared yet. */
  readonly #said = new Map<string, { readonly person: string; readonly at: number }>();
  readonly #alarmOf = new Map<string, string>();
  #asked = new Set<string>();
  /** The alarms of which that was said. */
  readonly #ended = new Set<string>();
  /** Somebody has said all clear, or ended something, and the log may not know it yet. */
  #hasEnded = false;

  constructor(ledger: Ledger, broken: Broken) {
    this.#ledger = ledger;
    this.#broken = broken;
  }

  written(alarm: string, fact: NewFact): void {
    const data = dataOf(fact);
    if (fact.kind === 'SignalReceived' && alarm !== '') this.#alarmOf.set(nameOf(data['device'], data['boot'], data['seq']), alarm);
    // Whoever said it has it now, or somebody else has the alarm, so that there is nothing to have.
    const isOpen = this.#ledger.alarms.get(alarm)?.state === 'open';
    for (const [name, { person }] of this.#haves)
      if (this.#alarmOf.get(name) === alarm && (!isOpen || (fact.kind === 'AlarmTaken' && person === data['by']))) this.#haves.delete(name);
    // They have the alarm, and a press that still waits came after that: it is loud again.
    if (fact.kind === 'AlarmTaken') for (const have of this.#haves.values()) have.freed ||= have.person === data['by'];
  }

  /** A process that dies forgets what was in its memory alone. */
  forget(): void {
    this.#shown.clear();
    this.#hidden.clear();
    this.#haves.clear();
    this.#said.clear();
    this.#asked = new Set();
  }

  /** Somebody has asked something of the gateway. */
  asked(what: string): void {
    this.#asked.add(what);
    // Theirs to give back, and gone then. Where that is refused, they are seen to have it at the next look.
    const giver = /^([^:]+): release a-/.exec(what)?.[1];
    for (const [name, { person }] of this.#haves) if (person === giver) this.#haves.delete(name);
    if (!/: (all-clear|close) /.test(what)) return;
    this.#hasEnded = true;
    this.#ended.add(/ (a-\S+)/.exec(what)?.[1] ?? '');
    for (const have of this.#haves.values()) have.freed = true;
  }

  answered(what: string): void {
    this.#asked.delete(what);
  }

  /** Something must be looked at again soon. */
  get isUneasy(): boolean {
    return this.#hidden.size > 0;
  }

  /** It has come to the gateway, which has not refused it so far. */
  said(person: string, press: string, at: number): void {
    this.#said.set(press, { person, at });
  }

  refused(person: string): void {
    for (const [press, said] of this.#said) if (said.person === person) this.#said.delete(press);
  }

  look(core: Core, now: number): void {
    const waiting = new Set<string>();
    for (const { press, signals, taken } of core.pending()) {
      for (const { device, boot, seq } of signals) waiting.add(nameOf(device, boot, seq));
      const [first] = signals;
      if (first === undefined) continue;
      this.#shared(nameOf(first.device, first.boot, first.seq), { press, taken, ...this.#known(core, first.device), now });
    }
    for (const name of waiting) this.#shown.add(name);
    if (core.health.state !== 'ok') return;
    this.#hasEnded = waiting.size > 0 && this.#hasEnded;
    if (!this.#hasEnded) this.#ended.clear();
    this.#said.clear();
    for (const name of this.#shown) this.#see(name, waiting);
    for (const name of this.#haves.keys()) if (!waiting.has(name)) this.#miss(name, now);
  }

  /** What one said, all see; and see it as long as the press waits. */
  #shared(
    name: string,
    one: {
      readonly press: string;
      readonly taken: { readonly person: string } | undefined;
      readonly isEnded: boolean;
      readonly havers: readonly string[];
      readonly now: number;
    },
  ): void {
    const { press, taken, isEnded, havers, now } = one;
    const said = this.#said.get(press);
    const had = this.#haves.get(name);
    // A copy of what is recorded, and somebody has that alarm.
    if (this.#isTaken(name)) {
      this.#haves.delete(name);
      return;
    }
    if (taken !== undefined) {
      // Had already, as recorded: a press after that is loud again, and shown so.
      const freed = this.#hasEnded || (said?.person !== taken.person && havers.includes(taken.person));
      this.#said.delete(press);
      this.#haves.set(name, { person: taken.person, missingSince: undefined, freed });
    } else if (had?.freed === false) this.#broken('lifeboat-loses-nothing', `${had.person} has ${name}, and it is shown without them`);
    // With an all clear of that alarm besides, a press may have come that is anybody's.
    else if (said !== undefined && !isEnded && now - said.at > SHARED_WITHIN_MS)
      this.#broken('lifeboat-loses-nothing', `${said.person} said that they have ${name}, and nobody sees it`);
  }

  /** It is entered with the press or, said while that was being written, right after; unless somebody else had the alarm by then. */
  #miss(name: string, now: number): void {
    const have = this.#haves.get(name);
    if (have === undefined) return;
    have.missingSince ??= now;
    if (!this.#alarmOf.has(name) || this.#isTaken(name)) this.#haves.delete(name);
    else if (now - have.missingSince > ENTERED_WITHIN_MS)
      this.#broken('lifeboat-loses-nothing', `${have.person} has ${name}, and the log does not know it`);
  }

  /** Of the recorded alarms of whoever carries that device: was one ended, and who has one. */
  #known(core: Core, id: DeviceId): { readonly isEnded: boolean; readonly havers: readonly string[] } {
    const worker = core.committed.devices.get(id)?.worker;
    const alarms = [...core.committed.alarms.values()].filter((alarm) => alarm.worker === worker).map(({ alarm }) => alarm);
    return {
      isEnded: alarms.some((alarm) => this.#ended.has(alarm)),
      havers: alarms.flatMap((alarm) => this.#ledger.alarms.get(alarm)?.takenBy ?? []),
    };
  }

  #isTaken(name: string): boolean {
    const state = this.#ledger.alarms.get(this.#alarmOf.get(name) ?? '')?.state;
    return state !== undefined && state !== 'open';
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
