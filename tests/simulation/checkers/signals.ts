import type { FeedbackBody } from '../../../gateway/src/contract/hand.ts';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import { dataOf, nameOf, text, type Ledger } from '../ledger.ts';
import type { Broken } from './promise.ts';

/** Which fact must have been written once before a hand may be told a state. */
const PROVEN_BY: Readonly<Record<string, readonly string[]>> = {
  held: ['AlarmRaised'],
  unseen: ['AlarmUnseen'],
  shown: ['AlarmShown'],
  taken: ['AlarmTaken'],
  coming: ['ResponderComing'],
  here: ['ResponderHere'],
  'cancel-asked': ['CancelAsked', 'CoercionSignalled', 'AllClearConfirmed'],
  closed: ['AlarmClosed'],
};

/** Two copies of one signal whose press times lie further apart count as two presses (docs/design.md). */
const COPY_WITHIN_MS = 60_000;

/** What devices sent, and what they were told of it. */
export class SignalsChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;
  readonly #made = new Set<string>();
  readonly #pressedAt = new Map<string, number>();
  /** `kind alarm` of every fact about an alarm. */
  readonly #written = new Set<string>();

  constructor(ledger: Ledger, broken: Broken) {
    this.#ledger = ledger;
    this.#broken = broken;
  }

  /** A button knows of a press, and will not forget it. */
  pressed(device: string, boot: number, seq: number): void {
    this.#made.add(nameOf(device, boot, seq));
  }

  gaveUp(device: string, boot: number, seq: number): void {
    this.#made.delete(nameOf(device, boot, seq));
  }

  acknowledged(device: string, boot: number, seq: number): void {
    const name = nameOf(device, boot, seq);
    if (!this.#ledger.signals.has(name)) this.#broken('ack-means-committed', `${name} was acknowledged and is not on disk`);
  }

  told(device: string, body: FeedbackBody): void {
    for (const [boot, seq] of body.held) {
      const name = nameOf(device, boot, seq);
      if (!this.#ledger.signals.has(name)) this.#broken('never-ahead-of-the-log', `a hand was told that ${name} is held`);
    }
    const { state, alarm, recorded } = body;
    const proofs = state === undefined ? undefined : PROVEN_BY[state];
    if (!recorded || alarm === undefined || proofs === undefined) return;
    if (!proofs.some((kind) => this.#written.has(`${kind} ${alarm}`)))
      this.#broken('never-ahead-of-the-log', `${device} was told that ${alarm} is ${String(state)}`);
  }

  /** Called after the ledger has taken it. */
  written(fact: NewFact): void {
    const data = dataOf(fact);
    if (typeof data['alarm'] === 'string') this.#written.add(`${fact.kind} ${data['alarm']}`);
    if (fact.kind !== 'SignalReceived') return;
    const name = nameOf(data['device'], data['boot'], data['seq']);
    const [pressedAt, first] = [Number(data['pressedAt']), this.#pressedAt.get(name)];
    this.#pressedAt.set(name, pressedAt);
    // A clock that was set may make two presses of one; then the second copy says so.
    const isOther = first !== undefined && data['repeated'] === true && Math.abs(pressedAt - first) > COPY_WITHIN_MS;
    if ((this.#ledger.signals.get(name) ?? 0) > 1 && !isOther)
      this.#broken('each-signal-once', `${name} is in the log twice, as ${text(data['meaning'])}`);
    if (!this.#made.has(name)) this.#broken('each-signal-once', `${name} is in the log and nobody made it`);
  }

  /** Long after the last fault. */
  quiet(): void {
    for (const name of this.#made) if (!this.#ledger.signals.has(name)) this.#broken('no-signal-lost', `${name} never came to the log`);
  }
}
