import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { axeFaults, Stage } from './browser.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.fresh();
});

/** Colours are all that a dark theme changes. */
async function darkFaults(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withRules(['color-contrast']).analyze();
  await page.emulateMedia({ colorScheme: 'light' });
  return violations.flatMap((violation) => violation.nodes.map((node) => `dark: ${node.target.join(' ')}`));
}

async function faultsOf(page: Page): Promise<string[]> {
  const faults = [...(await axeFaults(page)), ...(await darkFaults(page))];
  await page.setViewportSize({ width: 320, height: 640 });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.setViewportSize({ width: 360, height: 640 });
  return over > 0 ? [...faults, `scrolls sideways by ${over} px at 320 px`] : faults;
}

const PAGES = {
  manager: [
    '#/tasks',
    '#/debriefs/d1',
    '#/debriefs/d2',
    '#/debriefs/d2/welfare',
    '#/debriefs/d2/review',
    '#/debriefs/d2/prevent',
    '#/debriefs/d2/complete',
    '#/debriefs/d1/hand-over',
    '#/debriefs/d2/duty',
    '#/away',
    '#/duty-rules',
  ],
  worker: ['#/tasks', '#/debriefs/d1', '#/debriefs/d1/account', '#/debriefs/d1/ask-other', '#/debriefs/d1/duty', '#/away'],
  dora: [
    '#/people',
    '#/people/ben',
    '#/people/dora',
    '#/people/new',
    '#/places',
    '#/places/s1',
    '#/places/new',
    '#/devices',
    '#/devices/btn-0013',
    '#/devices/new',
    '#/devices?show=unproven',
    '#/faults',
    '#/access',
    '#/import',
    '#/nowhere',
  ],
} as const;

it.each(Object.entries(PAGES))('every page of the %s can be used by everybody, in both themes and at 320 px', async (user, hashes) => {
  // The keys are the users that a context knows.
  const page = await stage.page(await stage.context(user as keyof typeof PAGES));
  await page.goto(`${stage.gateway.url}/desk`);
  const found: Record<string, string[]> = {};
  for (const hash of hashes) {
    await page.evaluate((next) => (location.hash = next), hash);
    await page.locator('main h1').first().waitFor();
    await page.waitForFunction(() => document.querySelector('main [role=status]')?.textContent !== 'Loading…');
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    const faults = await faultsOf(page);
    if (faults.length > 0) found[hash] = faults;
  }
  expect(found).toEqual({});
  expect(stage.complaints).toEqual([]);
});

it('the sign-in page can be used by everybody in each of its forms', async () => {
  const page = await stage.page(await stage.context());
  await page.goto(`${stage.gateway.url}/sign-in`);
  await page.getByRole('heading', { name: 'Try the demo' }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  stage.gateway.organisation.demo = false;
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
});
