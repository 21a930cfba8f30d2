import type { NewFact, OutboxMessage } from '../../../gateway/src/engine/ports/log.ts';
import { dataOf, text, type Data, type Ledger } from '../ledger.ts';
import type { Delivered } from '../simulated-post.ts';
import type { Broken } from './promise.ts';

/** A step comes when it is due; the engine's clock and ours agree to the millisecond. */
const EARLY_MS = 1;

interface Climb {
  readonly step: number;
  readonly told: readonly string[];
}

/** What one message has come to, by way. */
interface Known {
  readonly alarm: string;
  readonly person: string;
  readonly step: number;
  of: readonly string[];
  readonly results: Map<string, string>;
}

/**
 * What stands on a timeline of a message has happened, and a step none of whose messages gets through does not wait for its time: the next
 * one comes with the very word that says so, when there is somebody who was not told yet; and never early without it.
 */
export class ReportsChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;
  readonly #wouldTell: (alarm: string, at: number) => ReadonlySet<string>;
  readonly #delivered = new Set<string>();
  readonly #recipients = new Map<string, string>();
  readonly #climbs = new Map<string, Climb>();
  readonly #known = new Map<string, Known>();

  constructor(deps: {
    readonly ledger: Ledger;
    readonly broken: Broken;
    /** Whom the next step would tell. */ readonly wouldTell: (alarm: string, at: number) => ReadonlySet<string>;
  }) {
    this.#ledger = deps.ledger;
    this.#broken = deps.broken;
    this.#wouldTell = deps.wouldTell;
  }

  delivered({ key, way }: Delivered): void {
    this.#delivered.add(`${key} ${way}`);
  }

  /** Before the ledger has taken it. */
  writing(fact: NewFact): void {
    if (fact.kind === 'EscalationStepped') this.#step(dataOf(fact), fact.t);
    else if (fact.kind === 'MessageReported') this.#report(dataOf(fact));
  }

  /** A transaction is on disk, and the ledger has it. */
  written(facts: readonly NewFact[], outbox: readonly OutboxMessage[]): void {
    for (const { id, to } of outbox) this.#recipients.set(id, to);
    const last = facts.findLast(({ kind }) => kind === 'MessageReported');
    if (last !== undefined) this.#mustHurry(text(dataOf(last)['alarm']), last);
  }

  #step(data: Data, t: number): void {
    const alarm = text(data['alarm']);
    const nextT = this.#ledger.alarms.get(alarm)?.nextT;
    if (nextT !== undefined && t < nextT - EARLY_MS && this.#ledger.alarms.get(alarm)?.climbs === true) {
      const before = this.#climbs.get(alarm);
      // A step that found nobody is followed by the next in the same transaction, at no time of its own.
      if (before !== undefined && before.told.length > 0 && !this.#isLost(alarm, before))
        this.#broken('always-a-next-step', `${alarm} climbed early, and nothing said that its step was lost`);
    }
    // as: the schema of EscalationStepped says so.
    const told = data['told'] as string[];
    this.#climbs.set(alarm, { step: Number(data['step']), told });
  }

  #report(data: Data): void {
    const [message, way, result, person] = [data['message'], data['way'], data['result'], data['to']].map(text);
    const name = `${message ?? ''} ${way ?? ''}`;
    if (result !== 'failed' && result !== 'refused' && !this.#delivered.has(name))
      this.#broken('messages-get-out', `${name} is said to be ${result ?? ''}, and nobody has it`);
    const to = this.#recipients.get(message ?? '');
    if (to !== undefined && to !== `person:${person ?? ''}`)
      this.#broken('messages-get-out', `${name} went to ${to}, and not to ${person ?? ''}`);
    const known = this.#known.get(message ?? '') ?? {
      ...{ alarm: text(data['alarm']), person: person ?? '', step: Number(data['step']), of: [] },
      results: new Map<string, string>(),
    };
    if (known.results.get(way ?? '') === result) this.#broken('messages-get-out', `${name} is said to be ${result ?? ''} twice`);
    known.of = data['of'] as string[]; // as: the schema of MessageReported says so.
    if (way !== undefined && way !== '') known.results.set(way, result ?? '');
    this.#known.set(message ?? '', known);
  }

  /** Said at the last word of a transaction: what it leaves behind must not wait. */
  #mustHurry(alarm: string, { t, at }: NewFact): void {
    const climb = this.#climbs.get(alarm);
    const entry = this.#ledger.alarms.get(alarm);
    if (climb === undefined || entry?.state !== 'open' || entry.nextT === undefined || entry.nextT <= t || !this.#isLost(alarm, climb))
      return;
    const others = [...this.#wouldTell(alarm, at)].filter((person) => !this.reachesNobody(alarm, person));
    if (others.length > 0)
      this.#broken('always-a-next-step', `nobody of step ${String(climb.step)} of ${alarm} has anything, and [${others.join()}] wait`);
  }

  /** Nothing of what the last step sent has reached anybody. */
  isLost(alarm: string): boolean {
    const climb = this.#climbs.get(alarm);
    return climb !== undefined && this.#isLost(alarm, climb);
  }

  /** The newest message to each of them is of this step, and no way by which it goes out has taken it. */
  #isLost(alarm: string, { step, told }: Climb): boolean {
    return told.length > 0 && told.every((person) => this.reachesNobody(alarm, person, step));
  }

  /** No way has taken the newest message to this person about this alarm (of that step, where one is named). */
  reachesNobody(alarm: string, person: string, step?: number): boolean {
    const theirs = [...this.#known].filter(([, one]) => one.alarm === alarm && one.person === person).sort(([a], [b]) => (a < b ? -1 : 1));
    const newest = theirs.at(-1)?.[1];
    if (newest === undefined || (step !== undefined && newest.step !== step)) return false;
    return newest.of.every((way) => ['failed', 'refused'].includes(newest.results.get(way) ?? ''));
  }

  /** And no try of it will. */
  isRefused(alarm: string, person: string): boolean {
    const theirs = [...this.#known].filter(([, one]) => one.alarm === alarm && one.person === person).sort(([a], [b]) => (a < b ? -1 : 1));
    const newest = theirs.at(-1)?.[1];
    return newest?.of.every((way) => newest.results.get(way) === 'refused') === true;
  }
}
