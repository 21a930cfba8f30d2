import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildOf } from '../../../gateway/src/app.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { axeFaults, DESK, PHONE, Stage } from '../desk/browser.ts';
import { clipped, overlapping } from './look-through.ts';

let stage: Stage;
let gateway: TestGateway;
beforeAll(async () => {
  stage = await Stage.open();
  gateway = await TestGateway.start({ configuration: { dashboard: stage.dist }, surroundings: { build: buildOf(stage.dist) } });
});
afterAll(async () => {
  await stage.close();
  await gateway.close();
});

/** Where to put pictures of the pages, for whoever wants to look at them. */
const PICTURES = process.env['DURESS_PICTURES'];
const GERMAN = { locale: 'de-DE' } as const;

type Options = Parameters<Browser['newContext']>[0];

async function signedIn(as: 'worker' | 'manager', options: Options): Promise<BrowserContext> {
  const { http } = gateway.addresses;
  const context = await stage.foreignContext(options);
  const answer = await context.request.post(`${http}/api/v1/session/demo`, { data: { as }, headers: { origin: http } });
  expect(answer.ok()).toBe(true);
  return context;
}

const spoken = (page: Page) => page.evaluate(() => document.documentElement.lang);
const choices = (page: Page) => page.locator('select:has(option[lang])');

/** Nobody is kept out, and nothing is cut, on a desk and on a phone. */
async function look(page: Page, name: string): Promise<void> {
  expect([name, await axeFaults(page)]).toEqual([name, []]);
  for (const viewport of [DESK, PHONE]) {
    await page.setViewportSize(viewport);
    if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}-${String(viewport.width)}.png`, fullPage: true });
    expect([name, viewport.width, await clipped(page), await overlapping(page)]).toEqual([name, viewport.width, [], []]);
  }
}

async function open(page: Page, hash: string, heading: string | RegExp): Promise<void> {
  await page.evaluate((next) => (location.hash = next), hash);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

test('signing in is German for a browser that reads it, and English as soon as somebody says so', async () => {
  const page = await (await stage.foreignContext(GERMAN)).newPage();
  await page.goto(`${gateway.addresses.http}/sign-in`);
  await page.getByRole('heading', { name: 'Demo ausprobieren' }).waitFor();
  expect([await spoken(page), await page.title()]).toEqual(['de', 'Anmelden · Duress Gateway']);
  await look(page, 'sign-in');
  await page.locator('summary').click();
  await page.getByLabel('Anmeldename').fill('ruth');
  await choices(page).selectOption('en');
  await page.getByRole('heading', { name: 'Try the demo' }).waitFor();
  expect([await spoken(page), await page.title()]).toEqual(['en', 'Sign in · Duress Gateway']);
  // Nothing that was typed is gone.
  expect(await page.getByLabel('Sign-in name').inputValue()).toBe('ruth');
  await page.reload();
  await page.getByRole('heading', { name: 'Try the demo' }).waitFor();
});

test('the worker’s page is German, stays so without a network, and can be had in English', async () => {
  const context = await signedIn('worker', { ...GERMAN, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await page.goto(`${gateway.addresses.http}/panic`);
  await page.getByRole('button', { name: 'Ich habe verstanden' }).waitFor();
  await look(page, 'panic-set-up');
  await page.getByRole('button', { name: 'Ich habe verstanden' }).click();
  await page.locator('.headline', { hasText: /^Bereit$/ }).waitFor();
  expect([await spoken(page), await page.title()]).toEqual(['de', 'Mein Knopf · Duress Gateway']);
  await look(page, 'panic');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await page.locator('.headline', { hasText: /^Bereit$/ }).waitFor();
  await page.getByRole('link', { name: 'Einstellungen' }).click();
  await page.getByRole('link', { name: 'English' }).click();
  await page.locator('.headline', { hasText: /^Ready$/ }).waitFor();
  expect([await spoken(page), new URL(page.url()).search]).toEqual(['en', '']);
  // What the phone keeps is English now, also where no network is.
  await context.setOffline(true);
  await page.reload();
  await page.getByRole('button', { name: /Hold for help/ }).waitFor();
  // Another language can't be had there, and the page is not lost over it.
  await page.getByRole('link', { name: 'Set-up' }).click();
  await page.getByRole('link', { name: 'Deutsch' }).click();
  await page.getByRole('button', { name: /Hold for help/ }).waitFor();
  expect(await spoken(page)).toBe('en');
  await context.setOffline(false);
});

test('the desk is German from the tasks to the debrief, and a half-written form survives the change of language', async () => {
  const hands = new Hands(gateway);
  await hands.press('button-ana');
  const page = await (await signedIn('manager', { ...GERMAN, viewport: DESK })).newPage();
  await page.goto(`${gateway.addresses.http}/desk`);
  await page.getByRole('heading', { level: 1, name: 'Meine Aufgaben' }).waitFor();
  await page.getByText('Nachbesprechung für Ana Ruiz').first().waitFor();
  expect([await spoken(page), await page.title()]).toEqual(['de', 'Büro · Duress Gateway']);
  await look(page, 'tasks');
  await page
    .getByRole('link', { name: /Nachbesprechung für Ana Ruiz/ })
    .first()
    .click();
  await page.getByRole('heading', { level: 1, name: /Ana Ruiz/ }).waitFor();
  await look(page, 'debrief');
  await open(page, '#/people', 'Personen');
  await look(page, 'people');
  await open(page, '#/reports', 'Berichte');
  await look(page, 'reports');
  await open(page, '#/devices', 'Geräte');
  await look(page, 'devices');
  await open(page, '#/drills/new', 'Übung beginnen');
  await look(page, 'new-drill');
  await page.setViewportSize(DESK);
  await open(page, '#/places/new', 'Neuer Ort');
  await page.getByLabel('Name', { exact: true }).fill('Halb geschrieben');
  await choices(page).selectOption('en');
  await page.getByRole('heading', { level: 1, name: 'New place' }).waitFor();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Halb geschrieben');
  expect([await spoken(page), await page.title()]).toEqual(['en', 'Desk · Duress Gateway']);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'New place' }).waitFor();
});
