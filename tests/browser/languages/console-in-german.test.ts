import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { violations } from '../console/accessible.ts';
import { DESKTOP } from '../console/browser.ts';
import { DeskUnderTest } from '../console/desk-under-test.ts';
import { ME, sampleAlarm, sampleFault } from '../console/samples.ts';
import { clipped, overlapping } from './look-through.ts';

const desk = new DeskUnderTest();
beforeAll(() => desk.start());
afterAll(() => desk.stop());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await desk.end()).toEqual([]);
});

/** Where to put pictures of the pages, for whoever wants to look at them. */
const PICTURES = process.env['DURESS_PICTURES'];
const PHONE = { width: 360, height: 720 };

const spoken = (page: Page) => page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);

const choices = (page: Page) => page.locator('footer select:has(option[lang])');

/** The quiet choices at the foot of the page. */
async function choose(page: Page, language: string): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('footer details')) details.setAttribute('open', '');
  });
  await choices(page).selectOption({ label: language });
}

async function look(page: Page, state: string): Promise<void> {
  expect([state, await violations(page)]).toEqual([state, []]);
  for (const viewport of [DESKTOP, PHONE]) {
    await page.setViewportSize(viewport);
    if (PICTURES !== undefined)
      await page.screenshot({ path: `${PICTURES}/console-${state}-${String(viewport.width)}.png`, fullPage: true });
    expect([state, viewport.width, await clipped(page), await overlapping(page)]).toEqual([state, viewport.width, [], []]);
  }
  await page.setViewportSize(DESKTOP);
}

test('a browser that reads German gets the console in German, calm and in an alarm, and everybody can use it', async () => {
  const page = await desk.armed('/', { locale: 'de-AT' });
  await page.getByRole('heading', { name: 'Keine Alarme' }).first().waitFor();
  expect(await spoken(page)).toEqual(['de', 'ltr']);
  await look(page, 'calm');
  const { feed } = desk.gateway;
  const at = feed.now();
  feed.addFaults({ ...sampleFault(7, at), code: 'receiver-lost', label: 'Ost 1' });
  feed.put(
    sampleAlarm(0, at - 84_000),
    sampleAlarm(1, at - 12_000, { level: 'assist', presses: 3 }),
    sampleAlarm(3, at - 3_000, { coerced: true, drill: true, late: true, unseen: true }),
    sampleAlarm(5, at - 90_000, { state: 'taken', loud: false, taken: { ...ME, at: at - 60_000 }, loudAt: at + 600_000 }),
  );
  await page
    .getByRole('button', { name: /^Übernehmen/ })
    .first()
    .waitFor();
  expect(await page.title()).toContain('niemand hat übernommen');
  await look(page, 'alarm');
});

test('the language is changed while an alarm sounds: the page stays, the sound stays, and a reload keeps it', async () => {
  const page = await desk.armed('/', { locale: 'en-AU' });
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now() - 20_000));
  await page.getByRole('button', { name: /^Take/ }).first().waitFor();
  await expect.poll(() => desk.lastWatch?.armed).toBe(true);
  const words = desk.gateway.feed.heard.length;
  await page.evaluate(() => (document.body.dataset['same'] = 'yes'));
  await choose(page, 'Deutsch');
  await page
    .getByRole('button', { name: /^Übernehmen/ })
    .first()
    .waitFor();
  expect(await spoken(page)).toEqual(['de', 'ltr']);
  expect(await page.evaluate(() => document.body.dataset['same'])).toBe('yes');
  // It never said that its sound was off, and never subscribed anew.
  const said = desk.gateway.feed.heard.slice(words).map(({ message }) => message);
  expect(said.filter((message) => message.type === 'subscribe' || (message.type === 'watch' && !message.state.armed))).toEqual([]);
  await page.reload();
  await page
    .getByRole('button', { name: /^Übernehmen/ })
    .first()
    .waitFor();
  expect(await spoken(page)).toEqual(['de', 'ltr']);
  await page.mouse.click(8, DESKTOP.height - 8);
  await choose(page, 'English');
  await page.getByRole('button', { name: /^Take/ }).first().waitFor();
  expect(await spoken(page)).toEqual(['en', 'ltr']);
});

test('an alarm never waits for a language: without its file the page is English, and says so', async () => {
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now() - 20_000));
  const page = await desk.page('/', { locale: 'de-DE', serviceWorkers: 'block' });
  await page.route('**/assets/de-*.js', (route) => route.abort());
  await page.reload();
  await page.getByRole('button', { name: /^Take/ }).first().waitFor();
  expect(await spoken(page)).toEqual(['en', 'ltr']);
  await page.mouse.click(8, DESKTOP.height - 8);
  // What can't be loaded is not shown as chosen.
  await choose(page, 'Deutsch');
  await expect.poll(() => choices(page).inputValue()).toBe('en');
});

test('a file of words that does not come holds up an alarm for less than two seconds, and changes the page when it does', async () => {
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now() - 20_000));
  const page = await desk.page('/', { locale: 'de-DE', serviceWorkers: 'block' });
  const { promise, resolve } = Promise.withResolvers<undefined>();
  await page.route('**/assets/de-*.js', async (route) => {
    await promise;
    await route.continue();
  });
  const begun = performance.now();
  // Its preload is still on its way.
  await page.reload({ waitUntil: 'commit' });
  await page.getByRole('button', { name: /^Take/ }).first().waitFor();
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(await spoken(page)).toEqual(['en', 'ltr']);
  resolve(undefined);
  await page
    .getByRole('button', { name: /^Übernehmen/ })
    .first()
    .waitFor();
  expect(await spoken(page)).toEqual(['de', 'ltr']);
});
