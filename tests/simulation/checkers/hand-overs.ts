import type { ConsoleMessage } from '../../../gateway/src/contract/feed.ts';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import type { ConsolePage } from '../console-page.ts';
import { dataOf, text, type Ledger } from '../ledger.ts';
import type { Broken } from './promise.ts';

/** The watch goes from one person to the next by an offer and one acceptance that a person has said where they can be heard, and takes nobody's alarm along unsaid. */
export class HandOverChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;
  /** Open offers: by whom, and to whom, where it is to one person. */
  readonly #offers = new Map<string, string | undefined>();
  /** `by from`: they have said that they accept it; true: at a console that could be heard then. */
  readonly #accepted = new Map<string, boolean>();
  /** Whose console said last that it can be heard. */
  readonly #armed = new Map<string, boolean>();

  constructor(deps: { readonly ledger: Ledger; readonly broken: Broken }) {
    this.#ledger = deps.ledger;
    this.#broken = deps.broken;
  }

  /** In the order in which it comes to the gateway. */
  said({ person }: ConsolePage, message: ConsoleMessage): void {
    if (message.type === 'watch') this.#armed.set(person, message.state.armed);
    if (message.type === 'hand-over' && message.do === 'accept')
      this.#accepted.set(`${person} ${message.from}`, this.#armed.get(person) === true);
  }

  /** Before the ledger has taken it, or after: an acceptance changes no alarm. */
  written(fact: NewFact): void {
    const data = dataOf(fact);
    const from = text(data['from']);
    if (fact.kind === 'WatchOffered') this.#offers.set(from, data['to'] === undefined ? undefined : text(data['to']));
    else if (fact.kind === 'WatchOfferEnded') this.#ended(from);
    else if (fact.kind === 'WatchHandedOver') this.#handedOver(from, text(data['by']), data['alarms'] as string[]); // as: its schema says so.
  }

  #ended(from: string): void {
    if (!this.#offers.delete(from)) this.#broken('the-watcher-is-watched', `an offer of ${from} ended that is not there`);
  }

  #handedOver(from: string, by: string, alarms: readonly string[]): void {
    const is = `the watch went from ${from} to ${by}`;
    if (!this.#offers.has(from)) this.#broken('the-watcher-is-watched', `${is}, and nobody offers it, or somebody had it already`);
    const to = this.#offers.get(from);
    if (by === from || (to !== undefined && to !== by)) this.#broken('the-watcher-is-watched', `${is}, and not to ${String(to)}`);
    const accepted = this.#accepted.get(`${by} ${from}`);
    if (accepted === undefined) this.#broken('the-watcher-is-watched', `${is}, who has not said so`);
    if (accepted === false) this.#broken('the-watcher-is-watched', `${is}, whose console can not be heard: nobody has it`);
    this.#offers.delete(from);
    const theirs = [...this.#ledger.alarms.values()].filter(
      ({ takenBy, state }) => takenBy === from && state !== 'closed' && state !== 'open',
    );
    const left = theirs.map(({ alarm }) => alarm).sort();
    if (left.join() !== [...alarms].sort().join())
      this.#broken('the-watcher-is-watched', `${is} with ${alarms.join(', ')}; they have ${left.join(', ')}`);
  }
}
