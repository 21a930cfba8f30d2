import { describe, expect, it } from 'vitest';
import { RetrySchedule } from './retry-schedule.ts';

const policy = { startMs: 1_000, factor: 2, maxMs: 15_000, jitter: 0.2 };

describe('retry schedule', () => {
  it('doubles to its longest delay and stays there', () => {
    const delays = [...new RetrySchedule({ ...policy, count: 7 }, () => 0)];
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it('leaves no more to chance than its share', () => {
    const [least] = new RetrySchedule(policy, () => 0.999_999);
    expect(least).toBeGreaterThan(799);
    expect(least).toBeLessThan(801);
  });

  it('ends after its count, never without one, and begins anew each time', () => {
    const none = new RetrySchedule({ ...policy, count: 0 }, () => 0);
    expect([...none]).toEqual([]);
    const endless = new RetrySchedule(policy, () => 0);
    const first = endless[Symbol.iterator]();
    for (let i = 0; i < 1_000; i += 1) expect(first.next().done).toBe(false);
    expect(endless[Symbol.iterator]().next().value).toBe(1_000);
  });

  it('refuses a policy that makes no sense', () => {
    expect(() => new RetrySchedule({ ...policy, maxMs: 999 }, () => 0)).toThrow();
    expect(() => new RetrySchedule({ ...policy, factor: 0.5 }, () => 0)).toThrow();
    expect(() => new RetrySchedule({ ...policy, jitter: 1.1 }, () => 0)).toThrow();
  });
});
