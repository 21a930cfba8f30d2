import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildOf } from '../../../gateway/src/app.ts';
import { SystemClock, type Cancel } from '../../../gateway/src/base/clock.ts';
import { FIRST_AFTER_MS } from '../../../gateway/src/ops/canary/canary.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { until } from '../../harness/wait.ts';
import { DEFAULT_CONFIGURATION } from '../../../gateway/src/ops/configuration.ts';
import { expectUsable } from './accessible.ts';
import { buildConsole } from './build.ts';
import { startBrowser } from './browser.ts';

let browser: Browser | undefined;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

/** Real time, but for the first test press: it waits until the pages are there, however slow the machine is. */
class PatientClock extends SystemClock {
  #held: (() => void) | undefined;
  #isHeld = false;

  override after(delayMs: number, run: () => void): Cancel {
    if (delayMs !== FIRST_AFTER_MS || this.#isHeld) return super.after(delayMs, run);
    this.#isHeld = true;
    this.#held = run;
    return () => undefined;
  }

  press(): void {
    this.#held?.();
  }
}

async function start(clock: PatientClock): Promise<TestGateway> {
  const dashboard = await buildConsole();
  return await TestGateway.start({
    clock,
    surroundings: { build: buildOf(dashboard) },
    configuration: { dashboard, http: { ...DEFAULT_CONFIGURATION.http, port: 0 }, canary: { enabled: true } },
  });
}

/** A console that counts: signed in, open, and clicked once. */
async function armed(context: BrowserContext, http: string): Promise<Page> {
  const signIn = await context.request.post(`${http}/api/v1/session/demo`, { data: { as: 'reception' }, headers: { origin: http } });
  expect(signIn.ok()).toBe(true);
  const page = await context.newPage();
  await page.goto(http);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.mouse.click(8, 712);
  return page;
}

async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['DURESS_SHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

test('a real console draws the gateway’s own test press, unseen, and says how old and how quick it was', async () => {
  const clock = new PatientClock();
  await using house = await start(clock);
  if (browser === undefined) throw new Error('no browser');
  await using context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await armed(context, house.addresses.http);
  await page.getByText('Self-test not run yet').waitFor();
  await page.getByText('1 console watching').waitFor();
  clock.press();
  await page.getByText(/^Self-test (now|\d+ seconds? ago) · \d+ ms$/).waitFor();
  const { canary } = house.gateway.self;
  expect(canary?.view).toMatchObject({ state: 'well' });
  expect(await page.locator('[data-probe]').getAttribute('data-probe')).toBe('1');
  // Nobody is disturbed: no card, no sound, no word to a screen reader.
  expect(await page.locator('[data-alarm]').count()).toBe(0);
  expect(await page.getByRole('alert').first().textContent()).toBe('');
  await shot(page, 'self-test-well');
  await page.locator('footer summary').click();
  await page.getByText(/half took at most \d+ ms, 99 of 100 at most \d+ ms/).waitFor();
  await shot(page, 'self-test-open');
  await expectUsable(page, 'the footer is open');
  await page.setViewportSize({ width: 360, height: 740 });
  await expectUsable(page, 'on a phone');
  await shot(page, 'self-test-narrow');
});

test('a page that goes on beating and paints nothing any more is named on the other console, and counts no more', async () => {
  const clock = new PatientClock();
  await using house = await start(clock);
  if (browser === undefined) throw new Error('no browser');
  await using well = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  await using sick = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await armed(well, house.addresses.http);
  const other = await armed(sick, house.addresses.http);
  await page.getByText('2 consoles watching').waitFor();
  // Its frames come no more: what a page is like whose graphics have died.
  await other.evaluate('window.requestAnimationFrame = () => 0');
  clock.press();
  await page.getByText('This screen is connected and draws nothing any more', { exact: false }).waitFor();
  await page.getByText('Self-test failed: a screen did not draw it').waitFor();
  await page.getByText('1 console watching').waitFor();
  expect([...house.gateway.core.committed.faults.values()].filter(({ code }) => code === 'console-hangs')).toHaveLength(1);
  await shot(page, 'self-test-hangs');
  await sick.close();
  await until(
    'it is no matter any more',
    () => ![...house.gateway.core.committed.faults.values()].some(({ code }) => code === 'console-hangs'),
  );
});
