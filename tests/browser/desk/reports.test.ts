import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoSetting } from '../../../gateway/src/access/demo.ts';
import { inputIdFrom, type PlaceId } from '../../../gateway/src/base/ids.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { axeFaults, DESK, PHONE, Stage } from './browser.ts';

let stage: Stage;
let gateway: TestGateway;
let page: Page;
const clock = new ManualClock(Date.now());

/** Where to put pictures of the pages, for whoever wants to look at them. */
const PICTURES = process.env['DURESS_PICTURES'];

beforeAll(async () => {
  stage = await Stage.open();
  gateway = await TestGateway.start({ clock, configuration: { dashboard: stage.dist } });
  await gateway.save([{ put: 'setting', key: demoSetting('manager'), value: 'sam' }]);
  const hands = new Hands(gateway);
  for (let i = 0; i < 6; i += 1) await alarm(hands, i);
  for (let i = 0; i < 3; i += 1) await silence();
  page = await (await stage.foreignContext({ viewport: DESK })).newPage();
  await page.goto(`${gateway.addresses.http}/sign-in`);
  await page.getByRole('button', { name: /^Manager/ }).click();
  await page.waitForURL((url) => url.pathname === '/desk');
});
afterAll(async () => {
  await stage.close();
  await gateway.close();
});

/** Taken after 42 min and some; the first of them was not where the alarm said. */
async function alarm(hands: Hands, i: number): Promise<void> {
  await hands.press('button-room4');
  clock.advance(2_520_000 + i * 1_000);
  await hands.act('maria', 'take');
  await hands.act('maria', 'here');
  await hands.act('maria', 'found', { body: i === 0 ? { where: 'elsewhere', place: 'room1' } : {} });
  await hands.act('maria', 'all-clear');
  await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
}

/** A button that was tampered with, for three hours and five minutes. */
async function silence(): Promise<void> {
  const { core } = gateway.gateway;
  const about = { type: 'fault', code: 'device-tamper', subject: 'device:button-ana', label: 'x', place: 'room1' as PlaceId } as const; // as: an id by hand.
  await core.submit({ id: inputIdFrom(core.ids), ...about, open: true });
  clock.advance(11_100_000);
  await core.submit({ id: inputIdFrom(core.ids), ...about, open: false });
}

/** Nobody is kept out by eyes, hands or a small screen. */
async function check(name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect([name, colorScheme, await axeFaults(page)]).toEqual([name, colorScheme, []]);
    if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(PHONE);
  expect([name, await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)]).toEqual([name, 0]);
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}-phone.png`, fullPage: true });
  await page.setViewportSize(DESK);
}

it('a report says spans as people do, where help found people, and which faults came and went, in words', async () => {
  await page.evaluate(() => (location.hash = '#/reports'));
  await page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor();
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  await page.getByLabel('From').fill(day(clock.wall() - 3 * 86_400_000));
  await page.getByLabel('Until the end of').fill(day(clock.wall() + 86_400_000));
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByText('5 of 6 were found where the alarm said').waitFor();
  await page.getByRole('cell', { name: '42 min', exact: true }).first().waitFor();
  const begun = page.getByRole('table', { name: /^Faults that began in this time/ });
  const row = begun.getByRole('row', { name: /^Tampered with/ });
  expect((await row.getByRole('cell').allInnerTexts()).map((text) => text.trim())).toEqual(['3', '3', '3 h 5 min', 'nobody said so']);
  expect(await page.locator('main').innerText()).not.toMatch(/device-tamper|2520/);
  await check('reports');
});
