import type { AlarmView } from '../../../gateway/src/contract/alarm.ts';
import type { FeedMessage } from '../../../gateway/src/contract/feed.ts';
import type { TaskView } from '../../../gateway/src/contract/debrief.ts';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import type { ConsolePage } from '../console-page.ts';
import { WALL } from '../house.ts';
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
    // A screen that the public can read is told that somebody has it, and not who.
    if (by === '') return entry.takenBy === undefined ? 'taken by somebody' : undefined;
    return by !== undefined && !this.#taken.has(`${view.alarm} ${by}`) ? `taken by ${by}` : undefined;
  }

  /** Nothing has happened for a moment, and nothing is in this page's way. */
  calm(page: ConsolePage): void {
    if (this.#ledger.withdrawn.has(`${page.person}-reception`) || this.#ledger.withdrawn.has(page.session)) return;
    this.#equal(page);
  }

  quiet(pages: readonly ConsolePage[]): void {
    for (const page of pages) {
      this.#equal(page);
      if (page.pending.length > 0) this.#broken('consoles-equal-the-log', `${page.person} still sees what is not recorded`);
    }
  }

  #equal(page: ConsolePage): void {
    if (page.listensTo('alarms') && page.person !== WALL) this.#alarms(page);
    if (page.listensTo('faults')) this.#same(page, [...page.faults.keys()], [...this.#ledger.faults.keys()]);
    if (page.listensTo('tasks')) this.#same(page, [...page.tasks.values()].flatMap(asOpen), this.#tasksOf(page.person));
  }

  /** Those that somebody has now. What they had, and what their worker may follow, stands there besides. */
  #tasksOf(person: string): string[] {
    const open = [...this.#ledger.debriefs.values()].filter(({ completed }) => !completed);
    return open.filter(({ owner }) => owner === person).map(({ debrief }) => debrief);
  }

  #same({ person, isOpen }: ConsolePage, shown: readonly string[], wanted: readonly string[]): void {
    const [one, other] = [shown.toSorted().join(), wanted.toSorted().join()];
    if (!isOpen || one !== other) this.#broken('consoles-equal-the-log', `${person} sees [${one}], the log has [${other}]`);
  }

  #alarms(page: ConsolePage): void {
    const open = [...this.#ledger.alarms.values()].filter(({ state }) => state !== 'closed');
    const wanted = open.map(wordsOf).sort();
    const shown = [...page.alarms.values()].map(wordsOf).sort();
    if (!page.isOpen || shown.join() !== wanted.join())
      this.#broken('consoles-equal-the-log', `${page.person} sees [${shown.join(', ')}], the log has [${wanted.join(', ')}]`);
  }
}

function wordsOf({ alarm, state, presses, drill }: Pick<AlarmView, 'alarm' | 'state' | 'presses' | 'drill'>): string {
  return `${alarm} ${state} ${String(presses)}${drill ? ' drill' : ''}`;
}

/** Tasks that the reader has, not those that they follow. */
function asOpen({ debrief, state, relation }: TaskView): string[] {
  return relation === 'owner' && state !== 'completed' ? [debrief] : [];
}
