import { expect, test } from 'vitest';
import { ManualClock } from '../harness/clock.ts';
import { until } from '../harness/wait.ts';

test('time moves only when it is told to, and timers run in their order, each at its moment', () => {
  const clock = new ManualClock();
  const start = clock.wall();
  const seen: [string, number][] = [];
  const note = (name: string) => () => seen.push([name, clock.mono()]);
  clock.after(20, note('late'));
  clock.after(10, () => {
    note('early')();
    clock.after(5, note('made by early'));
  });
  const stop = clock.every(8, note('again'));
  clock.after(10, note('cancelled'))();
  clock.advance(20);
  stop();
  clock.advance(100);
  expect(seen).toEqual([
    ['again', 8],
    ['early', 10],
    ['made by early', 15],
    ['again', 16],
    ['late', 20],
  ]);
  expect(clock.wall()).toBe(start + 120);
  expect(clock.waiting).toBe(0);
});

test('a wall clock that is set, also backwards, makes nothing due', () => {
  const clock = new ManualClock();
  let ran = false;
  clock.after(1_000, () => {
    ran = true;
  });
  clock.setWall(clock.wall() + 86_400_000);
  clock.setWall(0);
  expect([ran, clock.wall(), clock.mono()]).toEqual([false, 0, 0]);
});

test('waiting ends with what was seen, or says what it waited for', async () => {
  let asked = 0;
  expect(await until('the third time', () => ((asked += 1) === 3 ? 'seen' : undefined))).toBe('seen');
  expect(await until('zero, which is something', () => 0)).toBe(0);
  await expect(until('a thing that never comes', () => false, { withinMs: 20 })).rejects.toThrow(
    '20 ms in vain until a thing that never comes',
  );
});
