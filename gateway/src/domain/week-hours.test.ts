import { describe, expect, it } from 'vitest';
import { hoursHold, minutesIn } from './week-hours.ts';

const NIGHTS = [{ days: [5], from: '20:00', to: '08:00' }];

describe('hours of the week', () => {
  it.each([
    ['a minute before', 5, '19:59', false],
    ['from their first minute on', 5, '20:00', true],
    ['up to midnight', 5, '23:59', true],
    ['past midnight, on the next day', 6, '00:00', true],
    ['up to their last minute', 6, '07:59', true],
    ['no longer', 6, '08:00', false],
    ['not in the night before', 5, '07:59', false],
  ])('of a night hold %s', (_, weekday, time, holds) => {
    expect(hoursHold(NIGHTS, { weekday, time })).toBe(holds);
  });

  it('of a Sunday night go on into Monday', () => {
    const sunday = [{ days: [7], from: '22:00', to: '06:00' }];
    expect(hoursHold(sunday, { weekday: 1, time: '05:59' })).toBe(true);
    expect(hoursHold(sunday, { weekday: 7, time: '05:59' })).toBe(false);
  });

  it('that end when they begin are 24 hours', () => {
    const day = [{ days: [3], from: '09:00', to: '09:00' }];
    expect(hoursHold(day, { weekday: 3, time: '09:00' })).toBe(true);
    expect(hoursHold(day, { weekday: 4, time: '08:59' })).toBe(true);
    expect(hoursHold(day, { weekday: 4, time: '09:00' })).toBe(false);
    expect(minutesIn(day)).toBe(24 * 60);
  });

  it('are measured over the week', () => {
    expect(minutesIn(NIGHTS)).toBe(12 * 60);
    expect(minutesIn([{ days: [1, 2, 2], from: '08:00', to: '09:30' }])).toBe(180);
  });
});
