import type { ConsoleMessage } from '@duress/gateway/contract/feed.ts';
import type { Clock } from '../shared/clock.ts';

/** A window in which cards can stand: the page, and its small window while that is open. */
export interface Face {
  /** Whoever looks at the screen can see it. */
  readonly isSeen: () => boolean;
  readonly has: (id: string) => boolean;
  /** Calls back after the next frame was painted; never, while it is hidden. */
  readonly painted: (run: () => void) => void;
}

interface ShownOptions {
  readonly clock: Clock;
  readonly page: Face;
  /** The small window, while it is open. */
  readonly mini: () => Face | undefined;
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
/** A window that is open paints within this, on a slow machine too. */
const PAINTED_WITHIN_MS = 5_000;

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
  /** Where a paint is being waited for; in a page that was hidden meanwhile it comes when the page is back. */
  readonly #looking = new Set<'page' | 'mini'>();

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
    const { page, mini, sounding } = this.#options;
    const there = [...cards].filter((card) => this.#isNews(card) && page.has(card.id));
    if (there.length === 0) return;
    if (sounding()) this.#say(there.filter(({ id }) => mayBeHeard.has(id)));
    this.#waiting = there;
    if (page.isSeen() && !this.#looking.has('page')) this.#afterPaint('page', page);
    const small = mini();
    if (small?.isSeen() === true && !this.#looking.has('mini')) this.#afterPaint('mini', small);
  }

  #afterPaint(name: 'page' | 'mini', face: Face): void {
    const { clock } = this.#options;
    this.#looking.add(name);
    // Closed meanwhile, it paints no more: the next one that is opened must not wait for it.
    if (name === 'mini') clock.after(PAINTED_WITHIN_MS, () => this.#looking.delete(name));
    face.painted(() => {
      if (face.isSeen()) this.#say(this.#waiting.filter((card) => face.has(card.id)));
      clock.after(SAY_EVERY_MS, () => {
        this.#looking.delete(name);
        const isLeft = this.#waiting.some((card) => this.#isNews(card) && face.has(card.id));
        if (isLeft && face.isSeen()) this.#afterPaint(name, face);
      });
    });
  }

  #isNews({ id, reopened }: Card): boolean {
    return this.#said.get(id) !== reopened;
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
