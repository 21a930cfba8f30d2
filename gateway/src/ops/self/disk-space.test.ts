import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../base/durations.ts';
import { Growth, isLow, LOW_DAYS, lowBytes } from './disk-space.ts';

const GIB = 1024 ** 3;
const large = { totalBytes: 500 * GIB };

describe('little room', () => {
  test.each([
    ['a gibibyte less a byte', { ...large, freeBytes: GIB - 1 }, false, true],
    ['a gibibyte', { ...large, freeBytes: GIB }, false, false],
    ['a tenth of a small disk less a byte', { totalBytes: GIB, freeBytes: Math.floor(GIB / 10) - 1 }, false, true],
    ['a tenth of a small disk and a byte', { totalBytes: GIB, freeBytes: Math.ceil(GIB / 10) + 1 }, false, false],
    ['room for two weeks less a moment', { ...large, freeBytes: 99 * GIB, daysLeft: LOW_DAYS - 0.01 }, false, true],
    ['room for two weeks', { ...large, freeBytes: 99 * GIB, daysLeft: LOW_DAYS }, false, false],
    ['it was low, and a quarter more less a byte is there', { ...large, freeBytes: 1.25 * GIB - 1 }, true, true],
    ['it was low, and a quarter more is there', { ...large, freeBytes: 1.25 * GIB }, true, false],
    ['it was low, and there is room for less than three weeks', { ...large, freeBytes: 99 * GIB, daysLeft: 20.9 }, true, true],
    ['it was low, and there is room for three weeks', { ...large, freeBytes: 99 * GIB, daysLeft: 21 }, true, false],
  ])('%s', (_, space, wasLow, low) => {
    expect(isLow(space, wasLow)).toBe(low);
  });

  test('on a disk of any size it is said before it is full', () => {
    for (const totalBytes of [64 * 1024 ** 2, GIB, 500 * GIB]) expect(lowBytes(totalBytes)).toBeGreaterThan(0);
  });
});

describe('how fast the data folder grows', () => {
  function grown(minutes: number, bytesPerMinute: number): Growth {
    const growth = new Growth();
    for (let minute = 0; minute <= minutes; minute += 1) growth.note({ at: minute * MINUTE_MS, bytes: minute * bytesPerMinute });
    return growth;
  }

  test('is told after six hours, not before', () => {
    expect(grown(359, 1_000).bytesPerDay).toBeUndefined();
    expect(grown(360, 1_000).bytesPerDay).toBeCloseTo(1_440_000);
    expect(grown(360, 1_000).daysLeft(14_400_000)).toBeCloseTo(10);
  });

  test('what does not grow, or shrinks, never fills the disk', () => {
    expect(grown(400, 0).daysLeft(1)).toBeUndefined();
    expect(grown(400, -5).daysLeft(1)).toBeUndefined();
  });

  test('what was before the last week says nothing, and a year of looks is not remembered', () => {
    const growth = new Growth();
    for (let at = 0; at <= 30 * DAY_MS; at += HOUR_MS) growth.note({ at, bytes: at <= 20 * DAY_MS ? at : 20 * DAY_MS });
    expect(growth.bytesPerDay).toBe(0);
  });
});
