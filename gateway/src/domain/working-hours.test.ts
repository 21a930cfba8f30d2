import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../base/durations.ts';
import { afterWorkingTime, isZone, USUAL_HOURS, workingTimeIn, workingTimeOf } from './working-hours.ts';

const HALF_HOUR = 30 * MINUTE_MS;
const at = (text: string): number => Temporal.ZonedDateTime.from(text).epochMilliseconds;

describe('working time on the site’s clock', () => {
  it.each([
    ['in the middle of a day', '2026-03-03T10:00', '2026-03-03T10:30'],
    ['before opening', '2026-03-03T06:00', '2026-03-03T08:30'],
    ['at opening', '2026-03-03T08:00', '2026-03-03T08:30'],
    ['to the very end of the day', '2026-03-03T17:30', '2026-03-03T18:00'],
    ['over an evening', '2026-03-03T17:45', '2026-03-04T08:15'],
    ['at closing', '2026-03-03T18:00', '2026-03-04T08:30'],
    ['at night', '2026-03-03T23:59', '2026-03-04T08:30'],
    ['over a weekend', '2026-03-06T17:50', '2026-03-09T08:20'],
    ['on a Saturday', '2026-03-07T12:00', '2026-03-09T08:30'],
    ['on a Sunday night', '2026-03-08T23:00', '2026-03-09T08:30'],
    // 2026-04-05 03:00 → 02:00: the Sunday has 25 hours.
    ['over the night that has one hour more', '2026-04-03T17:45', '2026-04-06T08:15'],
    // 2026-10-04 02:00 → 03:00: the Sunday has 23 hours.
    ['over the night that has one hour less', '2026-10-02T17:45', '2026-10-05T08:15'],
    ['from within the hour that there is twice', '2026-04-05T02:30', '2026-04-06T08:30'],
    // The usual hours know of no public holiday.
    ['on New Year’s Day', '2026-01-01T10:00', '2026-01-01T10:30'],
  ])('%s', (_, from, to) => {
    expect(afterWorkingTime(at(`${from}[Australia/Sydney]`), HALF_HOUR, 'Australia/Sydney')).toBe(at(`${to}[Australia/Sydney]`));
  });

  it('counts the hours of a day of daylight saving as they are, where that is a workday', () => {
    // Cairo sets its clocks on Fridays: 2026-04-24 has no hour from 00:00 to 01:00.
    expect(afterWorkingTime(at('2026-04-23T17:45[Africa/Cairo]'), HALF_HOUR, 'Africa/Cairo')).toBe(at('2026-04-24T08:15[Africa/Cairo]'));
  });

  it('takes several days for more than a day of work', () => {
    const from = at('2026-03-05T12:00[Australia/Sydney]');
    expect(afterWorkingTime(from, 20 * 60 * MINUTE_MS, 'Australia/Sydney')).toBe(at('2026-03-09T12:00[Australia/Sydney]'));
  });

  it('counts as plain time what a year of days can not hold', () => {
    const from = at('2026-03-05T12:00[UTC]');
    const length = 4_000 * HOUR_MS;
    expect(afterWorkingTime(from, length, 'UTC')).toBe(from + length);
    expect(afterWorkingTime(from, 400 * HOUR_MS, 'UTC')).toBe(at('2026-04-30T12:00[UTC]'));
  });

  it.each([
    ['in it', '2026-03-03T10:00', '2026-03-03T10:00'],
    ['at the end of the day, which is not in it', '2026-03-03T18:00', '2026-03-04T08:00'],
    ['on a Saturday', '2026-03-07T12:00', '2026-03-09T08:00'],
  ])('the first moment of working time that is not before one %s', (_, from, to) => {
    expect(afterWorkingTime(at(`${from}[UTC]`), 0, 'UTC')).toBe(at(`${to}[UTC]`));
  });

  // The last two are names that Intl takes and Temporal does not, and the other way round.
  it.each(['Mars/Olympus', '', 'not a zone', 'UTC+99', 'JST', '2026-03-03T20:00[Europe/Vienna]'])(
    'counts the unknown zone %j as UTC',
    (zone) => {
      expect(isZone(zone)).toBe(false);
      expect(afterWorkingTime(at('2026-03-03T20:00[UTC]'), HALF_HOUR, zone)).toBe(at('2026-03-04T08:30[UTC]'));
    },
  );

  it('knows the zones that there are', () => {
    for (const zone of ['Australia/Sydney', 'UTC', 'Europe/Vienna', 'europe/vienna', 'Asia/Kathmandu', '+10:00', '+10'])
      expect(isZone(zone)).toBe(true);
  });

  it('makes no formatter for a zone in its own spelling: the rules ask at each look at a clock', () => {
    const formatter = vi.spyOn(Intl, 'DateTimeFormat');
    const unknown = Intl.supportedValuesOf('timeZone').filter((zone) => !isZone(zone));
    const made = formatter.mock.calls.length;
    formatter.mockRestore();
    expect({ unknown, made }).toEqual({ unknown: [], made: 0 });
  });
});

describe('working time of a house of its own', () => {
  const zone = 'Australia/Sydney';
  const there = (text: string): number => at(`${text}[${zone}]`);
  const NIGHTS = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' }];

  it.each([
    ['in the evening', '2026-03-03T20:00', '2026-03-03T22:30'],
    ['after midnight, which belongs to the day before', '2026-03-03T03:00', '2026-03-03T03:30'],
    ['to the end of the night', '2026-03-03T05:30', '2026-03-03T06:00'],
    ['over the day', '2026-03-03T05:45', '2026-03-03T22:15'],
    ['over midnight', '2026-03-03T23:45', '2026-03-04T00:15'],
    // 2026-04-05 03:00 → 02:00 and 2026-10-04 02:00 → 03:00.
    ['in the night that has one hour more', '2026-04-05T01:45', '2026-04-05T02:15'],
    ['in the night that has one hour less', '2026-10-04T01:45', '2026-10-04T03:15'],
  ])('a night shift %s', (_, from, to) => {
    expect(workingTimeOf({ zone, hours: NIGHTS })(there(from), HALF_HOUR)).toBe(there(to));
  });

  it('counts once what two rows of hours share, also over midnight', () => {
    const hours = [...NIGHTS, { days: [2], from: '04:00', to: '12:00' }, { days: [2], from: '05:00', to: '07:00' }];
    // Monday 22:00 to Tuesday 12:00 are 14 hours.
    expect(workingTimeOf({ zone, hours })(there('2026-03-02T22:00'), 14 * HOUR_MS)).toBe(there('2026-03-03T12:00'));
    expect(workingTimeOf({ zone, hours })(there('2026-03-02T22:00'), 14 * HOUR_MS + 1)).toBe(there('2026-03-03T22:00') + 1);
  });

  it.each([
    ['the eve of a day off', '2026-04-02T17:45', '2026-04-07T08:15'],
    ['a day off itself', '2026-04-03T10:00', '2026-04-07T08:30'],
    ['the day after it', '2026-04-07T10:00', '2026-04-07T10:30'],
  ])('leaves out days off: from %s', (_, from, to) => {
    const off = ['2026-04-03', '2026-04-06'];
    const after = workingTimeOf({ zone, hours: USUAL_HOURS, isDayOff: (date) => off.includes(date) });
    expect(after(there(from), HALF_HOUR)).toBe(there(to));
  });

  it('a shift that begins before a day off is worked to its end', () => {
    const after = workingTimeOf({ zone, hours: NIGHTS, isDayOff: (date) => date === '2026-03-04' });
    expect(after(there('2026-03-03T23:00'), 7 * HOUR_MS)).toBe(there('2026-03-04T06:00'));
    expect(after(there('2026-03-04T05:00'), 2 * HOUR_MS)).toBe(there('2026-03-05T23:00'));
  });

  it.each([
    [30, '2026-03-02T09:00'],
    [31, undefined],
  ])('%i days off in a row', (days, to) => {
    const first = Temporal.PlainDate.from('2026-01-31');
    const isDayOff = (date: string): boolean => {
      const after = first.until(date, { largestUnit: 'day' }).days;
      return after >= 0 && after < days;
    };
    const always = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '18:00' }];
    const from = there('2026-01-31T00:00');
    // Plain time counts where nobody works for a month: somebody must be asked at some time.
    const expected = to === undefined ? from + HOUR_MS : there(to);
    expect(workingTimeOf({ zone, hours: always, isDayOff })(from, HOUR_MS)).toBe(expected);
  });

  it('ends also where nobody ever works', () => {
    const from = there('2026-03-03T10:00');
    expect(workingTimeOf({ zone, hours: [] })(from, HOUR_MS)).toBe(from + HOUR_MS);
    expect(workingTimeOf({ zone, hours: USUAL_HOURS, isDayOff: () => true })(from, HOUR_MS)).toBe(from + HOUR_MS);
  });
});

describe('many questions about one zone', () => {
  /** The rule as it is said: day after day on the clock there, without anything that is kept. */
  function plainly(from: number, lengthMs: number, zone: string): number {
    let left = lengthMs;
    let now = Temporal.Instant.fromEpochMilliseconds(Math.trunc(from)).toZonedDateTimeISO(zone);
    for (let day = 0; day < 31; day += 1) {
      const opens = now.with({ hour: 8, minute: 0, second: 0, millisecond: 0 });
      const closes = opens.with({ hour: 18 });
      const start = Math.max(now.epochMilliseconds, opens.epochMilliseconds);
      const open = now.dayOfWeek <= 5 ? Math.max(0, closes.epochMilliseconds - start) : 0;
      if (left <= open) return start + left;
      left -= open;
      now = now.add({ days: 1 }).startOfDay();
    }
    return from + lengthMs;
  }

  // Half hours, midnights that there are not or twice, a day that Samoa left out, and both ends of the day's line.
  const zone = fc.constantFrom(
    ...['Australia/Sydney', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/St_Johns', 'America/Sao_Paulo', 'America/Havana'],
    ...['Pacific/Apia', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'Europe/Vienna', 'UTC', '-11:30'],
  );
  const moment = fc.oneof(
    fc.integer({ min: at('2011-12-20T00:00[UTC]'), max: at('2012-01-10T00:00[UTC]') }),
    fc.integer({ min: at('2005-01-01T00:00[UTC]'), max: at('2030-01-01T00:00[UTC]') }),
    fc.double({ min: at('2026-03-20T00:00[UTC]'), max: at('2026-05-01T00:00[UTC]'), noNaN: true }),
  );

  it('are answered as each by itself', () => {
    fc.assert(
      fc.property(
        zone,
        fc.array(fc.tuple(moment, fc.integer({ min: 1, max: 100 * HOUR_MS })), { minLength: 1, maxLength: 8 }),
        (there, asked) => {
          const after = workingTimeIn(there);
          expect(asked.map(([from, length]) => after(from, length))).toEqual(asked.map(([from, length]) => plainly(from, length, there)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('look a day up in the calendar once, however many they are', () => {
    const after = workingTimeIn('Australia/Sydney');
    const from = at('2026-03-02T00:00[Australia/Sydney]');
    const looked = vi.spyOn(Temporal.PlainDate.prototype, 'toZonedDateTime');
    // A fortnight of moments, and at most a weekend and two days after it.
    for (let i = 0; i < 14 * 24 * 60; i += 1) after(from + i * MINUTE_MS, 11 * HOUR_MS);
    const days = looked.mock.calls.length;
    looked.mockRestore();
    expect(days).toBeGreaterThanOrEqual(14);
    expect(days).toBeLessThanOrEqual(14 + 4);
    expect(after(from, 0)).toBe(from + 8 * HOUR_MS);
    expect(after(from + 14 * DAY_MS, HOUR_MS)).toBe(from + 14 * DAY_MS + 9 * HOUR_MS);
  });
});
