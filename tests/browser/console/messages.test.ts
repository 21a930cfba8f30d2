import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { expectUsable } from './accessible.ts';
import { PHONE } from './browser.ts';
import { DeskUnderTest } from './desk-under-test.ts';
import { sampleAlarm } from './samples.ts';

const desk = new DeskUnderTest();
beforeAll(() => desk.start());
afterAll(() => desk.stop());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await desk.end()).toEqual([]);
});

test.each([
  ['desktop', {}],
  ['phone', { viewport: PHONE }],
] as const)('%s: the card says how many were reached, the story by which way and when', async (name, options) => {
  const { feed } = desk.gateway;
  feed.put(sampleAlarm(0, feed.now() - 84_000, { reach: { told: 2, reached: 1 } }));
  const page = await desk.page('/', options);
  await page.getByText('Reached 1 of 2 told').first().waitFor();
  await page.getByText('Room 12').first().click();
  const line = page.locator('li').filter({ hasText: 'Text message to Gus Lindqvist' });
  await line.waitFor();
  expect(await line.innerText()).toMatch(/Text message to Gus Lindqvist: taken by the service [\d:]{8}, delivered [\d:]{8}$/);
  expect(await page.locator('li').filter({ hasText: 'E-mail to Gus' }).innerText()).toContain('failed (mail ECONNECTION)');
  expect(await page.locator('li').filter({ hasText: 'Phone call to Gus' }).innerText()).toContain('failed (nobody picked up)');
  await page.getByText('No way to reach Sam Okafor (no address in their entry)').waitFor();
  await expectUsable(page, `messages ${name}`);
});
