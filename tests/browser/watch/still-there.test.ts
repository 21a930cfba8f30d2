import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../../harness/wait.ts';
import { expectUsable } from '../console/accessible.ts';
import { DESKTOP, PHONE } from '../console/browser.ts';
import { DeskUnderTest } from '../console/desk-under-test.ts';
import { sampleAlarm } from '../console/samples.ts';
import { picture } from './picture.ts';

const desk = new DeskUnderTest();
beforeAll(() => desk.start());
afterAll(() => desk.stop());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await desk.end()).toEqual([]);
});

/** What the places of this console allow: the question takes the second half of so short a time. */
const heldTo = (attendedWithinMs: number) => ({ attendedWithinMs, soundTestWithinMs: 43_200_000 });
const asked = { name: 'Still there?' };

test.each(['Enter', ' ', 'q'])('the question stands quietly, counts down, and %j answers it', async (key) => {
  const page = await desk.armed();
  await page.getByRole('heading', { name: 'No alarms' }).waitFor();
  desk.gateway.feed.pulse = { heldTo: heldTo(20_000) };
  await page.getByRole('heading', asked).waitFor({ timeout: 20_000 });
  await page.getByText(/In 0:0\d it counts as not watched/).waitFor();
  expect(await page.title()).toContain('STILL THERE?');
  await picture(page, 'still-there');
  await page.keyboard.press(key);
  await page.getByRole('heading', asked).waitFor({ state: 'hidden' });
  await until('the gateway is told', () => (desk.lastWatch?.inputAgoMs ?? Infinity) < 1_000);
});

test.each([
  { name: 'light', options: { viewport: DESKTOP } },
  { name: 'dark', options: { viewport: DESKTOP, colorScheme: 'dark' as const } },
  { name: 'phone', options: { viewport: PHONE } },
])('nobody answers: it says so until somebody does, and can be used ($name)', async ({ name, options }) => {
  const page = await desk.armed('/', options);
  desk.gateway.feed.pulse = { heldTo: heldTo(6_000) };
  await page.getByRole('heading', asked).waitFor({ timeout: 15_000 });
  await expectUsable(page, `asked, ${name}`);
  await picture(page, `asked-${name}`);
  const since = { since: 0, person: 'maria', name: 'Maria Silva', place: '' };
  desk.gateway.feed.sayConsoles({ console: desk.gateway.feed.lastConsole, watching: false, why: 'unattended', ...since });
  await page.getByRole('heading', { name: 'Not watched: nobody answered' }).waitFor({ timeout: 15_000 });
  await until('its title says so', async () => (await page.title()).includes('NOT WATCHING'));
  await expectUsable(page, `nobody, ${name}`);
  await picture(page, `nobody-${name}`);
  await until('the gateway is told that nobody is here', () => (desk.lastWatch?.inputAgoMs ?? 0) > 6_000);
  desk.gateway.feed.pulse = { heldTo: heldTo(1_800_000) };
  await page.getByRole('button', { name: 'I am here' }).first().click();
  await page.getByRole('heading', { name: 'Not watched: nobody answered' }).waitFor({ state: 'hidden' });
});

test('with an alarm open the question is one line of the strip and moves nothing', async () => {
  const page = await desk.armed();
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now()));
  const take = page.getByRole('button', { name: /^Take/ });
  await take.waitFor();
  const before = await take.boundingBox();
  desk.gateway.feed.pulse = { heldTo: heldTo(20_000) };
  await page.getByText(/^Still there\?/).waitFor({ timeout: 20_000 });
  expect(await page.getByRole('heading', asked).count()).toBe(0);
  expect(await take.boundingBox()).toEqual(before);
  await picture(page, 'still-there-alarm');
  await page.mouse.move(300, 300);
  await page.mouse.move(320, 320);
  await page.getByText(/^Still there\?/).waitFor({ state: 'hidden' });
});

test('input in another window is none here', async () => {
  const page = await desk.armed();
  desk.gateway.feed.pulse = { heldTo: heldTo(20_000) };
  const other = await page.context().newPage();
  await other.goto('about:blank');
  const heardFrom = desk.gateway.feed.heard.length;
  await until(
    'it is asked about',
    async () => {
      await other.mouse.move(10 + Math.random() * 50, 10);
      return (await page.getByRole('heading', asked).count()) === 1;
    },
    { withinMs: 20_000 },
  );
  const ages = desk.gateway.feed.heard
    .slice(heardFrom)
    .flatMap(({ message }) => (message.type === 'watch' ? [message.state.inputAgoMs] : []));
  expect(Math.max(...ages)).toBeGreaterThan(5_000);
});
