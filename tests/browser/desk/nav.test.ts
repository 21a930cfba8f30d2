import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clipped, overlapping } from '../languages/look-through.ts';
import { axeFaults, DESK, PHONE, Stage, type DemoUser } from './browser.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.fresh();
});

const PICTURES = process.env['DURESS_PICTURES'];
const SMALLEST = { width: 320, height: 640 } as const;

type Options = Parameters<Stage['context']>[1];

async function open(user: DemoUser | 'dora', hash: string, options: Options = {}): Promise<Page> {
  const page = await stage.page(await stage.context(user, options));
  await page.goto(`${stage.gateway.url}/desk${hash}`);
  await page.locator('main h1').first().waitFor();
  return page;
}

const places = (page: Page) => page.getByRole('navigation').getByRole('link');
const more = (page: Page) => page.getByRole('navigation').getByRole('button');
const expanded = (page: Page) => more(page).getAttribute('aria-expanded');

async function names(page: Page): Promise<string[]> {
  return (await places(page).allInnerTexts()).map((name) => name.replace(/\s*\d+$/, ''));
}

/** As it stands: nobody is kept out, and nothing is cut, in both themes and from both sides. */
async function look(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect([name, colorScheme, await axeFaults(page)]).toEqual([name, colorScheme, []]);
    const width = String(page.viewportSize()?.width);
    if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/nav-${name}-${width}-${colorScheme}.png` });
  }
  for (const dir of ['rtl', 'ltr']) {
    await page.evaluate((to) => (document.documentElement.dir = to), dir);
    expect([name, dir, await clipped(page), await overlapping(page)]).toEqual([name, dir, [], []]);
  }
}

describe('on a desk', () => {
  it('shows what a day needs, and set-up when asked for, by the keys alone', async () => {
    const page = await open('dora', '#/tasks', { viewport: DESK });
    await more(page).waitFor();
    expect(await names(page)).toEqual(['My tasks', 'Overdue', 'Actions', 'Learning', 'Technical', 'Drills', 'Tests', 'Reports']);
    expect(await expanded(page)).toBe('false');
    await page.getByRole('button', { name: 'Set-up' }).focus();
    await page.keyboard.press('Enter');
    expect(await expanded(page)).toBe('true');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('People');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
    await look(page, 'set-up');
  });

  it('is open where the reader is in set-up, and closed where not', async () => {
    const page = await open('dora', '#/people/new', { viewport: DESK });
    expect(await expanded(page)).toBe('true');
    expect(await page.locator('nav [aria-current=page]').innerText()).toBe('People');
    await more(page).click();
    expect(await expanded(page)).toBe('false');
    await page.goto(`${stage.gateway.url}/desk#/devices`);
    await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
    expect(await expanded(page)).toBe('true');
    await places(page).getByText('My tasks').click();
    await page.getByRole('heading', { level: 1, name: 'My tasks' }).waitFor();
    expect(await expanded(page)).toBe('false');
  });
});

describe('on a phone', () => {
  it.each([
    ['en-AU', SMALLEST],
    ['en-AU', PHONE],
    ['de-DE', SMALLEST],
    ['de-DE', PHONE],
  ] as const)('in %s, has a menu of everything, big enough for thumbs (%o)', async (locale, viewport) => {
    const page = await open('dora', '#/tasks', { viewport, locale });
    expect(await places(page).count()).toBe(1);
    await look(page, `closed-${locale}`);
    await more(page).click();
    expect(await places(page).count()).toBe(18);
    for (const link of await places(page).all()) expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await look(page, `open-${locale}`);
  });

  it('closes when a page was chosen, and says in it which one that is', async () => {
    const page = await open('dora', '#/tasks');
    await page.getByRole('button', { name: 'Menu' }).click();
    await places(page).getByText('Escalation').click();
    await page.getByRole('heading', { level: 1, name: 'Escalation' }).waitFor();
    expect(await expanded(page)).toBe('false');
    expect(await names(page)).toEqual(['My tasks']);
    await more(page).click();
    expect(await page.locator('nav [aria-current=page]').innerText()).toBe('Escalation');
    await look(page, 'where');
  });
});

it('a worker has two places, and nothing to open', async () => {
  const page = await open('worker', '#/tasks');
  expect(await names(page)).toEqual(['My tasks', 'Learning']);
  expect(await more(page).count()).toBe(0);
});
