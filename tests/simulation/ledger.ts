import type { NewFact } from '../../gateway/src/engine/ports/log.ts';

/** What one alarm is by its facts alone, as the field's words say (docs/language.md). */
export interface AlarmEntry {
  readonly alarm: string;
  subject: string;
  readonly worker: string | undefined;
  place: string | undefined;
  level: string;
  /** The step of the escalation that was last taken, and the policy by which. */
  step: number;
  policy: string | undefined;
  /** It is one now. */
  drill: boolean;
  /** Engine ms by which somebody must have confirmed it as a drill; absent: nobody need. */
  confirmT: number | undefined;
  state: 'open' | 'taken' | 'coming' | 'here' | 'cleared' | 'closed';
  presses: number;
  takenBy: string | undefined;
  /** Engine ms at which something is said to happen next; absent where nothing is. */
  nextT: number | undefined;
  /** What comes next is a step of the escalation, which a further press does not put off. */
  climbs: boolean;
}

export interface DebriefEntry {
  readonly debrief: string;
  readonly worker: string | undefined;
  /** Everybody who has it or had it, but for those from whom it was taken because the worker asked. */
  readonly given: Set<string>;
  /** Who does each action that is planned in it. */
  readonly doers: Map<string, string>;
  /** Whom the worker did not want. */
  readonly refused: Set<string>;
  readonly alarms: string[];
  readonly involved: Set<string>;
  owner: string;
  completed: boolean;
  /** Held within that one, as one incident with it. */
  into: string | undefined;
}

export type Data = Readonly<Record<string, unknown>>;

/**
 * What is on disk, read once more and otherwise than the gateway reads it: it knows the kinds of facts and the words of the field,
 * and no rule. Whatever it says of a broken promise comes by way of the checkers.
 */
export class Ledger {
  readonly alarms = new Map<string, AlarmEntry>();
  readonly debriefs = new Map<string, DebriefEntry>();
  /** How often each signal is there, by device, boot and seq. */
  readonly signals = new Map<string, number>();
  /** Whoever is on leave or unavailable, from when to when. */
  readonly away = new Map<string, readonly { readonly from: number; readonly to: number }[]>();
  /** Open technical matters, and the seq of the fact that opened each. */
  readonly faults = new Map<string, { readonly code: string; readonly seq: number }>();
  /** Seq of the fact that took it away, by its id; absent: it is there. */
  readonly withdrawn = new Map<string, number>();
  /** Devices in test mode, each with the engine time at which that ends. */
  readonly tests = new Map<string, number>();
  readonly erased = new Set<string>();
  /** Whose device it is. */
  readonly workers = new Map<string, string>();
  facts = 0;

  take(fact: NewFact): void {
    this.facts += 1;
    const data = dataOf(fact);
    if (fact.kind === 'SignalReceived') {
      const name = nameOf(data['device'], data['boot'], data['seq']);
      this.signals.set(name, (this.signals.get(name) ?? 0) + 1);
    } else if (fact.kind === 'AlarmRaised') {
      const alarm = text(data['alarm']);
      const nextT = Number(data['climbT']);
      const where = { worker: optional(data['worker']), place: optional(data['place']), level: text(data['level']) };
      const exercise = data['exercise'] as { readonly confirmT: number } | undefined; // as: the schema of AlarmRaised says so.
      const drill = { drill: data['drill'] === true, confirmT: exercise?.confirmT };
      const climb = { step: 0, policy: undefined, nextT, climbs: true };
      const subject = text(data['subject']);
      this.alarms.set(alarm, { alarm, subject, ...drill, ...where, ...climb, state: 'open', presses: 1, takenBy: undefined });
    } else if (fact.kind === 'PersonSaved') {
      // as: the schema of PersonSaved says so.
      const leave = data['leave'] as { from: number; to: number }[];
      this.away.set(text(data['person']), data['unavailable'] === true ? [{ from: 0, to: Infinity }] : leave);
    } else if (typeof data['debrief'] === 'string') this.#debrief(fact.kind, data);
    else if (typeof data['alarm'] === 'string') this.#alarm(fact.kind, data);
    else this.#setUp(fact, data);
  }

  #setUp({ kind, seq }: NewFact, data: Data): void {
    const id = text(data['grant'] ?? data['session']);
    switch (kind) {
      case 'FaultOpened':
        this.faults.set(text(data['fault']), { code: text(data['code']), seq });
        return;
      case 'FaultClosed':
        this.faults.delete(text(data['fault']));
        return;
      case 'GrantGiven':
      case 'SessionOpened':
        this.withdrawn.delete(id);
        return;
      case 'GrantWithdrawn':
      case 'SessionClosed':
        this.withdrawn.set(id, seq);
        return;
      case 'TestStarted':
        this.tests.set(text(data['device']), Number(data['untilT']));
        return;
      case 'TestEnded':
      case 'TestPassed':
        this.tests.delete(text(data['device']));
        return;
      case 'DeviceSaved':
        this.workers.set(text(data['device']), text(data['worker']));
        return;
      case 'PersonErased':
        this.erased.add(text(data['person']));
        this.away.set(text(data['person']), [{ from: 0, to: Infinity }]);
    }
  }

  isAway(person: string, at: number): boolean {
    return this.wentAway(person, at, -Infinity);
  }

  /** Away at that time, by something that began after another. */
  wentAway(person: string, at: number, after: number): boolean {
    return (this.away.get(person) ?? []).some(({ from, to }) => from <= at && at < to && from > after);
  }

  #debrief(kind: string, data: Data): void {
    const debrief = text(data['debrief']);
    if (kind === 'DebriefOpened') {
      const owner = text(data['owner']);
      const worker = data['worker'] === undefined ? undefined : text(data['worker']);
      const entry: DebriefEntry = {
        ...{ debrief, worker, owner, completed: false, into: undefined, alarms: [text(data['alarm'])] },
        ...{ involved: new Set<string>(), given: new Set([owner]), doers: new Map<string, string>(), refused: new Set<string>() },
      };
      if (!this.debriefs.has(debrief)) this.debriefs.set(debrief, entry);
      return;
    }
    const entry = this.debriefs.get(debrief);
    if (entry === undefined) return;
    for (const one of this.incidentOf(entry)) {
      if (kind === 'DebriefReassigned') handedOn(one, data);
      else if (kind === 'DebriefCompleted') one.completed = true;
    }
    if (kind === 'PreventionPlanned' || kind === 'PreventionMoved') entry.doers.set(text(data['action']), text(data['owner']));
    else if (kind === 'PersonInvolved') entry.involved.add(text(data['person']));
    else if (kind === 'DebriefJoined') this.#joined(entry, text(data['into']));
    else if (kind === 'DebriefSeparated') entry.into = undefined;
  }

  /** It, and those that are held within it. */
  incidentOf(entry: DebriefEntry): DebriefEntry[] {
    return [entry, ...[...this.debriefs.values()].filter(({ into }) => into === entry.debrief)];
  }

  /** Whom one worker did not want is not wanted for the other either, from then on. */
  #joined(entry: DebriefEntry, into: string): void {
    entry.into = into;
    const lead = this.debriefs.get(into);
    for (const person of entry.refused) lead?.refused.add(person);
  }

  #alarm(kind: string, data: Data): void {
    const entry = this.alarms.get(text(data['alarm']));
    if (entry === undefined) return;
    const next = data['climbT'] ?? data['loudT'];
    if (next !== undefined || kind === 'ResponderHere' || kind === 'ProgressNoted')
      entry.climbs = kind.startsWith('AlarmPressed') || kind.startsWith('Coercion') ? entry.climbs : 'climbT' in data;
    switch (kind) {
      case 'AlarmPressedAgain':
        entry.presses += 1;
        entry.level = text(data['level']);
        pressed(entry, Number(data['climbT']));
        return;
      case 'DrillConfirmed':
        entry.confirmT = undefined;
        return;
      case 'DrillBecameReal':
        Object.assign(entry, {
          drill: false,
          confirmT: undefined,
          subject: entry.subject.replace('drill:', ''),
          step: 0,
          policy: undefined,
          climbs: false,
        });
        pressed(entry, Number(data['climbT']));
        return;
      case 'CoercionSignalled':
        entry.level = 'duress';
        pressed(entry, Number(data['climbT']));
        return;
      case 'AlarmTaken':
        if (entry.state !== 'coming' && entry.state !== 'here') entry.state = 'taken';
        entry.takenBy = text(data['by']);
        entry.nextT = entry.state === 'here' ? undefined : Number(data['loudT']);
        return;
      case 'AlarmReleased':
      case 'AllClearRefused':
        Object.assign(entry, { state: 'open', takenBy: undefined, nextT: next, ...ANEW });
        return;
      case 'ResponderComing':
        Object.assign(entry, { state: 'coming', nextT: next });
        return;
      case 'ResponderHere':
        Object.assign(entry, { state: 'here', nextT: undefined });
        return;
      case 'ProgressNoted':
      case 'AlarmLoudAgain':
      case 'EscalationHastened':
      case 'EscalationStepped':
        if (kind === 'EscalationStepped') Object.assign(entry, { step: Number(data['step']), policy: optional(data['policy']) });
        entry.nextT = next === undefined ? undefined : Number(next);
        return;
      case 'PositionNoted':
        entry.place = optional(data['place']) ?? entry.place;
        return;
      case 'AllClearSaid':
        Object.assign(entry, { state: 'cleared', nextT: next });
        return;
      case 'AlarmClosed':
        Object.assign(entry, { state: 'closed', nextT: undefined });
    }
  }
}

function handedOn(entry: DebriefEntry, data: Data): void {
  if (data['by'] === entry.worker) {
    entry.given.delete(entry.owner);
    entry.refused.add(entry.owner);
  }
  entry.owner = text(data['to']);
  entry.given.add(entry.owner);
}

/** An alarm that somebody gives back, or that is open again, begins with the first step. */
const ANEW = { step: 0, policy: undefined };

/** A press is never quiet: whoever has it, it sounds again, and what was cleared is open again. */
function pressed(entry: AlarmEntry, climbT: number): void {
  if (entry.state === 'cleared') Object.assign(entry, { state: 'open', takenBy: undefined, climbs: false, ...ANEW });
  if (!entry.climbs) entry.nextT = climbT;
  entry.climbs = true;
}
export function nameOf(device: unknown, boot: unknown, seq: unknown): string {
  return `${String(device)} ${String(boot)} ${String(seq)}`;
}

export function dataOf(fact: NewFact): Data {
  return fact.data as Data; // as: every fact's data is an object (docs/log-format.md).
}

function optional(value: unknown): string | undefined {
  return value === undefined ? undefined : text(value);
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
