import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { peoplesPages } from '../../../gateway/src/wiring/demo-words.ts';
import { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.build();
});
afterAll(() => stage.close());
beforeEach(() => stage.begin());
afterEach(() => stage.end());

test('the three addresses of the demo, open in one browser: each tab is another person, and stays it', async () => {
  const [maria, ruth, ana] = peoplesPages(stage.http).map(([url]) => url);
  const { page: first } = await stage.visit(maria ?? '');
  const open = async (url: string | undefined, page: Page): Promise<Page> => {
    await page.goto(url ?? '');
    return page;
  };
  const context = first.context();
  const second = await open(ruth, await context.newPage());
  const third = await open(ana, await context.newPage());
  await first.getByRole('button', { name: /^Reception at the console/ }).click();
  await second.getByRole('button', { name: /^Manager with the debrief/ }).click();
  await third.getByRole('button', { name: /^Worker with the button/ }).click();
  await third.getByRole('button', { name: 'I understand' }).click();
  await third.locator('.headline', { hasText: 'Ready' }).waitFor();
  for (const page of [first, second, third]) await page.reload();
  await first.getByText('This console: Maria Costa').waitFor();
  await second.getByText('Ruth Adler').waitFor();
  await third.locator('.headline', { hasText: 'Ready' }).waitFor();
  // The feed asks for the page's origin: it is live under each name.
  await first.getByText('Live', { exact: true }).waitFor();
  expect(new Set([first, second, third].map((page) => new URL(page.url()).hostname)).size).toBe(3);
});
