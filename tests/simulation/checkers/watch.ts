import { MINUTE_MS, SECOND_MS } from '../../../gateway/src/base/durations.ts';
import type { ConsoleMessage } from '../../../gateway/src/contract/feed.ts';
import { DELAYED_AFTER_MS, LOST_AFTER_MS } from '../../../gateway/src/contract/limits.ts';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import type { ConsolePage } from '../console-page.ts';
import { STILL_THERE_MINUTES } from '../house.ts';
import { dataOf, text, type Ledger } from '../ledger.ts';
import type { Delivered } from '../simulated-post.ts';
import type { Broken } from './promise.ts';

const NOBODY = 'no-watching-console';
/** Nobody is there after so long without a hand on it, as the site has it; a minute on either side is left to whoever judges it. */
const ATTENDED_MS = STILL_THERE_MINUTES * MINUTE_MS;
/** What a console said last may hold for so long. */
const SAID_HOLDS_MS = LOST_AFTER_MS + 15 * SECOND_MS;
/** Then a minute without anybody, and a moment to write it down. */
const NAMED_AFTER_MS = SAID_HOLDS_MS + MINUTE_MS + 10 * SECOND_MS;
const OVER_AFTER_MS = 15 * SECOND_MS;
/** A gateway that has just started waits for its consoles for a minute and a half; a letter that was lost goes out again after a minute. */
const TOLD_AFTER_MS = 4 * MINUTE_MS;
/** What comes and goes is told every ten minutes. */
const REST_MS = 11 * MINUTE_MS;

/** How the house is, once a second. */
export interface Watched {
  readonly now: number;
  /** Which process it is, and since when it is well. */
  readonly run: number;
  readonly isWell: boolean;
  readonly isReady: boolean;
  /** Every way to people works. */
  readonly isPostWell: boolean;
}

/** The watcher is watched: who looks and hears, by what is so and not by what anybody says. */
export class WatchChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;
  readonly #consoles: readonly ConsolePage[];
  /** `alarm person`: their page has said that it was shown. */
  readonly #shown = new Set<string>();
  readonly #armedAt = new Map<string, number>();
  #run = 0;
  /** Since when somebody watches, or nobody can be held to, without a break and under a gateway that is well. */
  #someoneSince: number | undefined;
  #nobodySince: number | undefined;
  #namedSince: number | undefined;
  #couldTellSince: number | undefined;
  #toldAt = -Infinity;

  constructor(deps: { readonly ledger: Ledger; readonly broken: Broken; readonly consoles: readonly ConsolePage[] }) {
    this.#ledger = deps.ledger;
    this.#broken = deps.broken;
    this.#consoles = deps.consoles;
  }

  said({ person, isArmed }: ConsolePage, message: ConsoleMessage, now: number): void {
    // It may have been armed since it was looked at last.
    if (isArmed) this.#armedAt.set(person, now);
    if (message.type === 'shown') for (const alarm of message.alarms) this.#shown.add(`${alarm} ${person}`);
  }

  written(fact: NewFact, now: number): void {
    if (fact.kind !== 'AlarmShown') return;
    const data = dataOf(fact);
    const [alarm, person] = [text(data['alarm']), text(data['person'])];
    if (!this.#shown.has(`${alarm} ${person}`))
      this.#broken('the-watcher-is-watched', `${alarm} was shown to ${person}, who says nothing of it`);
    // The receipt may have waited for a disk that was away; whether it was true is a matter of when it was said.
    const saidAt = Number(data['shownAt']) - fact.at + now;
    if ((this.#armedAt.get(person) ?? -Infinity) < saidAt - SAID_HOLDS_MS)
      this.#broken('the-watcher-is-watched', `${alarm} was shown to ${person}, whose console can not be heard`);
  }

  delivered({ kind }: Delivered, now: number): void {
    if (kind === 'nobody-watches') this.#toldAt = now;
  }

  look(pages: readonly ConsolePage[], house: Watched): void {
    const { now, isWell, run } = house;
    if (run !== this.#run || !house.isReady) this.#forget(run);
    for (const page of this.#consoles) if (page.isArmed) this.#armedAt.set(page.person, now);
    for (const page of pages) this.#hearing(page, house);
    const looks = this.#consoles.map((page) => this.#howMuch(page, now));
    if (!isWell) {
      this.#forget(run);
      return;
    }
    this.#someoneSince = looks.includes('surely') ? (this.#someoneSince ?? now) : undefined;
    this.#nobodySince = looks.every((look) => look === 'not') ? (this.#nobodySince ?? now) : undefined;
    const isNamed = [...this.#ledger.faults.values()].some(({ code }) => code === NOBODY);
    if (isNamed && this.#someoneSince !== undefined && now - this.#someoneSince > OVER_AFTER_MS)
      this.#broken('the-watcher-is-watched', 'somebody watches, and the fault that nobody does stands');
    if (!isNamed && this.#nobodySince !== undefined && now - this.#nobodySince > NAMED_AFTER_MS)
      this.#broken('the-watcher-is-watched', 'nobody watches, and no fault says so');
    this.#told(house, isNamed);
  }

  /** A page that nothing disturbs hears something each second, from any gateway that is up. */
  #hearing(page: ConsolePage, { now, isReady }: Watched): void {
    const isFine = isReady && page.isOpen && page.trouble === 'none' && now - page.calmSince > DELAYED_AFTER_MS;
    if (isFine && page.quietMs > DELAYED_AFTER_MS)
      this.#broken('the-watcher-is-watched', `${page.person} has heard nothing for ${String(page.quietMs)} ms, and nothing is in the way`);
  }

  #howMuch(page: ConsolePage, now: number): 'surely' | 'perhaps' | 'not' {
    const since = now - page.touchedAt;
    if (this.#ledger.withdrawn.has(`${page.person}-reception`)) return 'not';
    const isThere = page.isOpen && page.trouble === 'none' && page.isArmed;
    if (isThere && page.quietMs < 3 * SECOND_MS && since < ATTENDED_MS - MINUTE_MS) return 'surely';
    return page.isArmed && since < ATTENDED_MS + MINUTE_MS && page.trouble === 'none' ? 'perhaps' : 'not';
  }

  /** It goes out by another channel, once for as long as it stands in one life of the gateway. */
  #told({ now, isPostWell }: Watched, isNamed: boolean): void {
    this.#namedSince = isNamed ? (this.#namedSince ?? now) : undefined;
    this.#couldTellSince = isNamed && isPostWell ? (this.#couldTellSince ?? now) : undefined;
    if (this.#couldTellSince === undefined || this.#namedSince === undefined) return;
    if (now - this.#couldTellSince > TOLD_AFTER_MS && this.#toldAt < this.#namedSince - REST_MS)
      this.#broken('the-watcher-is-watched', 'nobody watches, and nobody beyond the screens was told');
  }

  #forget(run: number): void {
    if (this.#run !== run) this.#namedSince = undefined;
    this.#run = run;
    this.#someoneSince = undefined;
    this.#nobodySince = undefined;
    this.#couldTellSince = undefined;
  }
}
