import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import { dataOf, text, type Data, type Ledger } from '../ledger.ts';
import type { Broken } from './promise.ts';

interface Running {
  readonly participants: readonly string[];
  /** Engine ms. */
  readonly fromT: number;
  readonly untilT: number;
  /** Those who have pressed, or fallen, since it began. */
  readonly pressed: Set<string>;
}

/** A deadline is met this much late at most when the log is well. */
const OVERDUE_MS = 3_000;

/** No real press is ever taken, shown or closed as a drill, and no drill press stays one unconfirmed. */
export class DrillsChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;
  readonly #running = new Map<string, Running>();

  constructor(ledger: Ledger, broken: Broken) {
    this.#ledger = ledger;
    this.#broken = broken;
  }

  /** Before the ledger takes it; `before` are those of the same transaction. */
  writing(fact: NewFact, facts: readonly NewFact[]): void {
    const data = dataOf(fact);
    const entry = this.#ledger.alarms.get(text(data['alarm']));
    switch (fact.kind) {
      case 'DrillStarted':
        this.#started(fact, data);
        return;
      case 'DrillEnded':
        this.#running.delete(text(data['drill']));
        return;
      case 'AlarmRaised':
        if (data['drill'] === true) this.#raised(fact, facts);
        this.#pressed(text(data['device']));
        return;
      case 'AlarmPressedAgain':
        if (entry?.drill === true) this.#broken('drills-are-apart', `${entry.alarm} was pressed again and is a drill`);
        return;
      case 'AlarmClosed':
        if (entry !== undefined && (data['outcome'] === 'drill') !== entry.drill)
          this.#broken(
            'drills-are-apart',
            `${entry.alarm} was closed as ${text(data['outcome'])}, and a drill is ${String(entry.drill)} of it`,
          );
        return;
      case 'DrillConfirmed':
        if (entry?.confirmT === undefined)
          this.#broken('drills-are-apart', `${text(data['alarm'])} was confirmed, and is no drill that waits for it`);
    }
  }

  /** Asked every second while the log has been well for a while; `t` is the engine's time. */
  look(t: number): void {
    for (const { alarm, state, drill, confirmT } of this.#ledger.alarms.values())
      if (drill && state !== 'closed' && confirmT !== undefined && confirmT + OVERDUE_MS < t)
        this.#broken('drills-are-apart', `${alarm} is a drill that nobody has confirmed, ${String(Math.round(t - confirmT))} ms too long`);
  }

  #started({ t }: NewFact, data: Data): void {
    // as: the schema of DrillStarted says so.
    const participants = data['participants'] as string[];
    if ([...this.#running.values()].some((one) => t < one.untilT)) this.#broken('drills-are-apart', `two drills at once in one place`);
    this.#running.set(text(data['drill']), { participants, fromT: t, untilT: Number(data['untilT']), pressed: new Set() });
  }

  /** A listed worker's first press within the window, and nothing else. */
  #raised(fact: NewFact, facts: readonly NewFact[]): void {
    const data = dataOf(fact);
    const alarm = text(data['alarm']);
    const exercise = data['exercise'] as { readonly drill: string } | undefined; // as: the schema of AlarmRaised says so.
    const drill = this.#running.get(exercise?.drill ?? '');
    const worker = this.#ledger.workers.get(text(data['device'])) ?? '';
    const signal = facts.find((one) => one.kind === 'SignalReceived' && dataOf(one)['alarm'] === alarm);
    const kind = signal === undefined ? '' : text(dataOf(signal)['signal']);
    const isListed = drill?.participants.includes(worker) === true && !drill.pressed.has(worker);
    const isInTime = drill !== undefined && fact.t >= drill.fromT && fact.t < drill.untilT && data['said'] === undefined;
    const isSecret = [...this.#ledger.alarms.values()].some((one) => one.subject === `silent:worker:${worker}` && one.state !== 'closed');
    const isPress = kind === 'duress' || kind === 'assist';
    if (!isListed || !isInTime || !isPress || isSecret || this.#ledger.isAway(worker, fact.at))
      this.#broken(
        'drills-are-apart',
        `${alarm} of ${worker} was taken for a drill: ${JSON.stringify({ isListed, isInTime, isPress, isSecret })}`,
      );
  }

  #pressed(device: string): void {
    const worker = this.#ledger.workers.get(device);
    if (worker !== undefined) for (const drill of this.#running.values()) drill.pressed.add(worker);
  }
}
