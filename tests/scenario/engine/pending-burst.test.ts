import { expect, test } from 'vitest';
import { EngineHouse } from '../../harness/engine-house.ts';
import { until } from '../../harness/wait.ts';

/** As many as wear a button at a large site; each news of what waits lists all of them, for each console. */
const PRESSES = 2_000;

test('many press while the log is away: all are shown, and the screens are told a few times a second, not once for each', async () => {
  await using house = await EngineHouse.open();
  const { engine } = house;
  const wait = Promise.withResolvers<undefined>();
  house.log.next(wait.promise);
  const replies = [house.press('button-ana', 1)];
  await until('the first is shown, unrecorded', () => engine.pending()[0]);
  let told = 0;
  let listed = 0;
  engine.onPending(() => {
    told += 1;
    listed = engine.pending().length;
  });
  for (let i = 0; i < PRESSES; i += 1) replies.push(house.press(`unknown-${String(i)}`, 1));
  replies.push(house.press('button-room4', 1));
  await until('all are shown', () => listed === PRESSES + 2);
  expect(told).toBeLessThan(20);
  wait.resolve(undefined);
  await Promise.all(replies);
  await until('nothing waits any more', () => listed === 0);
  expect(engine.committed.alarms.size).toBe(2);
});
