import type { Reply } from '../../../gateway/src/domain/input.ts';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import type { Cue } from '../../../gateway/src/domain/testing/stage.ts';
import { dataOf, text, type Ledger } from '../ledger.ts';
import type { Broken } from './promise.ts';

/** What each thing that a person can ask for is called in the log. */
const DONE_AS: Readonly<Record<string, string>> = {
  take: 'AlarmTaken',
  'take-over': 'AlarmTaken',
  release: 'AlarmReleased',
  coming: 'ResponderComing',
  here: 'ResponderHere',
  progress: 'ProgressNoted',
  found: 'WorkerFound',
  'all-clear': 'AllClearSaid',
  'not-all-clear': 'AllClearRefused',
  close: 'AlarmClosed',
  'confirm-drill': 'DrillConfirmed',
  'make-real': 'DrillBecameReal',
  accept: 'DebriefAccepted',
  'hand-over': 'DebriefReassigned',
  'ask-other': 'DebriefReassigned',
  welfare: 'WelfareChecked',
  account: 'AccountGiven',
  review: 'DebriefReviewed',
  action: 'PreventionPlanned',
  complete: 'DebriefAnswered',
  'follow-up': 'FollowedUp',
};
/** Asked for in one debrief, and done to whichever of the incident has an owner of its own. */
const OF_INCIDENT = ['DebriefReassigned'];
const KINDS = new Set(Object.values(DONE_AS));

/** How often one person has done one thing to one other, and was told so. */
interface Tally {
  written: number;
  accepted: number;
  /** Asked and not answered: it may be done or not. Those that a dead process took along stay here. */
  open: number;
}

/** Whoever is told *done* finds it in the log, and whoever is told *refused* does not. */
export class RepliesChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;
  readonly #tallies = new Map<string, Tally>();

  constructor(ledger: Ledger, broken: Broken) {
    this.#ledger = ledger;
    this.#broken = broken;
  }

  written(fact: NewFact): void {
    // With nothing left to do the answer is the end; whatever else ends it was asked for by another name.
    const kind = fact.kind === 'DebriefCompleted' && fact.secret !== undefined ? 'DebriefAnswered' : fact.kind;
    if (!KINDS.has(kind) || !fact.actor.startsWith('person:')) return;
    const data = dataOf(fact);
    // Whoever holds debriefs together has accepted them by it.
    if (kind === 'DebriefAccepted' && this.#isHolding(text(data['debrief']))) return;
    const key = keyIn(kind, text(data['alarm'] ?? data['debrief']), fact.actor);
    const tally = this.#of(key);
    tally.written += 1;
    this.#look(key, tally);
  }

  asked(cue: Cue): void {
    const key = keyOf(cue);
    if (key !== undefined) this.#of(key).open += 1;
  }

  /** *I have it* on a press: there may be an alarm that it takes, whichever. */
  have(person: string): void {
    this.#haves.set(`person:${person}`, (this.#haves.get(`person:${person}`) ?? 0) + 1);
  }

  readonly #haves = new Map<string, number>();

  /** `undefined`: it was not taken in at all. */
  answered(cue: Cue, reply: Reply | undefined): void {
    if (reply?.outcome === 'accepted') this.#named(cue);
    const key = keyOf(cue);
    if (key === undefined || cue.type === 'save') return;
    const tally = this.#of(key);
    tally.open -= 1;
    if (reply?.outcome !== 'accepted') {
      this.#look(key, tally, reply === undefined ? 'could not be taken in' : `refused: ${JSON.stringify(reply)}`);
      return;
    }
    // Who has it already is told so again.
    const hasIt = cue.type === 'act' && cue.action === 'take' && this.#ledger.alarms.get(cue.alarm)?.takenBy === cue.actor;
    if (tally.accepted < tally.written) tally.accepted += 1;
    else if (!hasIt && !(cue.type === 'debrief' && this.#isHolding(cue.debrief)))
      this.#broken('replies-are-true', `${key} was accepted, and is not in the log`);
  }

  #isHolding(debrief: string): boolean {
    return [...this.#ledger.debriefs.values()].some(({ into }) => into === debrief);
  }

  /** Whoever was named has taken part in the whole incident, also when they are named again and nothing more comes of it. */
  #named(cue: Cue): void {
    if (cue.type !== 'debrief' || cue.command.do !== 'name-involved') return;
    const { person } = cue.command;
    const entry = this.#ledger.debriefs.get(cue.debrief);
    const whole = entry === undefined ? [] : this.#ledger.incidentOf(entry);
    const missing = whole.filter(({ involved, worker }) => worker !== person && !involved.has(person));
    if (entry === undefined || missing.length > 0)
      this.#broken(
        'replies-are-true',
        `${person} was named in ${cue.debrief}, and did not take part in [${missing.map(({ debrief }) => debrief).join()}]`,
      );
  }

  #look(key: string, tally: Tally, how = 'asked for'): void {
    if (tally.written <= tally.accepted + tally.open) return;
    const actor = key.slice(key.lastIndexOf(' ') + 1);
    const haves = key.startsWith('AlarmTaken ') ? (this.#haves.get(actor) ?? 0) : 0;
    if (haves > 0) {
      this.#haves.set(actor, haves - 1);
      tally.accepted += 1;
      return;
    }
    this.#broken('replies-are-true', `${key} is in the log ${String(tally.written)} times, accepted ${String(tally.accepted)}; now ${how}`);
  }

  #of(key: string): Tally {
    const tally = this.#tallies.get(key) ?? { written: 0, accepted: 0, open: 0 };
    this.#tallies.set(key, tally);
    return tally;
  }
}

function keyOf(cue: Cue): string | undefined {
  if (cue.type !== 'act' && cue.type !== 'debrief') return undefined;
  const kind = DONE_AS[cue.type === 'act' ? cue.action : cue.command.do];
  return kind === undefined ? undefined : keyIn(kind, cue.type === 'act' ? cue.alarm : cue.debrief, `person:${cue.actor}`);
}

function keyIn(kind: string, about: string, actor: string): string {
  return OF_INCIDENT.includes(kind) ? `${kind} ${actor}` : `${kind} ${about} ${actor}`;
}
