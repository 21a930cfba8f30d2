import { expect, test } from 'vitest';
import { SystemClock } from '../../base/clock.ts';
import type { DeviceId } from '../../base/ids.ts';
import { DownlinkRanges } from './downlink-ranges.ts';

const BUTTON = 'R-1' as DeviceId; // as: an id by hand.
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('no counter of one key is used with another, whoever hears first that it is another', async () => {
  let key = 'old';
  const asked: PromiseWithResolvers<number>[] = [];
  const reserve = (): Promise<number> => {
    const one = Promise.withResolvers<number>();
    asked.push(one);
    return one.promise;
  };
  const ready: string[] = [];
  const ranges = new DownlinkRanges({
    downlink: { reserve },
    keyOf: () => key,
    clock: new SystemClock(),
    events: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onReady: (device) => ready.push(device),
  });
  ranges.prepare(BUTTON);
  asked[0]?.resolve(4_096);
  await turn();
  expect([ranges.take(BUTTON), ranges.take(BUTTON)]).toEqual([4_096, 4_097]);
  key = 'new';
  expect([ranges.has(BUTTON), ranges.take(BUTTON)]).toEqual([false, undefined]);
  expect(asked).toHaveLength(2);
  // Under way for the key before while that was changed once more: it is nobody's.
  key = 'newest';
  expect(ranges.take(BUTTON)).toBeUndefined();
  asked[1]?.resolve(8_192);
  await turn();
  expect(ranges.has(BUTTON)).toBe(false);
  asked[2]?.resolve(0);
  await turn();
  expect([ranges.take(BUTTON), ranges.take(BUTTON)]).toEqual([0, 1]);
  ranges.forget(BUTTON);
  expect(ranges.has(BUTTON)).toBe(false);
});
