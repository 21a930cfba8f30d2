import { expect, test } from 'vitest';
import type { Clock } from '../base/clock.ts';
import { Attempts, ATTEMPTS_PER_ADDRESS, FREE_FAILURES_FROM_ADDRESS, FREE_FAILURES_OF_LOGIN } from './attempts.ts';
import { BoundedMap } from './bounded-map.ts';

class HandClock implements Clock {
  now = 0;
  wall(): number {
    return this.now;
  }
  mono(): number {
    return this.now;
  }
  after(): () => void {
    return () => undefined;
  }
  every(): () => void {
    return () => undefined;
  }
}

test('the wait doubles from a second up to a minute, and time forgets', () => {
  const clock = new HandClock();
  const attempts = new Attempts(clock);
  const waits: number[] = [];
  for (let n = 1; n <= FREE_FAILURES_FROM_ADDRESS + 8; n += 1) {
    attempts.failed('a', 'ada');
    waits.push(attempts.begin('a', 'ada'));
    clock.now += 60_000;
  }
  expect(waits.slice(FREE_FAILURES_FROM_ADDRESS - 1)).toEqual([0, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000]);
  clock.now += 16 * 60_000;
  attempts.failed('a', 'ada');
  expect(attempts.begin('a', 'ada')).toBe(0);
});

test('somebody elsewhere who guesses a login can not keep its owner out', () => {
  const clock = new HandClock();
  const attempts = new Attempts(clock);
  attempts.succeeded('reception', 'desk');
  for (let n = 0; n <= FREE_FAILURES_OF_LOGIN + 5; n += 1) attempts.failed(`stranger${n}`, 'desk');
  expect(attempts.begin('one more stranger', 'desk')).toBeGreaterThan(0);
  expect(attempts.begin('reception', 'desk')).toBe(0);
});

test('one address has its number of attempts a minute, for whatever logins', () => {
  const clock = new HandClock();
  const attempts = new Attempts(clock);
  for (let n = 0; n < ATTEMPTS_PER_ADDRESS; n += 1) expect(attempts.begin('a', `login${n}`)).toBe(0);
  expect(attempts.begin('a', 'another')).toBe(60_000);
  expect(attempts.begin('b', 'another')).toBe(0);
  clock.now += 60_000;
  expect(attempts.begin('a', 'another')).toBe(0);
});

test('a full map forgets what was touched longest ago', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 1);
  map.set('a', 2);
  map.set('c', 1);
  expect([map.has('a'), map.has('b'), map.has('c'), map.size]).toEqual([true, false, true, 2]);
});
