import type { Locator, Page } from 'playwright-core';
import { until as waitUntil } from '../../harness/wait.ts';
import type { Stage } from '../desk/browser.ts';

/** What the page under test did, noted by the page itself with its own clock. Runs in the page before any of its scripts. */
export interface Notes {
  /** Monotonic ms: the finger came down. */
  down: number;
  /** … the first frame in which the control looks held. */
  held: number;
  /** … each sending of a press. */
  sent: number[];
  /** … the words *Not sent* and the first call link stood there. */
  notSent: number;
  callLink: number;
  shakes: number;
  audio: number;
}

declare global {
  interface Window {
    notes: Notes;
  }
}

export function noteTaker(): void {
  const notes: Notes = { down: 0, held: 0, sent: [], notSent: 0, callLink: 0, shakes: 0, audio: 0 };
  window.notes = notes;
  const send = window.fetch.bind(window);
  window.fetch = (...asked) => {
    const [input] = asked;
    if (typeof input === 'string' && input.endsWith('/my/signals')) notes.sent.push(performance.now());
    return send(...asked);
  };
  navigator.vibrate = () => {
    notes.shakes += 1;
    return true;
  };
  const Real = window.AudioContext;
  window.AudioContext = class extends Real {
    constructor() {
      super();
      notes.audio += 1;
    }
  };
  document.addEventListener(
    'pointerdown',
    (event) => {
      notes.down = event.timeStamp;
      notes.held = 0;
      const look = () => {
        if (document.querySelector('.control.held') !== null) notes.held = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    },
    { capture: true },
  );
  new MutationObserver(() => {
    const headline = document.querySelector('.headline')?.textContent ?? '';
    if (notes.notSent === 0 && headline.startsWith('Not sent')) notes.notSent = performance.now();
    if (notes.callLink === 0 && document.querySelector('a[href^="tel:"]') !== null) notes.callLink = performance.now();
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

/** The worker's phone on the panic page, past its set-up and ready. */
export class Phone {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(stage: Stage, options: { readonly silent?: boolean; readonly noteTaking?: boolean } = {}): Promise<Phone> {
    const page = await stage.page(await stage.context('worker', { hasTouch: true, isMobile: true }));
    if (options.noteTaking !== false) await page.addInitScript(noteTaker);
    await page.goto(`${stage.gateway.url}/panic`);
    if (options.silent === false) await page.getByLabel(/^Silent/).uncheck();
    await page.getByRole('button', { name: 'I understand' }).click();
    const phone = new Phone(page);
    await phone.reads('Ready');
    return phone;
  }

  get control(): Locator {
    return this.page.locator('button.control');
  }

  get headline(): Locator {
    return this.page.locator('.headline');
  }

  notes(): Promise<Notes> {
    return this.page.evaluate(() => window.notes);
  }

  /** Holds the control until the page has let the press go. */
  async hold(): Promise<void> {
    await this.down();
    await this.page.waitForFunction(() => document.querySelector('.control.held') === null);
    await this.page.mouse.up();
  }

  async down(): Promise<void> {
    await this.control.hover();
    await this.page.mouse.down();
    await this.page.locator('.control.held').waitFor();
  }

  /** Waits until the large line begins with this: *Not ready* is not *Ready*. */
  async reads(text: string): Promise<void> {
    await this.page.locator('.headline', { hasText: new RegExp(`^${RegExp.escape(text)}`) }).waitFor();
  }

  /** The texts of the steps that the page shows as having happened. */
  steps(): Promise<string[]> {
    return this.page.locator('.steps li span').allTextContents();
  }
}

/** Waits for something to come true at the gateway. */
export async function until(check: () => boolean, withinMs = 10_000): Promise<void> {
  await waitUntil(check.toString(), check, { withinMs });
}
