import type { AlarmView } from '../../../gateway/src/contract/alarm.ts';
import type { FeedMessage } from '../../../gateway/src/contract/feed.ts';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import type { ConsolePage } from '../console-page.ts';
import { dataOf, text, type Ledger } from '../ledger.ts';
import type { Broken } from './promise.ts';

/** What consoles are sent, and what they show in the end. */
export class ScreensChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;
  readonly #taken = new Set<string>();

  constructor(ledger: Ledger, broken: Broken) {
    this.#ledger = ledger;
    this.#broken = broken;
  }

  written(fact: NewFact): void {
    const data = dataOf(fact);
    if (fact.kind === 'AlarmTaken') this.#taken.add(`${text(data['alarm'])} ${text(data['by'])}`);
  }

  sent(message: FeedMessage): void {
    if (message.type !== 'snapshot' && message.type !== 'update') return;
    for (const view of message.alarms ?? []) {
      const why = this.#ahead(view);
      if (why !== undefined) this.#broken('never-ahead-of-the-log', `a console was sent ${view.alarm} ${why}`);
    }
  }

  #ahead(view: AlarmView): string | undefined {
    const entry = this.#ledger.alarms.get(view.alarm);
    if (entry === undefined) return 'which is not on disk';
    if (view.presses > entry.presses) return `with ${String(view.presses)} presses of ${String(entry.presses)}`;
    const by = view.taken?.person;
    return by !== undefined && !this.#taken.has(`${view.alarm} ${by}`) ? `taken by ${by}` : undefined;
  }

  quiet(pages: readonly ConsolePage[]): void {
    const open = [...this.#ledger.alarms.values()].filter(({ state }) => state !== 'closed');
    const wanted = open.map(({ alarm, state, presses }) => `${alarm} ${state} ${String(presses)}`).sort();
    for (const page of pages) {
      const shown = [...page.alarms.values()].map(({ alarm, state, presses }) => `${alarm} ${state} ${String(presses)}`).sort();
      if (!page.isOpen || shown.join() !== wanted.join())
        this.#broken('consoles-equal-the-log', `${page.person} sees [${shown.join(', ')}], the log has [${wanted.join(', ')}]`);
      if (page.pending.length > 0) this.#broken('consoles-equal-the-log', `${page.person} still sees what is not recorded`);
    }
  }
}
