import type { Browser, Page } from 'playwright-core';
import type { WatchState } from '@duress/gateway/contract/feed.ts';
import { until } from '../../harness/wait.ts';
import { buildConsole, type Variant } from './build.ts';
import { open, startBrowser, type Opened } from './browser.ts';
import { StandIn } from './stand-in.ts';

/** A built console, a browser, and for each test a stand-in of its own with as many pages as it opens. */
export class DeskUnderTest {
  readonly #variant: Variant | undefined;
  #built: string | undefined;
  #browser: Browser | undefined;
  #standIn: StandIn | undefined;
  #opened: Opened[] = [];
  #address = '';

  constructor(variant?: Variant) {
    this.#variant = variant;
  }

  async start(): Promise<void> {
    [this.#built, this.#browser] = await Promise.all([buildConsole(this.#variant), startBrowser()]);
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
  }

  get gateway(): StandIn {
    if (this.#standIn === undefined) throw new Error('no stand-in runs: call begin first');
    return this.#standIn;
  }

  get folder(): string {
    if (this.#built === undefined) throw new Error('nothing was built: call start first');
    return this.#built;
  }

  async begin(): Promise<void> {
    this.#standIn = new StandIn(this.folder);
    this.#address = await this.#standIn.start();
  }

  /** Ends a test: every page is closed, and none may have complained. */
  async end(): Promise<readonly string[]> {
    const complaints = this.#opened.flatMap((opened) => opened.complaints);
    await Promise.all(this.#opened.map((opened) => opened.context.close()));
    this.#opened = [];
    await this.#standIn?.stop();
    this.#standIn = undefined;
    return complaints;
  }

  async page(path = '/', options: Parameters<typeof open>[2] = {}): Promise<Page> {
    if (this.#browser === undefined) throw new Error('no browser runs: call start first');
    const opened = await open(this.#browser, this.#address + path, options);
    this.#opened.push(opened);
    await until('the page has subscribed', () => this.gateway.feed.heard.some(({ message }) => message.type === 'subscribe'));
    return opened.page;
  }

  /** A console whose sound a real click has turned on. */
  async armed(path = '/', options: Parameters<typeof open>[2] = {}): Promise<Page> {
    const page = await this.page(path, options);
    await page.mouse.click(8, (page.viewportSize()?.height ?? 720) - 8);
    await until('the console says that it is armed', () => this.lastWatch?.armed === true);
    return page;
  }

  /** What a console last said of itself. */
  get lastWatch(): WatchState | undefined {
    const said = this.gateway.feed.heard.findLast(({ message }) => message.type === 'watch')?.message;
    return said?.type === 'watch' ? said.state : undefined;
  }

  /** What people answered when they were asked whether they heard the test. */
  get soundTests(): readonly boolean[] {
    return this.gateway.feed.heard.flatMap(({ message }) => (message.type === 'sound-test' ? [message.heard] : []));
  }

  /** Alarms that a console said to have shown. */
  get shown(): readonly string[] {
    return this.gateway.feed.heard.flatMap(({ message }) => (message.type === 'shown' ? message.alarms : []));
  }
}
