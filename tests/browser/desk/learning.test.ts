import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoSetting } from '../../../gateway/src/access/demo.ts';
import type { DebriefId, PersonId, PlaceId } from '../../../gateway/src/base/ids.ts';
import { A_MONDAY_MORNING, ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Months } from '../../scenario/learning/learned.ts';
import { axeFaults, DESK, PHONE, Stage } from './browser.ts';

let stage: Stage;
let gateway: TestGateway;
let page: Page;
const clock = new ManualClock(A_MONDAY_MORNING);

/** Where to put pictures of the pages, for whoever wants to look at them. */
const PICTURES = process.env['DURESS_PICTURES'];

beforeAll(async () => {
  stage = await Stage.open();
  gateway = await TestGateway.start({ clock, configuration: { dashboard: stage.dist } });
  await gateway.save([{ put: 'setting', key: demoSetting('manager'), value: 'ruth' }]);
  const own = { place: 'site' as PlaceId, supports: [], factors: [{ id: 'own-1', name: 'The side gate' }] }; // as: an id by hand.
  await gateway.save([{ put: 'debrief-lists', value: own }]);
  const months = new Months(gateway, clock);
  const first: DebriefId[] = [];
  for (let i = 0; i < 6; i += 1) first.push(await months.incident('button-room4', { tookMs: 42_000 }));
  for (const debrief of first) {
    await months.review(debrief, {
      kinds: ['verbal'],
      factors: ['waiting', 'noise', 'own-1'],
      possible: ['listen'],
      helped: ['listen'],
      worker: { emotional: 'some' },
    });
  }
  for (let i = 0; i < 2; i += 1) await months.incident('button-ana');
  await months.leap(35);
  page = await (await stage.foreignContext({ viewport: DESK })).newPage();
});
afterAll(async () => {
  await stage.close();
  await gateway.close();
});

async function signIn(as: RegExp): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${gateway.addresses.http}/sign-in`);
  await page.getByRole('button', { name: as }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  await page.goto(`${gateway.addresses.http}/desk#/learning`);
  await page.getByRole('heading', { level: 1, name: 'Learning' }).waitFor();
}

/** Nobody is kept out by eyes, hands, a small screen or colours of their own. */
async function check(name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect([name, colorScheme, await axeFaults(page)]).toEqual([name, colorScheme, []]);
    if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}-forced.png`, fullPage: true });
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
  await page.setViewportSize(PHONE);
  expect([name, await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)]).toEqual([name, 0]);
  expect([name, 'phone', await axeFaults(page)]).toEqual([name, 'phone', []]);
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}-phone.png`, fullPage: true });
  await page.setViewportSize(DESK);
}

const cells = async (table: RegExp, row: RegExp): Promise<string[]> =>
  (await page.getByRole('table', { name: table }).getByRole('row', { name: row }).first().getByRole('cell').allInnerTexts())
    .map((text) => text.trim())
    .filter((text) => text !== '');

it('a manager reads the last month of a unit as tables and in words, and takes it along', async () => {
  await signIn(/^Manager/);
  await page.getByRole('heading', { level: 2, name: 'Harbour Street, March 2026' }).waitFor();
  expect(await cells(/^What happened/, /^Real alarms/)).toEqual(['5 to 9']);
  expect(await cells(/^Darker is more/, /^Monday/)).toEqual(['fewer than 5', '5 to 9', 'fewer than 5', 'fewer than 5']);
  expect(await cells(/^Half within/, /^Press to somebody there/)).toEqual(['5 to 9', '42 s', '42 s']);
  await page.getByText('“Noise” was named most often. What would change it here?').waitFor();
  // What was ticked in the form is called here as it was there.
  for (const cause of ['A long wait', 'Noise', 'The side gate'])
    expect([cause, await cells(/^Debriefs/, new RegExp(`^${cause}(?! ?:)`))]).toEqual([cause, ['5 to 9']]);
  await page.getByText('There is 1 month so far.').waitFor();
  expect(await page.locator('main').innerText()).not.toMatch(/Ana|Maria|Lee|Tom|NaN|undefined/);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Month as PDF' }).click();
  expect((await download).suggestedFilename()).toBe('learning-2026-03.pdf');
  await check('learning');
});

it('asks for a mail each month, and finds it asked for; a link of such a mail leads to its month', async () => {
  const box = page.getByRole('switch', { name: /^Send me an e-mail each month about Harbour Street/ });
  expect(await box.isDisabled()).toBe(true);
  await page.getByText('Your e-mail address is not known here.').waitFor();
  const ruth = gateway.gateway.core.committed.people.get('ruth' as PersonId); // as: an id by hand.
  if (ruth !== undefined) await gateway.save([{ put: 'person', value: { ...ruth, email: 'ruth@example.org' } }]);
  await page.reload();
  await box.check();
  await page.reload();
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[role=switch]')?.checked === true);
  await check('learning-notice');
  await box.uncheck();
  await page.reload();
  await box.waitFor();
  expect(await box.isChecked()).toBe(false);
  await page.goto(`${gateway.addresses.http}/desk#/learning?place=room4&month=2026-02`);
  await page.getByRole('heading', { level: 2, name: /Interview room 4, February 2026$/ }).waitFor();
  await page.goto(`${gateway.addresses.http}/desk#/learning`);
  await page.getByRole('heading', { level: 2, name: 'Harbour Street, March 2026' }).waitFor();
});

it('chooses a room and a quarter', async () => {
  await page.getByLabel('Where').selectOption({ label: 'Harbour Street › Main house › Ground floor › Interview room 4' });
  await page.getByLabel('When', { exact: true }).selectOption({ label: 'January to March 2026' });
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByRole('heading', { level: 2, name: /Interview room 4, January to March 2026/ }).waitFor();
  expect(await cells(/^What happened/, /^Real alarms/)).toEqual(['5 to 17']);
  expect(await cells(/^What happened/, /^Technical/)).toEqual(['fewer than 13']);
  expect(await page.getByRole('link', { name: 'Month as PDF' }).count()).toBe(0);
});

it('a worker sees the place where they work, and nothing around it', async () => {
  await signIn(/^Worker/);
  await page.getByRole('heading', { level: 2, name: /Ground floor, March 2026/ }).waitFor();
  expect(await page.getByLabel('Where').locator('option').count()).toBe(4);
  expect(await page.getByRole('link', { name: 'Learning' }).count()).toBe(1);
});
