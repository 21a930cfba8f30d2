import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { expectUsable } from './accessible.ts';
import { PHONE } from './browser.ts';
import { DeskUnderTest } from './desk-under-test.ts';
import { JON, sampleAlarm, sampleFault, samplePending } from './samples.ts';

const desk = new DeskUnderTest();
beforeAll(() => desk.start());
afterAll(() => desk.stop());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await desk.end()).toEqual([]);
});

const MODES = [
  { name: 'light', options: { colorScheme: 'light' } },
  { name: 'dark', options: { colorScheme: 'dark' } },
  { name: 'phone', options: { viewport: PHONE } },
] as const;
type Look = (state: string) => Promise<void>;

/** The same console in each mode at once: a link takes its time to be lost. */
async function inEachMode(arm: boolean): Promise<{ pages: readonly Page[]; look: Look }> {
  const pages: Page[] = [];
  for (const { options } of MODES) pages.push(await (arm ? desk.armed('/', options) : desk.page('/', options)));
  const look = async (state: string): Promise<void> => {
    for (const [index, page] of pages.entries()) await expectUsable(page, `${state}, ${MODES[index]?.name ?? ''}`);
  };
  return { pages, look };
}

function openTwo(): void {
  const { feed } = desk.gateway;
  const at = feed.now();
  feed.addFaults(sampleFault(7, at));
  feed.put(
    sampleAlarm(0, at - 84_000),
    sampleAlarm(4, at - 500_000, { state: 'coming', loud: false, taken: { ...JON, at }, responder: { ...JON, at } }),
  );
}

test('with its sound off, alarms or not, the console can be used by everybody', async () => {
  const { pages, look } = await inEachMode(false);
  for (const page of pages) await page.getByRole('heading', { name: 'Sound is OFF' }).waitFor();
  await look('sound off, calm');
  openTwo();
  for (const page of pages) await page.locator('[data-alarm="alarm-4"]').waitFor({ state: 'attached' });
  await look('sound off, alarms');
});

test('while it asks whether it is heard, and while it does not count, too', async () => {
  const { pages, look } = await inEachMode(true);
  for (const page of pages) await page.getByText(/^This console has just played three tones\./).waitFor();
  await look('not confirmed');
  for (const page of pages) await page.getByRole('button', { name: 'No', exact: true }).click();
  await look('the question');
  for (const page of pages) await page.keyboard.press('Escape');
  const own = Array.from({ length: MODES.length }, (_, i) => ({ console: `console-${String(i + 1)}`, watching: false, why: 'not-heard' }));
  desk.gateway.feed.sayConsoles(...own.map((one) => ({ ...one, name: 'Maria Silva', place: 'Clinic North', since: 0 })));
  for (const page of pages) await page.getByText(/does not count as watching: somebody here could not hear it/).waitFor();
  await look('not counted');
});

test('Delayed, LOST and signed out, with alarms open and one that is not recorded yet', async () => {
  const { pages, look } = await inEachMode(true);
  openTwo();
  desk.gateway.feed.sayPending([samplePending(desk.gateway.feed.now())]);
  for (const page of pages) await page.locator('[data-alarm="alarm-4"]').waitFor({ state: 'attached' });
  desk.gateway.feed.pulse = { log: 'lifeboat' };
  for (const page of pages) await page.getByText(/The gateway can’t write its log/).waitFor();
  await look('lifeboat');
  desk.gateway.feed.pulse = {};
  for (const page of pages) await page.getByText('Live', { exact: true }).waitFor();
  desk.gateway.feed.mute = true;
  const [first] = pages;
  for (const page of pages) await page.getByText(/^Delayed: last word/).waitFor({ timeout: 15_000 });
  // In each mode what is Delayed would be LOST before the last was looked at: one of them stands for its colours, which all share.
  if (first !== undefined) await expectUsable(first, 'delayed');
  for (const page of pages) await page.getByRole('heading', { name: 'LOST: no link to the gateway' }).waitFor({ timeout: 20_000 });
  await look('lost');
  desk.gateway.feed.mute = false;
  desk.gateway.signedIn = false;
  desk.gateway.feed.cut();
  for (const page of pages) await page.getByRole('heading', { name: /^SIGNED OUT/ }).waitFor();
  await look('signed out');
});
