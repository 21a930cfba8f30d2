import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { until } from '../../harness/wait.ts';
import { DeskUnderTest } from './desk-under-test.ts';
import { sampleAlarm } from './samples.ts';

const desk = new DeskUnderTest();
beforeAll(() => desk.start());
afterAll(() => desk.stop());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await desk.end()).toEqual([]);
});

interface Probe {
  readonly context: BaseAudioContext;
  readonly peak: () => number;
}
declare global {
  interface Window {
    audioProbe?: Probe;
  }
}

/** Lets the test read what the page's own analyser sees, and reach its context; changes nothing of either. */
async function probed(opened?: Page): Promise<Page> {
  const page = opened ?? (await desk.page('/'));
  await page.context().addInitScript(() => {
    const Real = AnalyserNode;
    window.AnalyserNode = class extends Real {
      constructor(context: BaseAudioContext, options?: AnalyserOptions) {
        super(context, options);
        // The newest samples stand at the end of the analyser's whole window.
        const all = new Float32Array(this.fftSize);
        const peak = () => {
          this.getFloatTimeDomainData(all);
          return all.subarray(-2_048).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
        };
        window.audioProbe = { context, peak };
      }
    };
  });
  desk.gateway.feed.heard.length = 0;
  await page.reload();
  return page;
}

/** Somebody has heard this console this shift: it plays nothing by itself. */
async function heardThisShift(): Promise<Page> {
  const page = await desk.page('/');
  await page.evaluate((at) => localStorage.setItem('duress.console.settings', JSON.stringify({ heardAt: at })), desk.gateway.feed.now());
  return probed(page);
}

const peak = (page: Page) => page.evaluate(() => window.audioProbe?.peak() ?? 0);

/** A real click: the browser takes nothing else for a gesture. */
const arm = (page: Page) => page.mouse.click(8, 712);

test('before any gesture the panel covers a quarter of the screen and the gateway knows; one click arms; a reload disarms', async () => {
  const page = await desk.page('/');
  await until('it reports', () => desk.lastWatch);
  expect(desk.lastWatch).toMatchObject({ armed: false, why: 'no-gesture' });
  await arm(page);
  await until('it is armed', () => desk.lastWatch?.armed === true);
  await page.reload();
  desk.gateway.feed.heard.length = 0;
  await until('the reloaded page reports', () => desk.lastWatch, { withinMs: 10_000 });
  expect(desk.lastWatch?.armed).toBe(false);
  const panel = await page.locator('section:has(#sound-off)').boundingBox();
  expect((panel?.width ?? 0) * (panel?.height ?? 0)).toBeGreaterThanOrEqual(0.25 * 1280 * 720);
});

test('an alarm sounds within half a second and again in every period, until it is taken; an alarm that was there at load too', async () => {
  const page = await heardThisShift();
  await arm(page);
  await until('armed', () => desk.lastWatch?.armed === true);
  expect(await peak(page)).toBeLessThan(0.01);
  const heardAt = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          if ((window.audioProbe?.peak() ?? 0) > 0.05) resolve(Date.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  const at = desk.gateway.feed.now();
  desk.gateway.feed.put(sampleAlarm(0, at));
  expect((await heardAt) - at).toBeLessThanOrEqual(500);
  // The pause in the middle and at the end of a burst, then the next one: it repeats without any new event.
  await until('a pause', async () => (await peak(page)) < 0.01);
  await until('the next burst', async () => (await peak(page)) > 0.05, { withinMs: 5_000 });
  await page.reload();
  await page.locator('[data-alarm="alarm-0"]').waitFor();
  await arm(page);
  await until('it sounds after a reload', async () => (await peak(page)) > 0.05);
  desk.gateway.change('alarm-0', { state: 'taken', loud: false, taken: { person: 'jon', name: 'Jon', at: 0 } });
  await until('silence', async () => (await peak(page)) < 0.01);
  const quietFrom = performance.now();
  while (performance.now() - quietFrom < 2_000) expect(await peak(page)).toBeLessThan(0.01);
});

test('silence is for one alarm on this screen: a new one and a second press sound at once', async () => {
  const page = await heardThisShift();
  await arm(page);
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now()));
  await until('a signal', async () => (await peak(page)) > 0.05);
  await page.getByRole('button', { name: 'Silence here' }).click();
  await until('silence', async () => (await peak(page)) < 0.01);
  await page.getByText(/^Silent here for [12]:\d\d$/).waitFor();
  desk.gateway.change('alarm-0', { presses: 2 });
  await until('the second press', async () => (await peak(page)) > 0.05, { withinMs: 1_000 });
});

test.each([
  { name: 'taken away', break: 'suspended', why: 'suspended' },
  { name: 'by a phone call', break: 'interrupted', why: 'interrupted' },
  { name: 'with a clock that stands still', break: 'clock', why: 'clock-stopped' },
] as const)('sound $name: the console says so within 5 s', async ({ break: how, why }) => {
  const page = await probed();
  await arm(page);
  await until('armed', () => desk.lastWatch?.armed === true);
  await page.evaluate((what) => {
    const context = window.audioProbe?.context;
    if (context === undefined) return;
    const { currentTime } = context;
    if (what === 'clock') Object.defineProperty(context, 'currentTime', { get: () => currentTime });
    else Object.defineProperty(context, 'state', { get: () => what });
  }, how);
  await until('it is not armed any more', () => desk.lastWatch?.armed === false, { withinMs: 5_000 });
  expect(desk.lastWatch?.why).toBe(why);
  await page.getByRole('heading', { name: 'Sound is OFF' }).waitFor();
});

test('a console that nobody has heard for 12 hours says so, and one that nobody could hear does not count until somebody does', async () => {
  const page = await probed();
  await arm(page);
  await until('armed', () => desk.lastWatch?.armed === true);
  const warning = page.getByText('This console has just played three tones. Did you hear them?');
  await warning.waitFor();
  await page.getByRole('button', { name: 'No', exact: true }).click();
  await page.getByText(/Check the volume/).waitFor();
  await until('it does not count', () => desk.lastWatch?.armed === false);
  expect(desk.lastWatch?.why).toBe('not-heard');
  expect(desk.soundTests).toEqual([false]);
  // It is remembered: a reload does not make it audible.
  desk.gateway.feed.heard.length = 0;
  await page.reload();
  await arm(page);
  await until('it says so again', () => desk.lastWatch?.why === 'not-heard');
  // Of the sound itself nothing is wrong, and the page does not say that it is.
  await page.getByRole('button', { name: 'Sound on' }).click();
  await page.getByRole('button', { name: 'Yes, three tones' }).click();
  await until('it counts', () => desk.lastWatch?.armed === true);
  expect(desk.soundTests).toEqual([true]);
  await warning.waitFor({ state: 'hidden' });
  // Twelve hours later by this computer's clock.
  await page.evaluate((ms) => {
    const key = 'duress.console.settings';
    const stored = JSON.parse(localStorage.getItem(key) ?? '{}') as { heardAt: number };
    localStorage.setItem(key, JSON.stringify({ ...stored, heardAt: stored.heardAt - ms }));
  }, 12 * 3_600_000);
  await page.reload();
  await arm(page);
  await warning.waitFor();
  // A warning and no more: it counts.
  await until('it counts', () => desk.lastWatch?.armed === true);
});

test('the tones play by themselves for whoever turns the sound on, as loud as an alarm, once; an alarm takes the question away', async () => {
  const page = await probed();
  // Nothing is played before a gesture, and nothing into the first seconds of a page that nobody has touched.
  expect(await peak(page)).toBeLessThan(0.01);
  await arm(page);
  const loudest = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let most = 0;
        const until = performance.now() + 3_500;
        const look = () => {
          most = Math.max(most, window.audioProbe?.peak() ?? 0);
          if (performance.now() < until) requestAnimationFrame(look);
          else resolve(most);
        };
        look();
      }),
  );
  const question = page.getByText('This console has just played three tones. Did you hear them?');
  await question.waitFor();
  // They end when the page began them, which hangs on its own second: the last may still sound here. A whole second is longer than any pause in them.
  let soundedAt = performance.now();
  await until('the end of the tones', async () => {
    if ((await peak(page)) >= 0.01) soundedAt = performance.now();
    return performance.now() - soundedAt > 1_000;
  });
  // Once: while nobody answers it stays silent.
  const quietFrom = performance.now();
  while (performance.now() - quietFrom < 4_000) expect(await peak(page)).toBeLessThan(0.01);
  desk.gateway.feed.put(sampleAlarm(0, desk.gateway.feed.now()));
  await question.waitFor({ state: 'hidden' });
  let most = 0;
  await until('the alarm', async () => (most = Math.max(most, await peak(page))) >= 0.8 * loudest, { withinMs: 5_000 });
  expect(loudest).toBeGreaterThan(0.5 * most);
  expect(desk.soundTests).toEqual([]);
});

test('the sound test plays through the same chain and asks a question that only a person can answer', async () => {
  const page = await probed();
  await arm(page);
  await page.getByRole('button', { name: 'Sound on' }).click();
  await page.getByText('Did you hear three tones?').waitFor();
  await until('a tone', async () => (await peak(page)) > 0.05);
  await page.getByRole('button', { name: 'No', exact: true }).click();
  await page.getByText(/Check the volume/).waitFor();
  await page.getByRole('button', { name: 'Yes, three tones' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
});
