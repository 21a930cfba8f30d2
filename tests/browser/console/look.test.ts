import { gzipSync } from 'node:zlib';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectUsable, violations } from './accessible.ts';
import { DESKTOP, PHONE, WALL } from './browser.ts';
import { DeskUnderTest } from './desk-under-test.ts';
import { JON, ME, sampleAlarm, sampleFault, samplePending } from './samples.ts';

const desk = new DeskUnderTest();
beforeAll(() => desk.start());
afterAll(() => desk.stop());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await desk.end()).toEqual([]);
});

/** Every kind of card at once. */
function fillBoard(): void {
  const { feed } = desk.gateway;
  const at = feed.now();
  feed.addFaults(sampleFault(7, at));
  feed.put(
    sampleAlarm(0, at - 84_000),
    sampleAlarm(1, at - 12_000, { level: 'assist', presses: 3 }),
    sampleAlarm(2, at - 240_000, { state: 'cleared', loud: false, cleared: { ...ME, at, aloneFrom: at + 100_000, confirmed: false } }),
    sampleAlarm(3, at - 3_000, { coerced: true, drill: true, late: true, unseen: true }),
    sampleAlarm(4, at - 500_000, {
      state: 'coming',
      loud: false,
      taken: { ...JON, at },
      responder: { ...JON, at },
      cancelAsked: { at, pin: 'right' },
    }),
    sampleAlarm(5, at - 90_000, { state: 'taken', loud: false, level: 'assist', taken: { ...ME, at: at - 60_000 }, loudAt: at + 600_000 }),
  );
}

const MODES = [
  { mode: 'light', options: { colorScheme: 'light' } },
  { mode: 'dark', options: { colorScheme: 'dark' } },
  { mode: 'phone', options: { viewport: PHONE } },
] as const;

test.each(MODES)(
  '$mode: axe finds nothing, and nothing scrolls sideways, in calm, with alarms, in the history and in each dialog',
  async ({ options }) => {
    desk.gateway.fillHistory(30);
    const page = await desk.page('/', options);
    await page.getByText('Last alarm').waitFor();
    await expectUsable(page, 'calm');
    await page.mouse.click(8, (page.viewportSize()?.height ?? 720) - 8);
    fillBoard();
    await page.getByText('Triage 2').first().waitFor();
    await expectUsable(page, 'alarms');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await expectUsable(page, 'keys');
    await page.keyboard.press('Escape');
    desk.gateway.change('alarm-2', { cleared: { ...JON, at: 0, aloneFrom: 0, confirmed: false } });
    await page.getByRole('button', { name: /^Confirm and close/ }).click();
    await expectUsable(page, 'close');
    await page.keyboard.press('Escape');
    await page.goto(`${new URL(page.url()).origin}/#history`);
    await page.getByRole('button', { name: 'Story' }).first().waitFor();
    await expectUsable(page, 'history');
  },
);

/** The share of pixels with a saturation over one half, counted in the browser itself. */
async function saturated(page: Page): Promise<number> {
  const picture = (await page.screenshot()).toString('base64');
  const other = await page.context().newPage();
  try {
    return await other.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('no canvas');
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        const [r = 0, g = 0, b = 0] = data.subarray(i, i + 3);
        const most = Math.max(r, g, b);
        // Nearly black has any saturation and no colour.
        if (most > 60 && (most - Math.min(r, g, b)) / most > 0.5) count += 1;
      }
      return count / (data.length / 4);
    }, picture);
  } finally {
    await other.close();
  }
}

test('calm is grey, an alarm is not', async () => {
  const page = await desk.armed();
  await page.getByRole('heading', { name: 'No alarms' }).waitFor();
  expect(await saturated(page)).toBeLessThanOrEqual(0.02);
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now()));
  await page.locator('[data-alarm]').waitFor();
  expect(await saturated(page)).toBeGreaterThanOrEqual(0.1);
});

test('what nobody has flashes at 1.4 to 2.8 Hz until it is taken; with reduced motion it has a thick border instead', async () => {
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now()));
  const page = await desk.armed();
  const running = () =>
    page.locator('.level').evaluate((level) => level.getAnimations().map((one) => Number(one.effect?.getTiming().duration)));
  const [duration = 0] = await running();
  expect(1_000 / duration).toBeGreaterThanOrEqual(1.4);
  expect(1_000 / duration).toBeLessThanOrEqual(2.8);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await running()).toEqual([]);
  expect(await page.locator('article').evaluate((card) => getComputedStyle(card).borderTopWidth)).toBe('8px');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  desk.gateway.change('alarm-0', { state: 'taken', loud: false, taken: { ...JON, at: desk.gateway.feed.now() } });
  await page.getByText('Jon Okafor has it').waitFor();
  expect(await running()).toEqual([]);
});

describe('a drill', () => {
  const SIZES = [
    ['a desk', '/', DESKTOP, 24],
    ['a phone', '/', PHONE, 24],
    ['a wall', '/?wall#the-token', WALL, 64],
  ] as const;
  const SCHEMES = ['light', 'dark'] as const;

  /** What a card looks like, by everything but its words. */
  const look = (page: Page, alarm: string) =>
    page.locator(`[data-alarm="${alarm}"]`).evaluate((card) => {
      const { backgroundColor, borderImageSource, borderTopLeftRadius } = getComputedStyle(card);
      const word = card.querySelector('.drill-word');
      return {
        ground: backgroundColor,
        edge: borderImageSource.split('(')[0],
        round: borderTopLeftRadius !== '0px',
        word: word?.textContent ?? '',
        wordPx: word === null ? 0 : Number.parseFloat(getComputedStyle(word).fontSize),
        sign: getComputedStyle(card.querySelector('.shape') ?? card).fill,
      };
    });

  test.each(SIZES.flatMap((size) => SCHEMES.map((colorScheme) => [...size, colorScheme] as const)))(
    'on %s (%s) is striped, square and says so in large letters, free or taken; what is real is none of that',
    async (_, path, viewport, letters, colorScheme) => {
      const page = await (path === '/' ? desk.armed(path, { viewport, colorScheme }) : desk.page(path, { viewport, colorScheme }));
      const { feed } = desk.gateway;
      const at = feed.now();
      const taken = { state: 'taken', loud: false, taken: { ...JON, at } } as const;
      feed.put(
        sampleAlarm(0, at),
        sampleAlarm(1, at, { drill: true }),
        sampleAlarm(2, at, taken),
        sampleAlarm(3, at, { ...taken, drill: true }),
      );
      await page.locator('[data-alarm="alarm-3"]').waitFor({ state: 'attached' });
      for (const [real, drill] of [
        ['alarm-0', 'alarm-1'],
        ['alarm-2', 'alarm-3'],
      ] as const) {
        const [a, b] = [await look(page, real), await look(page, drill)];
        expect(a).toMatchObject({ edge: 'none', round: true, word: '' });
        expect(b).toMatchObject({ edge: 'repeating-linear-gradient', round: false, word: 'Drill', sign: 'none' });
        expect(b.wordPx).toBeGreaterThanOrEqual(letters);
      }
      // Free, the real one alone is filled with its colour.
      expect((await look(page, 'alarm-1')).ground).not.toBe((await look(page, 'alarm-0')).ground);
      expect((await look(page, 'alarm-1')).ground).toBe((await look(page, 'alarm-3')).ground);
      expect(await violations(page)).toEqual([]);
    },
  );

  test('stands below everything real, is counted apart and named in the tab; real at last, it is said and looks so', async () => {
    const page = await desk.armed();
    const { feed } = desk.gateway;
    const at = feed.now();
    feed.put(sampleAlarm(1, at, { drill: true }));
    await expect.poll(() => page.title()).toBe('DRILL: (1) Room 3: nobody has it · Reception');
    await page.getByRole('heading', { name: '1 drill', exact: true }).waitFor();
    feed.put(sampleAlarm(0, at - 60_000, { state: 'taken', loud: false, level: 'assist', taken: { ...JON, at } }));
    await page.mouse.move(640, 20);
    const order = () => page.locator('article').evaluateAll((cards) => cards.map((card) => card.getAttribute('data-alarm')));
    await expect.poll(order, { timeout: 5_000 }).toEqual(['alarm-0', 'alarm-1']);
    await page.getByRole('heading', { name: '1 alarm · 1 drill', exact: true }).waitFor();
    desk.gateway.change('alarm-1', { drill: false, presses: 2 });
    await expect.poll(() => page.getByRole('alert').innerText()).toBe('No drill any more, this is real. Duress: Room 3, Tom Berger.');
    expect((await look(page, 'alarm-1')).word).toBe('');
    await expect.poll(() => page.title()).toBe('(1) Room 3: nobody has it · Reception');
  });
});

test('an age that grows moves no button', async () => {
  const page = await desk.armed();
  const at = desk.gateway.feed.now();
  // As long as fits the line while the age is still "now".
  const path = ['Harbour Street', 'Main house', 'Ground floor', 'Interview room 1'];
  desk.gateway.feed.put(sampleAlarm(0, at, { where: { place: 'place-0', path, confidence: 'assigned', at } }));
  const take = page.getByRole('button', { name: 'Take' });
  const y = async () => (await take.boundingBox())?.y;
  await page.getByText(/, now\)/).waitFor();
  const first = await y();
  await page.getByText(/, 2 seconds ago\)/).waitFor();
  expect(await y()).toBe(first);
});

test('with forced colours the level still has its word, its shape and, while nobody has it, a double border', async () => {
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now()));
  const page = await desk.armed('/', { forcedColors: 'active' });
  expect(await page.locator('article').evaluate((card) => getComputedStyle(card).borderTopStyle)).toBe('double');
  await page.getByText('Duress', { exact: true }).waitFor();
});

test('what has the focus is never under a bar that stays', async () => {
  fillBoard();
  const page = await desk.armed('/', { viewport: DESKTOP });
  await page.locator('[data-alarm="alarm-5"]').waitFor();
  for (let i = 0; i < 45; i += 1) {
    await page.keyboard.press('Tab');
    const hidden = await page.evaluate(() => {
      const focused = document.activeElement;
      if (focused === null || focused === document.body) return '';
      const { x, y, width, height } = focused.getBoundingClientRect();
      const there = document.elementFromPoint(x + width / 2, y + height / 2);
      return there !== null && (focused.contains(there) || there.contains(focused)) ? '' : focused.outerHTML.slice(0, 120);
    });
    expect(hidden).toBe('');
  }
});

describe('a wall screen', () => {
  test('can be read from 5 m and does not scroll with six alarms', async () => {
    fillBoard();
    const page = await desk.page('/?wall#the-token', { viewport: WALL });
    await page.locator('[data-alarm="alarm-5"]').waitFor();
    expect(desk.gateway.feed.protocols[0]).toContain('the-token');
    const sizes = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found: { text: string; size: number; tag: string }[] = [];
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const parent = node.parentElement;
        const text = node.textContent?.trim() ?? '';
        if (parent === null || text === '' || parent.matches('.unseen-text, script, style, noscript')) continue;
        found.push({ text, size: Number.parseFloat(getComputedStyle(parent).fontSize), tag: parent.tagName });
      }
      return found;
    });
    expect(sizes.filter(({ size }) => size < 39)).toEqual([]);
    expect(sizes.filter(({ tag, size }) => tag === 'H2' && size < 64)).toEqual([]);
    expect(sizes.filter(({ text, size }) => /^\d+:\d\d$/.test(text) && size < 64)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight)).toBe(0);
    const cut = await page
      .locator('article')
      .evaluateAll((cards) => cards.filter((card) => card.scrollHeight > card.clientHeight + 1).length);
    expect(cut).toBe(0);
    expect(await violations(page)).toEqual([]);
    // It never counts as watching and says nothing was shown.
    expect(desk.gateway.feed.heard.filter(({ message }) => message.type === 'watch' || message.type === 'shown')).toEqual([]);
  });

  test('shows what is not recorded yet first, with level and who has it, and counts what does not fit', async () => {
    fillBoard();
    const page = await desk.page('/?wall#the-token', { viewport: WALL });
    await page.locator('[data-alarm="alarm-5"]').waitFor();
    const press = samplePending(desk.gateway.feed.now());
    desk.gateway.feed.sayPending([press, { ...press, press: 'another', taken: { ...JON, at: press.pressedAt } }]);
    await page.getByText('and 2 more').waitFor();
    expect(await page.locator('article').count()).toBe(6);
    expect(await page.locator('article').first().innerText()).toMatch(/Duress[^]*Not recorded yet[^]*Nobody has it · /i);
    expect(await page.locator('article').nth(1).innerText()).toContain('Jon Okafor has it');
    expect(await page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight)).toBe(0);
  });

  test('says Delayed and LOST, and below that every room and time can still be read', async () => {
    fillBoard();
    const page = await desk.page('/?wall#the-token', { viewport: WALL, colorScheme: 'dark' });
    await page.locator('[data-alarm="alarm-5"]').waitFor();
    /** Rooms, times and lines that are not wholly within their card and the screen. */
    const cut = () =>
      page.locator('article').evaluateAll((cards) =>
        cards.flatMap((card) => {
          const around = card.getBoundingClientRect();
          const parts = [...card.querySelectorAll('h2, .around, .line, .top strong')].filter((part) => part.getClientRects().length > 0);
          return parts.flatMap((part) => {
            const { top, bottom } = part.getBoundingClientRect();
            // Letters reach out of the low lines of rooms and times; a line that was squeezed cuts its own.
            const isWhole = !part.matches('.around, .line') || part.scrollHeight <= part.clientHeight + 1;
            return isWhole && top >= around.top && bottom <= Math.min(around.bottom, innerHeight) ? [] : [part.textContent];
          });
        }),
      );
    expect(await cut()).toEqual([]);
    desk.gateway.feed.mute = true;
    await page.getByText(/^Delayed: last word/).waitFor({ timeout: 15_000 });
    expect(await cut()).toEqual([]);
    await page.getByRole('heading', { name: 'LOST: no link to the gateway' }).waitFor({ timeout: 20_000 });
    expect(await page.locator('article').count()).toBe(6);
    expect(await cut()).toEqual([]);
    expect(await violations(page)).toEqual([]);
  });

  test('that hears nothing never says that there is nothing', async () => {
    const page = await desk.page('/?wall#the-token', { viewport: WALL });
    await page.getByRole('heading', { name: 'No alarms' }).waitFor();
    desk.gateway.feed.refuse = true;
    desk.gateway.feed.cut();
    await page.reload();
    await page.getByText('This wall screen has no valid token.').waitFor({ timeout: 10_000 });
    expect(await page.getByText('No alarms').count()).toBe(0);
  });

  test('in public has no name anywhere in the page', async () => {
    fillBoard();
    const page = await desk.page('/?wall=public#the-token', { viewport: WALL });
    await page.locator('[data-alarm="alarm-0"]').waitFor();
    const page_ = await page.content();
    for (const name of ['Ana', 'Ruiz', 'Tom Berger', 'Jon', 'Okafor', 'Maria', 'Silva', 'Button 00']) expect(page_).not.toContain(name);
  });
});

test('the history asks the gateway for what is searched, 200 rows a page, and never hides an open alarm', async () => {
  desk.gateway.fillHistory(450);
  const page = await desk.armed('/#history');
  await expect.poll(() => page.locator('tbody tr').count()).toBe(200);
  await page.getByRole('button', { name: 'Older' }).click();
  await page.getByText('Page 2').waitFor();
  await page.getByLabel('Outcome').selectOption('technical');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect.poll(() => page.locator('tbody tr').count()).toBe(90);
  expect(desk.gateway.queries.at(-1)?.toString()).toBe('outcome=technical');
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now()));
  await page.getByRole('link', { name: /1 alarm is open/ }).click();
  await page.locator('[data-alarm="alarm-0"]').waitFor();
});

test('the entry weighs at most 90 kB gzip and carries no schema library', async () => {
  // The words of another language come beside it, and only where it is read.
  const files = (await readdir(desk.folder, { recursive: true })).filter(
    (name) => /\.(js|css)$/.test(name) && !/(^|[\\/])de-[^\\/]+$/.test(name),
  );
  const texts = await Promise.all(files.map((name) => readFile(join(desk.folder, name), 'utf8')));
  const bytes = texts.reduce((sum, text) => sum + gzipSync(text).length, 0);
  expect(bytes).toBeLessThanOrEqual(90_000);
  for (const text of texts) expect(text).not.toMatch(/typebox|~kind|additionalProperties/i);
});
