import { describe, expect, it, test } from 'vitest';
import { dayAt, dueOf, WEEKDAYS } from './due.ts';
import { DUTY_RULES } from './rules.ts';

const zone = 'Australia/Sydney';
const calendar = { zone, isBusinessDay: WEEKDAYS };
const at = (wall: string): number => Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).epochMilliseconds;
const wall = (moment: number): string =>
  Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
const dues = (id: string, from: string): Record<string, string> => {
  const rule = DUTY_RULES.find((one) => one.rule === id);
  return Object.fromEntries((rule?.limits ?? []).map((limit) => [limit.key, wall(dueOf(limit, at(from), calendar))]));
};

/** From `from`, by the place's clock: Friday 2026-03-06 is a business day, daylight saving ends on Sunday 2026-04-05. */
describe.each([
  // At once is at once; in writing counts from being asked.
  ...['au-nsw-whs', 'au-qld-whs', 'au-sa-whs', 'au-tas-whs', 'au-act-whs', 'au-nt-whs', 'au-wa-whs', 'au-cth-whs', 'nz-hswa'].map(
    (rule) => [rule, '2026-03-06T22:10', { first: '2026-03-06T22:10', written: '2026-03-08T22:10' }] as const,
  ),
  ['au-vic-ohs', '2026-03-06T22:10', { first: '2026-03-06T22:10', written: '2026-03-08T22:10' }],
  // Plain hours go through the weekend, and through the longer day: an hour earlier on the clock.
  ['au-ndis-24-hours', '2026-03-06T22:10', { first: '2026-03-07T22:10', detail: '2026-03-14T00:00' }],
  ['au-ndis-24-hours', '2026-04-04T22:10', { first: '2026-04-05T21:10', detail: '2026-04-11T00:00' }],
  // Monday: the day itself does not count, the fifth counts whole.
  ['au-ndis-restraint', '2026-03-02T09:00', { first: '2026-03-10T00:00' }],
  // A Saturday begins with the Monday.
  ['au-ndis-restraint', '2026-03-07T09:00', { first: '2026-03-14T00:00' }],
  ['au-sirs-one-2025', '2026-03-06T22:10', { first: '2026-03-07T22:10' }],
  ['au-sirs-one-2021', '2025-03-06T22:10', { first: '2025-03-07T22:10' }],
  // Days end at the same time of day.
  ['au-sirs-two-2025', '2026-03-20T10:00', { first: '2026-04-19T10:00' }],
  ['au-sirs-two-2021', '2025-03-20T10:00', { first: '2025-04-19T10:00' }],
] as const)('%s from %s', (rule, from, expected) => {
  it('is due by then', () => {
    expect(dues(rule, from)).toEqual(expected);
  });
});

test('a holiday is no business day', () => {
  const isBusinessDay = (day: Temporal.PlainDate): boolean => WEEKDAYS(day) && day.toString() !== '2026-03-09';
  const limit = { unit: 'business-days', count: 5 } as const;
  expect(wall(dueOf(limit, at('2026-03-06T22:10'), { zone, isBusinessDay }))).toBe('2026-03-17T00:00');
  expect(wall(dueOf(limit, at('2026-03-06T22:10'), calendar))).toBe('2026-03-14T00:00');
});

test('a calendar without a single business day comes to an end all the same, and an unknown zone counts as UTC', () => {
  const from = Date.UTC(2026, 0, 1);
  const due = dueOf({ unit: 'business-days', count: 5 }, from, { zone: 'Moon/Sea', isBusinessDay: () => false });
  expect(due).toBeGreaterThan(from);
  expect(dayAt(from, 'Moon/Sea')).toBe('2026-01-01');
  expect(dayAt(from, 'America/New_York')).toBe('2025-12-31');
});
