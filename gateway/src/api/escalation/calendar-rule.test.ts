import { expect, test } from 'vitest';
import { dateOf, dayNumberOf } from '../../domain/local-time.ts';
import { EventProblem } from './calendar-event.ts';
import { patternOf } from './calendar-rule.ts';

const begins = (zone: string, time: string) => ({ first: dayNumberOf('2026-11-30'), time, zone });

test.each([
  ['a day', 'Australia/Sydney', '08:00', '2026-12-14', '2026-12-14'],
  ['the start of the last one in UTC, the day before there', 'Australia/Sydney', '08:00', '2026-12-13T21:00:00Z', '2026-12-14'],
  ['a minute before that start', 'Australia/Sydney', '08:00', '2026-12-13T20:59:00Z', '2026-12-13'],
  ['the end of a day in New York, the day after in UTC', 'America/New_York', '20:00', '2026-12-14T04:59:59Z', '2026-12-13'],
  ['a time on the rota’s own clock', 'Australia/Sydney', '08:00', '2026-12-14T08:00:00', '2026-12-14'],
  ['a time before the shift begins that day', 'Australia/Sydney', '08:00', '2026-12-14T07:59:00', '2026-12-13'],
])('a series ends with the last start that is not after UNTIL: %s', (_, zone, time, until, last) => {
  const pattern = patternOf({ freq: 'DAILY', until }, begins(zone, time));
  expect(pattern.until === undefined ? undefined : dateOf(pattern.until)).toBe(last);
});

test.each(['soon', '2026-13-40', '2026-12-14T25:00:00Z'])('an UNTIL that is no date is refused: %s', (until) => {
  expect(() => patternOf({ freq: 'DAILY', until }, begins('Australia/Sydney', '08:00'))).toThrow(EventProblem);
});

test('days of the week beside each so many days are refused, not left out', () => {
  const rule = { freq: 'DAILY', byday: 'MO' };
  expect(patternOf(rule, begins('UTC', '08:00')).days).toEqual([1]);
  expect(() => patternOf({ ...rule, interval: 7 }, begins('UTC', '08:00'))).toThrow(EventProblem);
});
