import type { NewFact, OutboxMessage } from '../../../gateway/src/engine/ports/log.ts';
import { MANAGERS } from '../house.ts';
import { dataOf, text, type AlarmEntry, type Data, type Ledger } from '../ledger.ts';
import type { Broken } from './promise.ts';

const PRESSES: readonly unknown[] = ['duress', 'assist', 'man-down'];

/** Alarms and debriefs, in each transaction that reaches the disk. */
export class AlarmsChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;
  /** `what whose by`: people did it, or tried to. */
  readonly #done = new Set<string>();
  /** Devices that were in test mode when the newest test press came. */
  #inTest: ReadonlySet<string> = new Set();

  constructor(ledger: Ledger, broken: Broken) {
    this.#ledger = ledger;
    this.#broken = broken;
  }

  /** A person is about to do this. */
  does(what: string, whose: string, person: string): void {
    this.#done.add(`${what} ${whose} ${person}`);
  }

  /** Before the ledger takes it. */
  writing(fact: NewFact): void {
    const data = dataOf(fact);
    if (fact.kind === 'TestPassed') this.#inTest = new Set(this.#ledger.tests.keys());
    const entry = this.#ledger.alarms.get(text(data['alarm']));
    if (fact.kind === 'AlarmRaised') this.#raised(data);
    else if (fact.kind === 'DebriefOpened') this.#owner(data, fact.at);
    else if (fact.kind === 'DebriefReassigned') this.#handedOn(data, fact.at);
    else if (fact.kind === 'AlarmTaken') this.#taken(data, entry);
    else if (fact.kind === 'AlarmClosed') this.#ended(fact, 'close', text(data['alarm']));
    else if (fact.kind === 'DebriefCompleted') this.#ended(fact, 'complete', text(data['debrief']));
    if (entry?.state === 'closed' && fact.kind.startsWith('Alarm'))
      this.#broken('nothing-closes-by-itself', `${fact.kind} about ${entry.alarm}, which is closed`);
  }

  /** All that one transaction held, when the ledger has taken it. */
  written(facts: readonly NewFact[], outbox: readonly OutboxMessage[]): void {
    for (const fact of facts) {
      if (fact.kind === 'SignalReceived') this.#effect(dataOf(fact), facts);
      else if (fact.kind === 'AlarmRaised') this.#debrief(dataOf(fact), facts);
      else if (fact.kind === 'PersonInvolved') this.#tookPart(dataOf(fact), fact.at);
      else if (fact.kind === 'EscalationStepped') this.#steps(dataOf(fact), outbox);
    }
  }

  #raised(data: Data): void {
    const open = [...this.#ledger.alarms.values()].find((one) => one.subject === data['subject'] && one.state !== 'closed');
    if (open !== undefined) this.#broken('one-open-alarm', `${text(data['alarm'])} beside ${open.alarm} of ${open.subject}`);
  }

  #taken(data: Data, entry: AlarmEntry | undefined): void {
    const has = entry?.state === 'open' || entry?.state === 'cleared' ? undefined : entry?.takenBy;
    if (has !== undefined && has !== data['by'] && data['from'] === undefined)
      this.#broken('one-taker', `${text(data['by'])} took ${entry?.alarm ?? ''} from ${has}, who was not asked`);
  }

  #ended(fact: NewFact, what: string, whose: string): void {
    const [kind, person] = fact.actor.split(':');
    if (kind !== 'person' || !this.#done.has(`${what} ${whose} ${person ?? ''}`))
      this.#broken('nothing-closes-by-itself', `${whose} was ended by ${fact.actor}, who did not do it`);
  }

  /** A press opens an alarm or is counted by it, in its own transaction; only a test press does neither. */
  #effect(data: Data, facts: readonly NewFact[]): void {
    if (!PRESSES.includes(data['signal']) || this.#isTest(data, facts)) return;
    const alarm = data['alarm'];
    const signals = facts.filter((one) => one.kind === 'SignalReceived' && dataOf(one)['alarm'] === alarm && isPress(dataOf(one)));
    const effects = facts.filter((one) => isEffect(one.kind) && dataOf(one)['alarm'] === alarm);
    if (alarm === undefined || effects.length !== signals.length)
      this.#broken('no-press-swallowed', `${String(signals.length)} presses moved ${text(alarm)} ${String(effects.length)} times`);
  }

  /** Test mode, which somebody has started, takes one press. */
  #isTest(data: Data, facts: readonly NewFact[]): boolean {
    const { device, meaning, boot, seq } = data;
    if (meaning !== 'probe' || data['signal'] !== 'duress' || !this.#inTest.has(text(device))) return false;
    return facts.some((one) => one.kind === 'TestPassed' && dataOf(one)['boot'] === boot && dataOf(one)['seq'] === seq);
  }

  #debrief(data: Data, facts: readonly NewFact[]): void {
    const { alarm, debrief } = data;
    const opened = facts.filter((one) => one.kind === 'DebriefOpened' && dataOf(one)['alarm'] === alarm);
    const all = [...this.#ledger.debriefs.values()].filter(({ alarms }) => alarms.includes(text(alarm)));
    if (opened.length !== 1 || all.length !== 1 || all[0]?.debrief !== debrief)
      this.#broken(
        'one-debrief-with-owner',
        `${text(alarm)} is in ${String(all.length)} debriefs, ${String(opened.length)} from its commit on`,
      );
  }

  #owner(data: Data, at: number): void {
    const owner = text(data['owner']);
    const others = MANAGERS.filter((person) => !this.#ledger.isAway(person, at));
    if (owner === '' || owner === 'nobody' || owner === data['worker'] || (this.#ledger.isAway(owner, at) && others.length > 0))
      this.#broken('one-debrief-with-owner', `${text(data['debrief'])} was given to ${owner}, who is away or must not have it`);
  }

  /** Nobody reviews themselves, from the very commit on. */
  #tookPart(data: Data, at: number): void {
    const entry = this.#ledger.debriefs.get(text(data['debrief']));
    if (entry === undefined || entry.completed || entry.owner !== data['person']) return;
    const others = MANAGERS.filter((person) => !entry.involved.has(person) && !this.#ledger.isAway(person, at));
    if (others.length > 0)
      this.#broken('one-debrief-with-owner', `${entry.owner} took part and owns ${entry.debrief}, and [${others.join()}] were free`);
  }

  /** On to somebody who is here and took no part, unless there is nobody but those; and never to nobody. */
  #handedOn(data: Data, at: number): void {
    const to = text(data['to']);
    const entry = this.#ledger.debriefs.get(text(data['debrief']));
    const isFree = (person: string): boolean =>
      person !== entry?.worker && entry?.involved.has(person) === false && !this.#ledger.isAway(person, at);
    const isUnwanted = (person: string): boolean => entry?.refused.has(person) === true;
    // Whoever had it and did not answer is asked again only when everybody else was.
    const others = MANAGERS.filter(
      (person) => entry?.given.has(person) !== true && !(isUnwanted(person) && !isUnwanted(to)) && isFree(person),
    );
    if (to === '' || to === 'nobody' || to === entry?.worker || (!isFree(to) && others.length > 0))
      this.#broken('one-debrief-with-owner', `${text(data['debrief'])} went on to ${to}, and [${others.join()}] were free`);
  }

  #steps(data: Data, outbox: readonly OutboxMessage[]): void {
    // as: the schema of EscalationStepped says so.
    for (const person of data['told'] as string[])
      if (!outbox.some(({ to, about }) => to === `person:${person}` && about === data['alarm']))
        this.#broken('always-a-next-step', `${text(data['alarm'])} climbed to ${person}, and no message goes there`);
  }

  /** Asked every second while the log has been well for a while; `t` is the engine's time. */
  look(t: number): void {
    for (const { alarm, state, nextT } of this.#ledger.alarms.values()) {
      if (state === 'closed') continue;
      if (state === 'open' && nextT === undefined) this.#broken('always-a-next-step', `${alarm} is open and nothing comes next`);
      if (nextT !== undefined && nextT + OVERDUE_MS < t)
        this.#broken('always-a-next-step', `${alarm} is ${state}, and what was due ${String(Math.round(t - nextT))} ms ago has not come`);
    }
  }
}

/** A deadline is met this much late at most when the log is well. */
const OVERDUE_MS = 3_000;

/** The duress PIN, where nothing is open that it could raise, is a press too. */
function isPress({ signal, meaning }: Data): boolean {
  return signal === 'cancel' ? meaning === 'raised' : PRESSES.includes(signal) && meaning !== 'probe';
}

function isEffect(kind: string): boolean {
  return kind === 'AlarmRaised' || kind === 'AlarmPressedAgain';
}
