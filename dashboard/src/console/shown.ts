import type { ConsoleMessage } from '@duress/gateway/contract/feed.ts';
import type { Clock } from '../shared/clock.ts';

interface ShownOptions {
  readonly clock: Clock;
  readonly page: Pick<Document, 'visibilityState' | 'querySelector'>;
  /** Calls back after the next frame was painted; never, while the page is hidden. */
  readonly painted: (run: () => void) => void;
  /** The sound of an alarm was measured within the last burst. */
  readonly sounding: () => boolean;
  readonly send: (message: ConsoleMessage) => boolean;
}

interface Card {
  /** Of the alarm, or of the press that is not recorded yet. */
  readonly id: string;
  /** An alarm that is open again after an all clear has been shown to nobody yet: it is said once each time. */
  readonly reopened: number;
}

/** No more ids in one message than the contract takes; the rest goes with the next one. */
const IDS_MAX = 256;
/** In a flood of alarms many are said in one message: the gateway closes a console that talks more than 200 times in 10 s. */
const SAY_EVERY_MS = 100;

/**
 * Says *shown* for an alarm, and only when it is true: its card is in the document, and the page is visible and has been painted
 * since, or a sound is proven. The worker's hand says *shown* because of this message.
 */
export class Shown {
  readonly #options: ShownOptions;
  /** How often each had been reopened when it was said. */
  #said = new Map<string, number>();
  #console = '';
  #waiting: readonly Card[] = [];
  /** A paint is being waited for; in a page that was hidden meanwhile it comes when the page is back. */
  #looking = false;

  constructor(options: ShownOptions) {
    this.#options = options;
  }

  /** A connection that the gateway knows by another name has shown nothing yet. */
  connected(console: string): void {
    if (console !== this.#console) this.#said = new Map();
    this.#console = console;
  }

  /** Looks which of these can truly be said to be shown; to be called when something changed, and each second. */
  look(cards: Iterable<Card>, mayBeHeard: ReadonlySet<string>): void {
    const there = [...cards].filter((card) => this.#isNews(card) && this.#isInDocument(card));
    if (there.length === 0) return;
    if (this.#options.sounding()) this.#say(there.filter(({ id }) => mayBeHeard.has(id)));
    this.#waiting = there;
    if (this.#options.page.visibilityState === 'visible' && !this.#looking) this.#afterPaint();
  }

  #afterPaint(): void {
    const { clock, page, painted } = this.#options;
    this.#looking = true;
    painted(() => {
      if (page.visibilityState === 'visible') this.#say(this.#waiting.filter((card) => this.#isInDocument(card)));
      clock.after(SAY_EVERY_MS, () => {
        this.#looking = false;
        const isLeft = this.#waiting.some((card) => this.#isNews(card) && this.#isInDocument(card));
        if (isLeft && page.visibilityState === 'visible') this.#afterPaint();
      });
    });
  }

  #isNews({ id, reopened }: Card): boolean {
    return this.#said.get(id) !== reopened;
  }

  #isInDocument({ id }: Card): boolean {
    return this.#options.page.querySelector(`[data-alarm="${CSS.escape(id)}"]`) !== null;
  }

  #say(cards: readonly Card[]): void {
    const fresh = cards.filter((card) => this.#isNews(card)).slice(0, IDS_MAX);
    if (fresh.length === 0) return;
    const again = fresh.filter(({ reopened }) => reopened > 0);
    const reopened = again.length === 0 ? {} : { reopened: Object.fromEntries(again.map((card) => [card.id, card.reopened])) };
    if (!this.#options.send({ type: 'shown', alarms: fresh.map(({ id }) => id), ...reopened })) return;
    for (const card of fresh) this.#said.set(card.id, card.reopened);
  }
}
