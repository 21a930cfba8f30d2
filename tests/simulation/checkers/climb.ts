import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import { POLICIES, SHIFTS } from '../climb-house.ts';
import { dataOf, text, type AlarmEntry, type Ledger } from '../ledger.ts';
import type { Broken } from './promise.ts';

/** What each place lies in, and the reporting lines, as whoever wrote the policies would say them. */
const ABOVE: Readonly<Record<string, readonly string[]>> = {
  room1: ['room1', 'ground', 'house', 'site'],
  room4: ['room4', 'ground', 'house', 'site'],
  reception: ['reception', 'ground', 'house', 'site'],
  garden: ['garden', 'house', 'site'],
};
const LINE = ['ruth', 'sam'];
const CONTACTS = ['ruth', 'sam'];
const RESPONDERS = ['tom'];
/** Sydney, before the first Sunday of April. */
const SUMMER_MS = 11 * 3_600_000;

type Step = (typeof POLICIES)[number]['steps'][number];
interface Text {
  readonly id: string | undefined;
  readonly steps: readonly Step[];
  readonly repeatMs: number;
}

/** What the house does without a policy of its own: one list, half a minute after the press, then each minute. */
const BUILT_IN: Text = { id: undefined, steps: [{ afterMs: 30_000, targets: [{ to: 'contacts' }], again: true }], repeatMs: 60_000 };

/** What is known of the messages of a climb (checkers/reports.ts). */
interface Reports {
  /** Nothing of what the last step sent has reached anybody, so the next one does not wait. */
  isLost(alarm: string): boolean;
  /** By the newest message about this alarm to this person. */
  reachesNobody(alarm: string, person: string): boolean;
  /** The same, and no try of it will. */
  isRefused(alarm: string, person: string): boolean;
}

/**
 * Each step of each alarm happened when it was due, and told exactly whom it should: by the text of the policies and of the rota, read
 * here anew, and by who was away just then, or out of reach.
 */
export class ClimbChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;
  readonly #reports: Reports;
  /** When an alarm last climbed before its time: steps of the same moment follow from that. */
  readonly #early = new Map<string, number>();

  constructor(ledger: Ledger, broken: Broken, reports: Reports) {
    this.#ledger = ledger;
    this.#broken = broken;
    this.#reports = reports;
  }

  /** Whom the steps after the present one would tell now, up to the first one that waits. */
  wouldTell(alarm: string, at: number): ReadonlySet<string> {
    const entry = this.#ledger.alarms.get(alarm);
    if (entry === undefined) return new Set();
    const local = new Date(at + SUMMER_MS).toISOString().slice(11, 16);
    const policy = textFor(entry, local);
    const all = new Set<string>();
    for (let one: AlarmEntry = entry; ; one = { ...one, step: one.step + 1, policy: policy.id }) {
      const { told, found } = this.#expected(one, policy, { at, local, early: true });
      for (const person of told) all.add(person);
      if (found) return all;
    }
  }

  /** Before the ledger takes it. */
  writing(fact: NewFact): void {
    if (fact.kind !== 'EscalationStepped') return;
    const data = dataOf(fact);
    const entry = this.#ledger.alarms.get(text(data['alarm']));
    if (entry === undefined) return;
    const local = new Date(fact.at + SUMMER_MS).toISOString().slice(11, 16);
    const policy = textFor(entry, local);
    const step = entry.step + 1;
    const wrong = (what: string): void => {
      this.#broken(
        'climbs-by-the-policy',
        `${entry.alarm}, step ${String(data['step'])} under ${policy.id ?? 'the built-in way'}: ${what}`,
      );
    };
    if (data['step'] !== step) wrong(`it should be step ${String(step)}`);
    if (data['policy'] !== policy.id) wrong(`it says that it went by ${text(data['policy'])}`);
    if (entry.nextT === undefined || (fact.t < entry.nextT && !this.#reports.isLost(entry.alarm)))
      wrong(`it was due at ${String(entry.nextT)}, and is at ${String(fact.t)}`);
    if (entry.nextT !== undefined && fact.t < entry.nextT) this.#early.set(entry.alarm, fact.t);
    const early = this.#early.get(entry.alarm) === fact.t;
    const { told, found } = this.#expected(entry, policy, { at: fact.at, local, early });
    // as: the schema of EscalationStepped says so.
    const really = [...(data['told'] as string[])].sort();
    if (really.join() !== [...told].sort().join()) wrong(`told [${really.join()}] and not [${[...told].sort().join()}] at ${local}`);
    const wait = found ? (policy.steps[step]?.afterMs ?? policy.repeatMs) : 0;
    if (data['climbT'] !== fact.t + wait)
      wrong(`the next one is due after ${String(Number(data['climbT']) - fact.t)} ms and not ${String(wait)}`);
  }

  #expected(entry: AlarmEntry, policy: Text, now: { at: number; local: string; early: boolean }): { told: Set<string>; found: boolean } {
    const step = entry.step + 1;
    const last = policy.steps.length;
    const here = policy.steps[Math.min(step, last) - 1];
    if (here === undefined) return { told: new Set(), found: false };
    const isOther = entry.step > 0 && entry.policy !== policy.id;
    const free = (one: Step, turn = 1): string[] => this.#free(entry, one, { ...now, turn });
    const own = free(here, Math.max(1, step - last + 1));
    const before = policy.steps.slice(0, Math.min(step, last) - 1).flatMap((one) => free(one));
    const with_ = here.again === true || isOther ? before : [];
    const consoles = here.targets.every(({ to }) => to === 'consoles') && this.#watched(entry);
    // A way that fails may be back in a moment: before a step's time only what was refused counts.
    const reports = this.#reports;
    const reaches = (person: string): boolean =>
      !(now.early ? reports.isRefused(entry.alarm, person) : reports.reachesNobody(entry.alarm, person));
    if (step <= last) {
      const found = own.some(reaches) || consoles;
      return { told: new Set(own.length > 0 || consoles || isOther ? [...with_, ...own] : []), found };
    }
    const all = policy.steps.flatMap((one) => free(one));
    const groups = [[...with_, ...own], all, ...this.#lastResort(entry, policy, now)];
    // On and on, until there is somebody of whom it is not known that nothing reaches them.
    const enough = groups.findIndex((people) => people.some(reaches));
    return { told: new Set((enough < 0 ? groups : groups.slice(0, enough + 1)).flat()), found: true };
  }

  #free(entry: AlarmEntry, step: Step, { at, local, turn }: { at: number; local: string; turn: number }): string[] {
    return step.targets.flatMap((target) => {
      const here = named(target, local).filter((person) => person !== entry.worker && !this.#ledger.isAway(person, at));
      return target.to === 'line' ? here.slice(0, turn) : here;
    });
  }

  /** The contacts, then the administrator; when all of those are away too, those whom the steps name, though they are away. */
  #lastResort(entry: AlarmEntry, policy: Text, { at, local }: { at: number; local: string }): string[][] {
    const others = (people: readonly string[]): string[] =>
      people.filter((person) => person !== entry.worker && !this.#ledger.erased.has(person));
    const here = (people: string[]): string[] => others(people).filter((person) => !this.#ledger.isAway(person, at));
    const meant = policy.steps.flatMap(({ targets }) => targets.flatMap((target) => named(target, local)));
    return [here(CONTACTS), here(['sam']), others(meant), others(CONTACTS), others(['sam'])];
  }

  #watched({ place }: AlarmEntry): boolean {
    const subjects = ['gateway', ...(ABOVE[place ?? ''] ?? []).map((one) => `place:${one}`)];
    return !subjects.some((subject) => this.#ledger.faults.has(`no-watching-console:${subject}`));
  }
}

function textFor({ place, level }: AlarmEntry, local: string): Text {
  const line = ABOVE[place ?? ''] ?? [];
  const [ground, duress] = POLICIES;
  if (ground !== undefined && line.includes('ground') && local >= '08:00' && local < '09:08') return { ...ground, id: 'ground' };
  return duress !== undefined && level === 'duress' ? { ...duress, id: 'duress' } : BUILT_IN;
}

function named(target: Step['targets'][number], local: string): readonly string[] {
  switch (target.to) {
    case 'rota':
      return [...new Set(SHIFTS.filter(({ from, to }) => from <= local && local < to).flatMap(({ people }) => people))];
    case 'line':
      return LINE;
    case 'contacts':
      return CONTACTS;
    case 'role':
      return RESPONDERS;
    case 'person':
      return [target.person];
    case 'consoles':
      return [];
  }
}
