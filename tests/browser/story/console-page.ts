import type { Locator, Page } from 'playwright-core';
import { until } from '../../harness/wait.ts';
import type { Stage } from './stage.ts';

/** Reception's console as a person sees and uses it: by words, clicks and keys. */
export class ConsolePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Signed in, opened as from a bookmark, so that no earlier click lets it sound, and armed by a real click. */
  static async armed(stage: Stage, login?: string): Promise<ConsolePage> {
    const page = await (login === undefined ? stage.person('reception') : stage.personByPassword(login));
    await page.reload();
    const console = new ConsolePage(page);
    await console.arm();
    return console;
  }

  async arm(): Promise<void> {
    await this.page.getByRole('button', { name: 'Click to turn the sound on' }).click();
    await this.page.getByRole('button', { name: 'Sound on' }).waitFor();
    await this.page.getByText('1 console watching').or(this.page.getByText('2 consoles watching')).first().waitFor();
  }

  get cards(): Locator {
    return this.page.getByRole('article');
  }

  /** The one open card. */
  get card(): Locator {
    return this.cards.first();
  }

  async reads(...words: readonly string[]): Promise<void> {
    for (const text of words) await this.card.getByText(text, { exact: false }).first().waitFor();
  }

  async titled(part: string): Promise<void> {
    await until(`the title says ${part}`, async () => (await this.page.title()).includes(part));
  }

  async press(name: string | RegExp): Promise<void> {
    await this.card.getByRole('button', { name }).click();
  }

  /** Confirm and close, through its dialog. */
  async close(outcome: string, note: string): Promise<void> {
    await this.press(/^Confirm and close/);
    const dialog = this.page.getByRole('dialog');
    await dialog.getByText(outcome, { exact: true }).click();
    await dialog.getByLabel('Note (optional)').fill(note);
    await dialog.getByRole('button', { name: 'Confirm and close' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** No card is left, and the page says that all is calm. */
  async calm(): Promise<void> {
    await this.page.getByRole('heading', { name: 'No alarms' }).waitFor();
  }
}
