import type { ConsoleMessage } from '@duress/gateway/contract/feed.ts';

interface ProbesOptions {
  readonly page: Pick<Document, 'visibilityState' | 'querySelector'>;
  /** Has the page draw it: what is to be proven is that this very page still turns what it hears into what is seen. */
  readonly draw: (probe: string) => Promise<void>;
  /** Calls back after the next frame was painted; never, while the page is hidden. */
  readonly painted: (run: () => void) => void;
  readonly send: (message: ConsoleMessage) => boolean;
}

/**
 * Answers the gateway's own test press, and only as an alarm would be shown: it stands in the document, and where the page is in front
 * it has been painted. In a hidden tab it has been drawn into the page that somebody hears.
 */
export class Probes {
  readonly #options: ProbesOptions;

  constructor(options: ProbesOptions) {
    this.#options = options;
  }

  async take(probe: string): Promise<void> {
    const { page, draw, painted } = this.#options;
    await draw(probe);
    if (page.visibilityState === 'visible') painted(() => this.#say(probe));
    else this.#say(probe);
  }

  #say(probe: string): void {
    const { page, send } = this.#options;
    if (page.querySelector(`[data-probe="${CSS.escape(probe)}"]`) !== null) send({ type: 'probe-drawn', probe });
  }
}
