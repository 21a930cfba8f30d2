import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../../harness/wait.ts';
import { DeskUnderTest } from '../console/desk-under-test.ts';

const desk = new DeskUnderTest();
beforeAll(() => desk.start());
afterAll(() => desk.stop());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await desk.end()).toEqual([]);
});

test('a page that was held up for some seconds has not stopped sounding, and never says so', async () => {
  const page = await desk.page();
  // A device that takes its sound in large blocks: its clock moves twice a second.
  await page.addInitScript(() => {
    const time = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, 'currentTime');
    Object.defineProperty(BaseAudioContext.prototype, 'currentTime', {
      get(this: BaseAudioContext) {
        return Math.floor(2 * Number(time?.get?.call(this))) / 2;
      },
    });
  });
  await page.reload();
  await page.mouse.click(8, 712);
  await until('it is armed', () => desk.lastWatch?.armed === true);
  const from = desk.gateway.feed.heard.length;
  // What a busy computer does to a page: nothing of it runs, and then everything that waited at once. The sound goes on meanwhile.
  await page.evaluate(() => {
    const end = performance.now() + 5_000;
    while (performance.now() < end);
  });
  const said = () => desk.gateway.feed.heard.slice(from).flatMap(({ message }) => (message.type === 'watch' ? [message.state] : []));
  await until('it has spoken twice since', () => said().length >= 2, { withinMs: 20_000 });
  expect(said().map(({ armed, why }) => [armed, why])).toEqual(said().map(() => [true, undefined]));
});
