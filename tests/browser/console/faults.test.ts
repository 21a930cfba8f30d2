import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../harness/wait.ts';
import { expectUsable } from './accessible.ts';
import { PHONE } from './browser.ts';
import { DeskUnderTest } from './desk-under-test.ts';
import { sampleAlarm, sampleFault } from './samples.ts';

const desk = new DeskUnderTest();
beforeAll(() => desk.start());
afterAll(() => desk.stop());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await desk.end()).toEqual([]);
});

const HOUR_MS = 3_600_000;
const at = (): number => desk.gateway.feed.now();
const silent = (number: number) =>
  sampleFault(number, at(), { code: 'device-silent', fault: `device-silent:device:button-${number}`, since: at() - number * 60_000 });
const unwatched = () =>
  sampleFault(9, at(), { code: 'no-watching-console', fault: 'no-watching-console:place:n', label: 'Clinic North', shelfMs: 900_000 });

describe('the quiet list of technical matters', () => {
  test('is worked by keys alone: seen, looked after, put aside with an end, and back', async () => {
    desk.gateway.feed.addFaults(silent(1));
    const page = await desk.page();
    const item = page.locator('[data-fault]');
    const asked = () => desk.gateway.askedOfFaults.map(({ action }) => action);
    await item.locator('summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await until('it was seen', () => asked().includes('acknowledge'));
    await item.getByText('Seen by Maria Silva').waitFor();
    await item.getByRole('button', { name: 'I look after it' }).focus();
    await page.keyboard.press('Space');
    await item.getByText('Maria Silva looks after it').waitFor();
    await item.getByRole('button', { name: 'Put aside…' }).focus();
    await page.keyboard.press('Enter');
    // The keys go on where the question has come up: five minutes, a quarter of an hour, an hour.
    for (const key of ['Tab', 'Tab']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await page.getByText('1 put aside').waitFor();
    expect(desk.gateway.askedOfFaults.at(-1)).toMatchObject({ action: 'shelve', body: { forMs: HOUR_MS } });
    // Put aside is never hidden: it is counted, and one key away.
    await page.getByText('Technical faults (0)').waitFor();
    await page.locator('.shelved > summary').focus();
    await page.keyboard.press('Enter');
    await page.locator('.shelved [data-fault] summary').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Put aside by Maria Silva until').waitFor();
    await page.getByRole('button', { name: 'Bring back now' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Technical faults (1)').waitFor();
  });

  test('what silences the house can be put aside for a quarter of an hour at most', async () => {
    desk.gateway.feed.addFaults(unwatched());
    const page = await desk.page();
    await page.locator('[data-fault] summary').click();
    await page.getByRole('button', { name: 'Put aside…' }).click();
    expect(await page.locator('fieldset button').allInnerTexts()).toEqual(['5 minutes', '15 minutes', 'Keep it here']);
  });

  test('many of one kind are one line, nothing of it makes a sound, and an alarm folds it away', async () => {
    const page = await desk.armed();
    desk.gateway.feed.addFaults(...[1, 2, 3, 4, 5].map(silent), unwatched());
    desk.gateway.feed.pulse = { unproven: 19_000 };
    await page.getByText('(5)').waitFor();
    await page.getByText('19,000 buttons are not proven by a test press.').waitFor();
    expect(await page.locator('[data-fault]:visible').count()).toBe(1);
    desk.gateway.feed.put(sampleAlarm(0, at()));
    await page.getByRole('timer').first().waitFor();
    expect(await page.locator('[data-fault]:visible').count()).toBe(0);
    await page.getByText('Technical faults (6)').waitFor();
  });

  test('thousands are one line for all, with how many at each site and the way to each of them', async () => {
    const group = (place: string, label: string, more: object) => ({
      ...{ group: `many:device-silent:${place}`, code: 'device-silent', place, label, standing: 0, shelved: 0, since: at() - 120_000 },
      ...more,
    });
    desk.gateway.feed.faultGroups = [
      group('n', 'Clinic North', { standing: 18 }),
      group('s', 'Clinic South', { standing: 1_982, shelved: 3 }),
    ];
    const page = await desk.page();
    await page.getByText('Technical faults (2000)').waitFor();
    await page.getByText('3 put aside').waitFor();
    const line = page.locator('[data-many]');
    await line.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect((await line.getByRole('listitem').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim())).toEqual([
      'Clinic South: 1,982 the newest for 2 minutes',
      'Clinic North: 18 the newest for 2 minutes',
    ]);
    expect(await line.getByRole('link', { name: 'Clinic South' }).getAttribute('href')).toBe('/desk#/faults?code=device-silent&place=s');
    await expectUsable(page, 'many');
  });

  test.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' as const }],
    ['phone', { viewport: PHONE }],
  ])('%s: axe finds nothing in any of its states', async (name, options) => {
    desk.gateway.feed.addFaults(
      ...[1, 2, 3, 4].map(silent),
      unwatched(),
      sampleFault(7, at(), { easedAt: at() - 120_000, owner: { person: 'jon', name: 'Jon Okafor' }, detail: '18 %' }),
      sampleFault(8, at(), {
        fault: 'port-lost:receiver:x',
        code: 'port-lost',
        label: '/dev/ttyUSB0',
        shelved: { person: 'jon', name: 'Jon Okafor', until: at() + HOUR_MS },
      }),
    );
    desk.gateway.feed.pulse = { unproven: 12 };
    const page = await desk.page('/', options);
    await page.locator('[data-unproven]').waitFor();
    await expectUsable(page, `${name}, folded`);
    for (const summary of await page.locator('aside details:not([open]) > summary').all())
      if (await summary.isVisible()) await summary.click();
    await page.getByRole('button', { name: 'Put aside…' }).first().click();
    await expectUsable(page, `${name}, open`);
    const pictures = process.env['DURESS_PICTURES'];
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/faults-${name}.png`, fullPage: true });
  });
});
