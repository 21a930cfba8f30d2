import { expect, test } from 'vitest';
import { isNight } from './night.ts';

test.each([
  { utc: '2026-11-23T20:59:59Z', night: false },
  { utc: '2026-11-23T21:00:00Z', night: true },
  { utc: '2026-11-24T00:00:00Z', night: true },
  { utc: '2026-11-24T05:59:59Z', night: true },
  { utc: '2026-11-24T06:00:00Z', night: false },
])('$utc: $night', ({ utc, night }) => {
  expect(isNight(Date.parse(utc), { language: 'en', zone: 'UTC' })).toBe(night);
});
