import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../../gateway/src/contract/languages.ts';
import { DESKTOP, PHONE, WALL } from '../console/browser.ts';
import { DeskUnderTest } from '../console/desk-under-test.ts';
import { JON, ME, PROTOCOL, sampleAlarm, sampleFault, samplePending } from '../console/samples.ts';
import { clipped, strangers } from './look-through.ts';
import { CLOSE, PSEUDO } from './pseudo.ts';

const desk = new DeskUnderTest(PSEUDO);
beforeAll(() => desk.start());
afterAll(() => desk.stop());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await desk.end()).toEqual([]);
});

/** Every kind of card. */
function fill(): void {
  const { feed } = desk.gateway;
  const at = feed.now();
  feed.addFaults(
    { ...sampleFault(7, at), code: 'receiver-lost', label: 'Receiver east 1' },
    { ...sampleFault(8, at), code: 'no-watching-console', label: 'Clinic North' },
  );
  feed.put(
    sampleAlarm(0, at - 84_000),
    sampleAlarm(1, at - 12_000, { level: 'assist', presses: 3 }),
    sampleAlarm(2, at - 240_000, { state: 'cleared', loud: false, cleared: { ...ME, at, aloneFrom: at + 100_000, confirmed: false } }),
    sampleAlarm(3, at - 3_000, { coerced: true, drill: true, late: true, unseen: true }),
    sampleAlarm(4, at - 500_000, { state: 'coming', loud: false, taken: { ...JON, at }, responder: { ...JON, at } }),
    sampleAlarm(5, at - 90_000, { state: 'taken', loud: false, taken: { ...ME, at: at - 60_000 }, loudAt: at + 600_000 }),
  );
  feed.sayPending([samplePending(at)]);
}

/** What is no text of ours: the site's own words, names, labels, times, numbers, keys, and what joins them. */
const ITS_OWN = new RegExp(
  [
    ...PROTOCOL.split('\n').map((line) => line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')),
    ...['Clinic North', 'Clinic South', 'Loading yard', 'Garden'],
    ...['East wing', 'Ground floor', 'Room \\d+', 'Triage 2', 'Car park, level 2', 'Medication room', 'Reception hall'],
    ...['Ana Ruiz', 'Tom Berger', 'Li Wei', 'Sofía Hernández-Castellanos', 'Priya Nair', 'Marek Dvořák', ME.name, JON.name],
    ...['Button \\d+', 'Receiver east 1', ...Object.values(LANGUAGES), 'GMT\\+\\d+', 'AE[DS]T', 'UTC', '-?\\d+ dBm', '[0-9a-f]{8,12}'],
    // A day as the browser writes it.
    '[A-Z][a-z]{2} \\d{1,2}, \\d{4}',
  ].join('|'),
  'g',
);

/** What is written nearer than 8 px to the edge of its card. */
async function atTheEdge(page: Page): Promise<string[]> {
  return page.locator('article.card').evaluateAll((cards) =>
    cards.flatMap((card) => {
      const { left, right } = card.getBoundingClientRect();
      const found: string[] = [];
      const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        if (node.parentElement?.closest('.unseen-text') !== null || node.textContent?.trim() === '') continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const text = range.getBoundingClientRect();
        if (text.width > 0 && (text.left < left + 8 || text.right > right - 8)) found.push(node.textContent ?? '');
      }
      return found;
    }),
  );
}

const SIZES = [
  ['a desk', DESKTOP],
  ['the smallest phone', PHONE],
] as const;

describe.each(SIZES)('on %s, with every text 40 % longer', (_, viewport) => {
  test('nothing is written into the console’s pages, and nothing is cut', async () => {
    desk.gateway.fillHistory(12);
    const page = await desk.page('/', { viewport });
    const look = async (state: string): Promise<void> => {
      expect(await strangers(page, ITS_OWN), state).toEqual([]);
      expect(await clipped(page), state).toEqual([]);
    };
    await page.locator('#sound-off').waitFor();
    await look('calm, sound off');
    await page.mouse.click(8, viewport.height - 8);
    fill();
    await page.locator('[data-alarm="alarm-5"]').waitFor({ state: 'attached' });
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    await look('alarms');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await look('keys');
    await page.keyboard.press('Escape');
    await page.locator('.sound').click();
    await page.getByRole('dialog').waitFor();
    await look('sound test');
    await page.keyboard.press('Escape');
    await page.goto(`${new URL(page.url()).origin}/#history`);
    await page.locator('tbody tr').first().waitFor();
    await look('history');
    desk.gateway.signedIn = false;
    desk.gateway.feed.cut();
    await page
      .getByRole('alert')
      .filter({ has: page.locator('h2') })
      .waitFor();
    await look('signed out');
  });
});

test('a wall screen in a longer language cuts nothing either', async () => {
  fill();
  const page = await desk.page('/?wall#the-token', { viewport: WALL });
  await page.locator('[data-alarm="alarm-5"]').waitFor();
  expect(await strangers(page, ITS_OWN)).toEqual([]);
  // Of a line that is too long the name at its end is cut, never how it stands.
  const lines = page.locator('article .line');
  const cut = await lines.evaluateAll(
    (all, close) =>
      all.flatMap((line) => {
        const range = document.createRange();
        const text = line.firstChild;
        if (text === null) return ['nothing'];
        range.setStart(text, 0);
        range.setEnd(text, (text.textContent ?? '').lastIndexOf(close) + 1);
        return range.getBoundingClientRect().right <= line.getBoundingClientRect().right ? [] : [line.textContent];
      }),
    CLOSE,
  );
  expect(cut).toEqual([]);
  expect((await clipped(page)).filter((one) => !one.includes('class="line'))).toEqual([]);
});

test.each(SIZES)('from right to left on %s: the same cards, nothing cut, nothing beside the page', async (_, viewport) => {
  const page = await desk.armed('/', { viewport });
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  fill();
  await page.locator('[data-alarm="alarm-5"]').waitFor({ state: 'attached' });
  expect(await clipped(page)).toEqual([]);
  const card = page.locator('[data-alarm="alarm-0"]');
  const box = async (part: string) => (await card.locator(part).first().boundingBox()) ?? { x: NaN, y: NaN, width: NaN, height: NaN };
  const [level, room, take] = [await box('.level'), await box('h2'), await box('button:has-text("Take")')];
  // The level stands where reading begins, and nothing lies over what it says.
  if (viewport.width > 640) expect(level.x).toBeGreaterThan(room.x + room.width);
  expect(take.y).toBeGreaterThanOrEqual(room.y + room.height);
  const covered = await card.evaluate((element) => {
    const parts = [...element.querySelectorAll('h2, .who, .standing > *, .time strong, button')].filter(
      (one) => one.getClientRects().length > 0,
    );
    // What is written, not the boxes around it.
    const boxes = parts.map((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return range.getBoundingClientRect();
    });
    const over = (a: DOMRect, b: DOMRect) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    return parts.flatMap((one, i) =>
      parts.flatMap((other, j) => {
        const [a, b] = [boxes[i], boxes[j]];
        const nested = one.contains(other) || other.contains(one);
        return i < j && !nested && a !== undefined && b !== undefined && over(a, b)
          ? [`${one.outerHTML.slice(0, 80)} / ${other.outerHTML.slice(0, 80)}`]
          : [];
      }),
    );
  });
  expect(covered).toEqual([]);
  expect(await atTheEdge(page)).toEqual([]);
  if (process.env['DURESS_SHOT'] !== undefined)
    await page.screenshot({ path: `${process.env['DURESS_SHOT']}-${String(viewport.width)}.png` });
});
