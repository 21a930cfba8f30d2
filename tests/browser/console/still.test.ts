import type { Page } from 'playwright-core';
import type { AlarmView } from '@duress/gateway/contract/alarm.ts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { DESKTOP, PHONE } from './browser.ts';
import { DeskUnderTest } from './desk-under-test.ts';
import { sampleAlarm, samplePending } from './samples.ts';

const desk = new DeskUnderTest();
beforeAll(() => desk.start());
afterAll(() => desk.stop());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await desk.end()).toEqual([]);
});

/** As long as names get, for whoever has it and for whoever needs it. */
const LONG = { person: 'long', name: 'Maximiliane Hohenstein-Schwarzenberger' };
const OTHER = { person: 'other', name: 'Sofía Hernández-Castellanos Villavicencio' };

const SIZES = [
  ['a desk', DESKTOP],
  ['a phone', { width: 390, height: 844 }],
  ['the smallest phone', PHONE],
] as const;

/** Where something stands on the page, wherever that is scrolled to. */
async function boxOf(page: Page, selector: string) {
  return page.locator(selector).evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y: y + window.scrollY, width, height };
  });
}

type Change = { readonly [K in keyof AlarmView]?: AlarmView[K] | undefined };

/** The states of one alarm's life, each with the longest words that the state can have. */
function lifeOf(at: number): readonly (readonly [string, Change])[] {
  const own = { taken: { ...LONG, at }, loudAt: at + 600_000, hand: { state: 'unseen', at } } as const;
  return [
    ['pressed again', { presses: 12, lastPressAt: at - 50_000 }],
    ['its button says more', { hand: { state: 'unseen', at } }],
    ['forced', { coerced: true }],
    ['taken by another', { state: 'taken', loud: false, ...own }],
    ['while the log is away', { recorded: false }],
    ['loud again', { state: 'taken', loud: true, recorded: true, ...own }],
    ['coming', { state: 'coming', loud: false, responder: { ...LONG, at } }],
    ['there, without a word for long', { state: 'here', here: { ...LONG, at }, reminded: { at, times: 1 } }],
    ['all clear', { state: 'cleared', cleared: { ...LONG, at, aloneFrom: at + 100_000, confirmed: true } }],
    ['not all clear', { state: 'open', loud: true, cleared: undefined, taken: undefined, responder: undefined, here: undefined }],
  ];
}

test.each(SIZES)('on %s no change of state moves Take, neither of its own card nor of the one below', async (_, viewport) => {
  const page = await desk.armed('/', { viewport });
  const { feed } = desk.gateway;
  const at = feed.now();
  feed.put(sampleAlarm(0, at - 120_000), sampleAlarm(1, at - 60_000, { who: OTHER }));
  const upper = '[data-alarm="alarm-1"]';
  const lower = '[data-alarm="alarm-0"] .take';
  await page.locator(lower).waitFor();
  // Somebody aims at the lower one: no card changes its place now.
  await page.locator(lower).hover();
  const own = await boxOf(page, `${upper} .take`);
  const below = await boxOf(page, lower);
  for (const [name, change] of lifeOf(at)) {
    desk.gateway.change('alarm-1', change);
    await page.waitForFunction(
      ([card, state, presses]) => {
        const element = document.querySelector(card);
        return element?.getAttribute('data-state') === state && (presses < 2 || element.textContent.includes('12'));
      },
      [upper, feed.alarms.get('alarm-1')?.state ?? '', feed.alarms.get('alarm-1')?.presses ?? 0] as const,
    );
    // The words of the state are there in the next frame.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    expect(await boxOf(page, lower), name).toEqual(below);
    if ((await page.locator(`${upper} .take`).count()) > 0) expect(await boxOf(page, `${upper} .take`), name).toEqual(own);
  }
  // And with that the last state had its button again.
  expect(await page.locator(`${upper} .take`).count()).toBe(1);
});

test.each(SIZES)('on %s a press that becomes an alarm has its button where it was, and moves none below', async (_, viewport) => {
  const page = await desk.armed('/', { viewport });
  const { feed } = desk.gateway;
  const at = feed.now();
  feed.put(sampleAlarm(0, at - 120_000));
  const press = { ...samplePending(at), who: OTHER, presses: 2, coerced: true };
  // Away from the cards, so that they may take their places.
  await page.mouse.move(4, 4);
  feed.sayPending([press]);
  const waiting = `[data-alarm="${press.press}"]`;
  const lower = '[data-alarm="alarm-0"] .take';
  await page.locator(`${waiting} ~ [data-alarm="alarm-0"]`).waitFor({ timeout: 5_000 });
  await page.locator(lower).hover();
  const own = await boxOf(page, `${waiting} .take`);
  const below = await boxOf(page, lower);
  feed.sayPending([{ ...press, taken: { ...LONG, at } }]);
  await page.getByText(`${LONG.name} has it`).waitFor();
  expect(await boxOf(page, lower)).toEqual(below);
  feed.put(sampleAlarm(3, at, { who: OTHER, presses: 2, coerced: true, phone: '+61 2 5550 1234' }));
  feed.sayPending([]);
  await page.locator('[data-alarm="alarm-3"] .take').waitFor();
  expect(await boxOf(page, '[data-alarm="alarm-3"] .take')).toEqual(own);
  expect(await boxOf(page, lower)).toEqual(below);
});

test('nothing to press comes to lie where Take was: the second click of a double click does nothing', async () => {
  const page = await desk.armed();
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now()));
  const take = page.locator('[data-alarm="alarm-0"] .take');
  const { x, y, width, height } = await boxOf(page, '[data-alarm="alarm-0"] .take');
  await take.click();
  await page.getByText('You have it').waitFor();
  const there = await page.evaluate(
    ([left, top, wide, high]) => {
      const hit = new Set<string>();
      for (let i = 0; i <= 10; i += 1)
        for (let j = 0; j <= 4; j += 1) {
          const element = document.elementFromPoint(left + 1 + ((wide - 2) * i) / 10, top + 1 + ((high - 2) * j) / 4);
          if (element !== null && element.closest('button, a') !== null) hit.add(element.outerHTML.slice(0, 80));
        }
      return [...hit];
    },
    [x, y, width, height] as const,
  );
  expect(there).toEqual([]);
});
