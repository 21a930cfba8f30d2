import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { ConsolePage } from './console-page.ts';
import { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.build();
});
afterAll(() => stage.close());
beforeEach(() => stage.begin());
afterEach(() => stage.end());

/** Ana's phone: past the page that says what a phone can't do, and ready. */
async function anasPhone(): Promise<Page> {
  const page = await stage.person('worker', { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
  await page.getByRole('button', { name: 'I understand' }).click();
  await says(page, 'Ready');
  return page;
}

async function says(page: Page, headline: string): Promise<void> {
  await page.locator('.headline', { hasText: headline }).waitFor();
}

test('the phone page: held for a second, and from there on it says who has it until it is over', async () => {
  const maria = await ConsolePage.armed(stage);
  const ana = await anasPhone();

  const control = ana.locator('button.control');
  await control.click();
  await ana.getByText('That was too short').waitFor();
  expect(stage.gateway.gateway.core.committed.alarms.size).toBe(0);

  await control.hover();
  await ana.mouse.down();
  await says(ana, 'Seen by reception');
  await ana.mouse.up();
  await maria.reads('Ana Ruiz', 'Nobody has it');
  await maria.press('Take');
  await says(ana, 'Maria Costa has it');
  await maria.press('I’m going');
  await says(ana, 'Maria Costa is coming');
  await maria.press('I’m there');
  await says(ana, 'Maria Costa is here');
  await maria.press('All clear');
  await maria.reads('Maria Costa said all clear');
  await ana.getByRole('button', { name: /^Cancel with PIN/ }).click();
  await ana.getByLabel('Your PIN').fill('2468');
  await ana.getByRole('button', { name: 'Ask to cancel' }).click();
  await maria.reads('the worker confirmed');
  await maria.close('Genuine', 'Seen to.');
  await says(ana, 'Closed');
  await maria.calm();
});
