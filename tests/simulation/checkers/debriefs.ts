import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import { MANAGERS } from '../house.ts';
import { dataOf, text, type Data, type Ledger } from '../ledger.ts';
import type { Broken } from './promise.ts';

/** What is due comes this much late at most when the log is well: the gateway looks at its wall clock each ten seconds. */
const LATE_MS = 15_000;

/** What happens to the one that leads happens to those that are held within it. */
const LED = ['DebriefAccepted', 'DebriefReassigned', 'DebriefAnswered', 'DebriefCompleted'];

interface Asked {
  /** Wall clock; when something must have come of it. */
  due: number;
  what: string;
}

interface Entry {
  readonly debrief: string;
  readonly worker: string;
  readonly asked: Map<string, Asked>;
  /** The owner was away already when they got it, or nobody else was there: then it stays. */
  isLastResort: boolean;
  /** Wall clock, at which its owner got it. It may have stood ahead then: a leave that begins before that time is seen when the next thing is late (ADR 0042). */
  gotAt: number;
  /** Wall clock, until which a new owner has time for what was late before them. */
  graceUntil: number;
  isAccepted: boolean;
  isAnswered: boolean;
  /** Held within that one: its owner, and the answer, are asked for there. */
  into: string | undefined;
  readonly debriefDue: number;
}

/**
 * Each open debrief has a time at which something comes of it, and what comes is there by then: a reminder, another owner, or a person's deed.
 * It reads the times that the facts name, and knows no rule for how long they are.
 */
export class DebriefsChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;
  readonly #entries = new Map<string, Entry>();
  /** Since when, in the story's own time, something is due and has not come. */
  readonly #lateSince = new Map<string, number>();

  constructor(ledger: Ledger, broken: Broken) {
    this.#ledger = ledger;
    this.#broken = broken;
  }

  /** Before the ledger takes it. */
  writing(fact: NewFact): void {
    const data = dataOf(fact);
    const debrief = text(data['debrief']);
    if (fact.kind === 'DebriefOpened') this.#opened(debrief, data, fact.at);
    const entry = this.#entries.get(debrief);
    if (entry === undefined) return;
    if (fact.kind === 'DebriefJoined') this.#joined(entry, text(data['into']));
    else if (fact.kind === 'DebriefSeparated') this.#separated(entry);
    else if (LED.includes(fact.kind)) for (const one of this.#incidentOf(entry)) this.#changed(one, fact, data);
    else this.#changed(entry, fact, data);
  }

  #incidentOf(entry: Entry): Entry[] {
    return [entry, ...[...this.#entries.values()].filter(({ into }) => into === entry.debrief)];
  }

  #joined(entry: Entry, into: string): void {
    const lead = this.#entries.get(into);
    entry.into = into;
    for (const item of ['debrief', 'accept']) entry.asked.delete(item);
    if (entry.worker === '' || entry.worker === lead?.worker) entry.asked.delete('welfare');
  }

  #separated(entry: Entry): void {
    const lead = this.#entries.get(entry.into ?? '');
    entry.into = undefined;
    entry.isAccepted = lead?.isAccepted === true;
    entry.isLastResort = lead?.isLastResort === true;
    entry.gotAt = lead?.gotAt ?? entry.gotAt;
    if (!entry.isAnswered) entry.asked.set('debrief', { due: entry.debriefDue, what: 'the debrief was due' });
    const accept = lead?.asked.get('accept');
    if (accept !== undefined) entry.asked.set('accept', accept);
  }

  #opened(debrief: string, data: Data, at: number): void {
    const isDrill = data['drill'] === true;
    const asked = new Map<string, Asked>([['debrief', { due: Number(data['debriefDue']), what: 'the debrief was due' }]]);
    if (!isDrill) asked.set('welfare', { due: Number(data['welfareDue']), what: 'the welfare check was due' });
    const isLastResort = this.#ledger.isAway(text(data['owner']), at);
    const rest = {
      isLastResort,
      gotAt: at,
      graceUntil: -Infinity,
      isAccepted: false,
      isAnswered: false,
      into: undefined,
      debriefDue: Number(data['debriefDue']),
    };
    this.#entries.set(debrief, { debrief, worker: text(data['worker']), asked, ...rest });
  }

  #changed(entry: Entry, fact: NewFact, data: Data): void {
    const { asked } = entry;
    switch (fact.kind) {
      case 'DebriefReady':
        if (data['short'] === true) asked.delete('welfare');
        if (!entry.isAccepted) asked.set('accept', { due: Number(data['acceptBy']), what: 'nobody accepted it' });
        return;
      case 'DebriefAccepted':
        entry.isAccepted = true;
        asked.delete('accept');
        return;
      case 'DebriefReassigned':
        entry.isAccepted = false;
        asked.delete('accept');
        if (data['acceptBy'] !== undefined && entry.into === undefined)
          asked.set('accept', { due: Number(data['acceptBy']), what: 'nobody accepted it' });
        entry.graceUntil = Number(data['graceUntil']);
        entry.gotAt = fact.at;
        entry.isLastResort = this.#ledger.isAway(text(data['to']), fact.at);
        return;
      case 'WelfareChecked':
        asked.delete('welfare');
        return;
      case 'DebriefAnswered':
        entry.isAnswered = true;
        asked.delete('debrief');
        return;
      case 'DebriefCompleted':
        this.#entries.delete(entry.debrief);
        return;
      case 'DebriefReminded':
        this.#reminded(entry, data);
    }
  }

  #reminded(entry: Entry, data: Data): void {
    const item = text(data['item']);
    const next = Number(data['next']);
    if (item === 'owner') entry.isLastResort = true;
    else if (entry.asked.has(item)) entry.asked.set(item, { due: next, what: `${item}: nothing came of it after the reminder` });
    if (!(next > 0)) this.#broken('always-a-next-step', `${entry.debrief} was reminded of ${item}, and nothing comes next`);
  }

  /** Each second while the log has been well for a while. `at`: the gateway's wall clock; `now`: the story's own time. */
  look(at: number, now: number): void {
    for (const entry of this.#entries.values()) {
      const known = this.#ledger.debriefs.get(entry.debrief);
      if (known === undefined) continue;
      if (entry.asked.size === 0 && !entry.isAnswered && entry.into === undefined)
        this.#broken('always-a-next-step', `${entry.debrief} is open, and nothing will ever come of it`);
      for (const [item, { due, what }] of entry.asked) {
        const isLate = at > Math.max(due, item === 'accept' ? due : entry.graceUntil);
        this.#late(`${entry.debrief} ${item}`, isLate, { now, what: `${entry.debrief}: ${what}` });
      }
      if (entry.into === undefined) this.#owned(entry, known, { at, now });
    }
  }

  /** Another manager is there: whoever goes away does not keep it. */
  #owned(
    entry: Entry,
    known: { owner: string; involved: Set<string>; refused: Set<string> },
    { at, now }: { at: number; now: number },
  ): void {
    const isFree = (person: string): boolean =>
      person !== entry.worker && !known.involved.has(person) && !known.refused.has(person) && !this.#ledger.isAway(person, at);
    const others = MANAGERS.filter((person) => person !== known.owner && isFree(person));
    const isKept = !entry.isLastResort && this.#ledger.wentAway(known.owner, at, entry.gotAt) && others.length > 0;
    const what = `${known.owner} is away and has ${entry.debrief}, and [${others.join()}] were free`;
    this.#late(`${entry.debrief} owner`, isKept, { now, what, promise: 'one-debrief-with-owner' });
  }

  /** The log was away, or the process: nothing is late by that time. */
  forget(): void {
    this.#lateSince.clear();
  }

  #late(key: string, isLate: boolean, one: { now: number; what: string; promise?: 'one-debrief-with-owner' }): void {
    if (!isLate) {
      this.#lateSince.delete(key);
      return;
    }
    const since = this.#lateSince.get(key) ?? one.now;
    this.#lateSince.set(key, since);
    if (one.now - since > LATE_MS) this.#broken(one.promise ?? 'always-a-next-step', one.what);
  }
}
