import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../../harness/wait.ts';
import { DeskUnderTest } from './desk-under-test.ts';
import { ME, sampleAlarm, samplePending } from './samples.ts';

const desk = new DeskUnderTest();
beforeAll(() => desk.start());
afterAll(() => desk.stop());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await desk.end()).toEqual([]);
});

test('a half-open socket: Delayed by 12 s, LOST by 22 s with a band and what to do, old cards marked; back again by itself', async () => {
  const page = await desk.armed();
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now()));
  await page.locator('[data-alarm="alarm-0"]').waitFor();
  desk.gateway.feed.mute = true;
  const cutAt = performance.now();
  await page.getByText(/^Delayed: last word/).waitFor({ timeout: 12_500 });
  expect(performance.now() - cutAt).toBeLessThanOrEqual(12_500);
  const band = page.getByRole('alert').filter({ has: page.getByRole('heading', { name: 'LOST: no link to the gateway' }) });
  await band.waitFor();
  expect(performance.now() - cutAt).toBeLessThanOrEqual(22_500);
  expect((await band.boundingBox())?.height).toBeGreaterThanOrEqual(72);
  const [ink, ground] = await band.evaluate((element) => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]);
  expect([ink, ground]).toEqual(['rgb(255, 255, 255)', 'rgb(18, 18, 18)']);
  await page.getByText(/^as of \d+ seconds ago$/).waitFor();
  await expect.poll(() => page.title()).toMatch(/^LOST/);
  expect(await page.locator('link[rel="icon"]').getAttribute('href')).toContain('lost');
  desk.gateway.feed.mute = false;
  const backAt = performance.now();
  await band.waitFor({ state: 'hidden' });
  expect(performance.now() - backAt).toBeLessThanOrEqual(10_000);
});

test('after cuts at any moment nothing is missing, nothing is there twice, and nothing is said to be shown twice', async () => {
  const page = await desk.armed();
  let last = 0;
  for (let cut = 0; cut < 4; cut += 1) {
    for (let i = 0; i < 3; i += 1) desk.gateway.feed.put(sampleAlarm((last += 1), desk.gateway.feed.now()));
    desk.gateway.feed.cut();
    for (let i = 0; i < 2; i += 1) desk.gateway.feed.put(sampleAlarm((last += 1), desk.gateway.feed.now()));
    await until('it is back', () => desk.gateway.feed.connections.size === 1);
    await page.locator(`[data-alarm="alarm-${last}"]`).waitFor({ state: 'attached' });
  }
  const cards = await page.locator('article').evaluateAll((all) => all.map((card) => card.getAttribute('data-alarm')));
  expect(cards.toSorted()).toEqual(Array.from({ length: last }, (_, i) => `alarm-${i + 1}`).toSorted());
  const resumed = desk.gateway.feed.heard.filter(
    ({ message }) => message.type === 'subscribe' && message.topic === 'alarms' && message.after !== undefined,
  );
  expect(resumed).toHaveLength(4);
});

test('a hole in the numbers is noticed at the next message, and a snapshot fills it', async () => {
  const page = await desk.armed();
  desk.gateway.feed.loseNext = true;
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now()));
  desk.gateway.feed.put(sampleAlarm(1, desk.gateway.feed.now()));
  await page.locator('[data-alarm="alarm-0"]').waitFor();
  await page.locator('[data-alarm="alarm-1"]').waitFor();
});

test('in the lifeboat a press shows as not recorded yet, is said to be shown, and one person can have it', async () => {
  const page = await desk.armed();
  desk.gateway.feed.pulse = { log: 'lifeboat' };
  await page.getByText(/The gateway can’t write its log/).waitFor();
  const press = samplePending(desk.gateway.feed.now());
  desk.gateway.feed.sayPending([press]);
  await page
    .getByText(/^Not recorded yet/)
    .first()
    .waitFor();
  await until('shown', () => desk.shown.includes(press.press));
  await page.getByRole('button', { name: 'I have it' }).click();
  await until('have', () => desk.gateway.feed.heard.some(({ message }) => message.type === 'have' && message.press === press.press));
  desk.gateway.feed.sayPending([{ ...press, taken: { ...ME, at: desk.gateway.feed.now() } }]);
  await page.getByText('You have it').waitFor();
});

test('a press that is not recorded moves nothing under the pointer, neither when it comes nor when it becomes an alarm or goes', async () => {
  const page = await desk.armed();
  const { feed } = desk.gateway;
  feed.put(sampleAlarm(0, feed.now()));
  const take = page.locator('[data-alarm="alarm-0"]').getByRole('button', { name: /^Take/ });
  const press = samplePending(feed.now());
  const waiting = page.locator(`[data-alarm="${press.press}"]`);
  const order = () => page.locator('article').evaluateAll((cards) => cards.map((card) => card.getAttribute('data-alarm')));
  await take.hover();
  const before = await take.boundingBox();
  feed.sayPending([press]);
  await waiting.waitFor();
  expect(await take.boundingBox()).toEqual(before);
  await page.mouse.move(640, 20);
  await expect.poll(order, { timeout: 5_000 }).toEqual([press.press, 'alarm-0']);
  await take.hover();
  const below = await take.boundingBox();
  feed.put(sampleAlarm(3, feed.now()));
  feed.sayPending([]);
  // The alarm came first, in the place of the press; what is left of that is not to be seen.
  await waiting.waitFor({ state: 'hidden' });
  expect(await order()).toEqual(['alarm-3', 'alarm-0', press.press]);
  expect(await take.boundingBox()).toEqual(below);
  // It was a further press of an alarm that has its card: nothing comes in its place.
  await page.mouse.move(640, 20);
  const further = { ...press, press: 'further' };
  feed.sayPending([further]);
  await expect.poll(order, { timeout: 5_000 }).toEqual(['further', 'alarm-3', 'alarm-0']);
  await take.hover();
  const still = await take.boundingBox();
  feed.sayPending([]);
  await page.locator('[data-alarm="further"]').waitFor({ state: 'hidden' });
  expect(await take.boundingBox()).toEqual(still);
  await page.mouse.move(640, 20);
  await expect.poll(order, { timeout: 5_000 }).toEqual(['alarm-3', 'alarm-0']);
});

test('somebody whose session ended is sent to sign in and back', async () => {
  const page = await desk.armed('/#history');
  desk.gateway.signedIn = false;
  desk.gateway.feed.cut();
  await page.waitForURL((url) => url.pathname === '/sign-in');
  expect(new URL(page.url()).searchParams.get('back')).toBe('/#history');
});

test('a session that ends while an alarm is open: the card stays and sounds, the page says loudly what it is, and mends itself', async () => {
  const page = await desk.armed();
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now()));
  await page.locator('[data-alarm="alarm-0"]').waitFor();
  desk.gateway.signedIn = false;
  desk.gateway.feed.cut();
  const band = page.getByRole('alert').filter({ has: page.getByRole('heading', { name: /^SIGNED OUT/ }) });
  await band.waitFor();
  expect((await band.boundingBox())?.height).toBeGreaterThanOrEqual(72);
  await expect.poll(() => page.title()).toMatch(/^SIGNED OUT/);
  expect(await page.locator('link[rel="icon"]').getAttribute('href')).toContain('lost');
  await page.locator('[data-alarm="alarm-0"]', { hasText: 'Nobody has it' }).waitFor();
  await page.getByText(/^as of /).waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  // What is asked of the gateway now is refused, and does not take the card away either.
  await page.keyboard.press('t');
  await page.locator('.note').waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  expect(await band.getByRole('link').getAttribute('href')).toBe('/sign-in?back=%2F');
  // Somebody signs in, in another tab of this browser.
  desk.gateway.signedIn = true;
  await band.waitFor({ state: 'hidden' });
  await page.getByText('Live', { exact: true }).waitFor();
  expect(await page.locator('article').count()).toBe(1);
});

test('another build: an unarmed console loads itself anew once, an armed one asks, and never while an alarm is open', async () => {
  desk.gateway.feed.build = 'another';
  const page = await desk.page('/');
  await until('it has loaded twice', () => desk.gateway.feed.protocols.length === 2);
  await page.getByText('Live', { exact: true }).waitFor();
  desk.gateway.feed.build = 'a third';
  await page.mouse.click(8, 712);
  await until('armed', () => desk.lastWatch?.armed === true);
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now()));
  desk.gateway.feed.cut();
  await until('it is back', () => desk.gateway.feed.connections.size === 1);
  await page.locator('[data-alarm="alarm-0"]').waitFor();
  expect(await page.getByRole('button', { name: 'Load it' }).count()).toBe(0);
  const view = desk.gateway.feed.alarms.get('alarm-0');
  if (view !== undefined) desk.gateway.feed.close(view);
  await page.getByRole('button', { name: 'Load it' }).waitFor();
  expect(desk.gateway.feed.protocols).toHaveLength(3);
});
