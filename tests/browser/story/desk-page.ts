import type { Page } from 'playwright-core';

/** The desk as a manager or a worker uses it: by words and clicks. */
export class DeskPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async reads(...words: readonly string[]): Promise<void> {
    for (const text of words) await this.page.getByText(text).first().waitFor();
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name, exact: typeof name === 'string' }).click();
  }

  async follow(name: string | RegExp): Promise<void> {
    await this.page.getByRole('link', { name }).first().click();
  }

  /** Answers one question that has fixed answers. */
  async choose(question: string, answer: string): Promise<void> {
    await this.page.getByRole('group', { name: question }).getByText(answer, { exact: true }).click();
  }

  async write(label: string, text: string): Promise<void> {
    await this.page.getByLabel(label).fill(text);
  }
}
