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
  #said = new Set<string>();
  #console = '';
  #waiting: readonly string[] = [];
  /** A paint is being waited for; in a page that was hidden meanwhile it comes when the page is back. */
  #looking = false;

  constructor(options: ShownOptions) {
    this.#options = options;
  }

  /** A connection that the gateway knows by another name has shown nothing yet. */
  connected(console: string): void {
    if (console !== this.#console) this.#said = new Set();
    this.#console = console;
  }

  /** Looks which of these can truly be said to be shown; to be called when something changed, and each second. */
  look(alarms: Iterable<string>, mayBeHeard: ReadonlySet<string>): void {
    const there = [...alarms].filter((alarm) => !this.#said.has(alarm) && this.#isInDocument(alarm));
    if (there.length === 0) return;
    if (this.#options.sounding()) this.#say(there.filter((alarm) => mayBeHeard.has(alarm)));
    this.#waiting = there;
    if (this.#options.page.visibilityState === 'visible' && !this.#looking) this.#afterPaint();
  }

  #afterPaint(): void {
    const { clock, page, painted } = this.#options;
    this.#looking = true;
    painted(() => {
      if (page.visibilityState === 'visible') this.#say(this.#waiting.filter((alarm) => this.#isInDocument(alarm)));
      clock.after(SAY_EVERY_MS, () => {
        this.#looking = false;
        const isLeft = this.#waiting.some((alarm) => !this.#said.has(alarm) && this.#isInDocument(alarm));
        if (isLeft && page.visibilityState === 'visible') this.#afterPaint();
      });
    });
  }

  #isInDocument(alarm: string): boolean {
    return this.#options.page.querySelector(`[data-alarm="${CSS.escape(alarm)}"]`) !== null;
  }

  #say(alarms: readonly string[]): void {
    const fresh = alarms.filter((alarm) => !this.#said.has(alarm)).slice(0, IDS_MAX);
    if (fresh.length === 0) return;
    if (this.#options.send({ type: 'shown', alarms: [...fresh] })) for (const alarm of fresh) this.#said.add(alarm);
  }
}
