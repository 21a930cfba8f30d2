import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { until } from '../../harness/wait.ts';
import { expectUsable } from '../console/accessible.ts';
import { DeskUnderTest } from '../console/desk-under-test.ts';
import { JON, sampleAlarm, samplePending } from '../console/samples.ts';
import { picture } from './picture.ts';

const desk = new DeskUnderTest();
beforeAll(() => desk.start());
afterAll(() => desk.stop());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await desk.end()).toEqual([]);
});

/** The small window, opened by a click of a person. */
async function mini(page: Page): Promise<Page> {
  const opened = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Small window' }).click();
  const small = await opened;
  // The size that it has on a desk; the test's browser gives every window that of its page.
  await small.setViewportSize({ width: 380, height: 300 });
  return small;
}

test.each(['light', 'dark'] as const)(
  'one click opens it; it says that all is calm, then the newest alarm that nobody has, and takes it (%s)',
  async (colorScheme) => {
    const page = await desk.armed('/', { colorScheme });
    const small = await mini(page);
    await small.getByRole('heading', { name: 'No alarms' }).waitFor();
    await picture(small, `mini-calm-${colorScheme}`);
    const now = desk.gateway.feed.now();
    desk.gateway.feed.put(
      sampleAlarm(1, now - 9_000, { state: 'taken', loud: false, taken: { ...JON, at: now - 5_000 } }),
      sampleAlarm(0, now - 4_000),
    );
    await small.getByRole('heading', { name: 'Room 12' }).waitFor();
    await small.getByText('Ana Ruiz', { exact: true }).waitFor();
    await small.getByText('and 1 more in the large window').waitFor();
    await picture(small, `mini-alarm-${colorScheme}`);
    await expectUsable(small, 'mini with an alarm');
    await small.getByRole('button', { name: 'Take' }).click();
    await until('it was asked for', () => desk.gateway.asked.some(({ alarm, action }) => alarm === 'alarm-0' && action === 'take'));
    await small.getByText('You have it').waitFor();
  },
);

test('a press that is not recorded, a drill, and a lost link look like what they are', async () => {
  const page = await desk.armed();
  const small = await mini(page);
  const now = desk.gateway.feed.now();
  desk.gateway.feed.put(sampleAlarm(2, now, { drill: true }));
  await small
    .getByText(/^Drill/)
    .first()
    .waitFor();
  desk.gateway.feed.sayPending([samplePending(now)]);
  await small.getByRole('button', { name: 'I have it' }).waitFor();
  desk.gateway.feed.mute = true;
  await small.getByRole('heading', { name: 'LOST' }).waitFor({ timeout: 40_000 });
  await small.getByText(/^Nothing has been heard for 2\d seconds\./).waitFor();
  await picture(small, 'mini-lost');
  await expectUsable(small, 'mini lost');
});

test('it closes cleanly, by itself or by the button that opened it, and opens again', async () => {
  const page = await desk.armed();
  const small = await mini(page);
  await small.getByRole('heading', { name: 'No alarms' }).waitFor();
  const button = page.getByRole('button', { name: 'Small window' });
  expect(await button.getAttribute('aria-pressed')).toBe('true');
  await small.close();
  await until('the page knows', async () => (await button.getAttribute('aria-pressed')) === 'false');
  const again = await mini(page);
  await again.getByRole('heading', { name: 'No alarms' }).waitFor();
  await button.click();
  await until('it is closed', () => again.isClosed());
});

test('a browser without it has no button', async () => {
  const page = await desk.page();
  await page.addInitScript(() => Reflect.deleteProperty(window, 'documentPictureInPicture'));
  await page.reload();
  await page.getByRole('button', { name: /Sound/ }).first().waitFor();
  expect(await page.getByRole('button', { name: 'Small window' }).count()).toBe(0);
});

test('shown counts from it by its own paint: behind another tab only what stands in the small window', async () => {
  const page = await desk.armed();
  const small = await mini(page);
  await small.getByRole('heading', { name: 'No alarms' }).waitFor();
  // Silent alarms, so that no sound proves anything; the page has no focus, as behind another tab.
  await page.evaluate(() => {
    document.hasFocus = () => false;
  });
  const now = desk.gateway.feed.now();
  const taken = { state: 'taken' as const, loud: false, taken: { ...JON, at: now } };
  desk.gateway.feed.put(sampleAlarm(0, now - 60_000, taken), sampleAlarm(1, now, taken));
  await until('the newest is shown', () => desk.shown.includes('alarm-1'));
  desk.gateway.feed.put(sampleAlarm(2, now + 1_000, taken));
  await until('the next is shown', () => desk.shown.includes('alarm-2'));
  expect(desk.shown).not.toContain('alarm-0');
});
