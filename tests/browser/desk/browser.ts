import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { AxeBuilder } from '@axe-core/playwright';
import { startBrowser } from '../console/browser.ts';
import { buildPages, type Variant } from '../console/build.ts';
import { StandIn } from './stand-in.ts';

/** Phone of the smallest width that we promise to serve, and a usual desk. */
export const PHONE = { width: 360, height: 640 } as const;
export const DESK = { width: 1280, height: 800 } as const;

export type DemoUser = 'worker' | 'reception' | 'manager';

/** The built pages, a stand-in gateway and a real Chromium, for one test file. */
export class Stage {
  readonly #dist: string;
  readonly #browser: Browser;
  #standIn: StandIn | undefined;
  readonly #contexts: BrowserContext[] = [];
  /** What the pages complained about: content policy, scripts, requests to other hosts. */
  readonly complaints: string[] = [];

  private constructor(dist: string, browser: Browser) {
    this.#dist = dist;
    this.#browser = browser;
  }

  static async open(variant?: Variant): Promise<Stage> {
    const [dist, browser] = await Promise.all([buildPages(variant), startBrowser()]);
    return new Stage(dist, browser);
  }

  get dist(): string {
    return this.#dist;
  }

  get gateway(): StandIn {
    if (this.#standIn === undefined) throw new Error('call fresh() first');
    return this.#standIn;
  }

  /** A new stand-in with its people; what the pages did before is gone. */
  async fresh(): Promise<StandIn> {
    await this.leave();
    this.#standIn = await StandIn.start(this.#dist);
    this.#standIn.organisation.furnish(Date.now());
    this.complaints.length = 0;
    return this.#standIn;
  }

  /** A browser profile of its own; signed in through the real form's resource where a user is named. */
  async context(user?: DemoUser | 'dora', options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ viewport: PHONE, locale: 'en-AU', ...options });
    this.#contexts.push(context);
    if (user === 'dora')
      await context.request.post(`${this.gateway.url}/api/v1/session`, { data: { login: 'dora', password: 'dora-long-password' } });
    else if (user !== undefined) await context.request.post(`${this.gateway.url}/api/v1/session/demo`, { data: { as: user } });
    return context;
  }

  /** A profile for a gateway other than the stand-in. */
  async foreignContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ viewport: PHONE, locale: 'en-AU', ...options });
    this.#contexts.push(context);
    return context;
  }

  async page(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(`error: ${error.message}`));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(this.gateway.url) && !request.url().startsWith('blob:'))
        this.complaints.push(`request: ${request.url()}`);
    });
    return page;
  }

  async leave(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close();
    await this.#standIn?.close();
    this.#standIn = undefined;
  }

  async close(): Promise<void> {
    await this.leave();
    await this.#browser.close();
  }
}

/** Violations of WCAG 2.2 A and AA with `target-size`, which axe leaves off by itself, as short lines. */
export async function axeFaults(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page })
    // As in console/accessible.ts: no frames, no blank page more.
    .setLegacyMode()
    .options({ rules: { 'target-size': { enabled: true } } })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return result.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}
