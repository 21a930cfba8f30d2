import { expect, test } from 'vitest';
import { spanText } from './span-text.ts';

test.each([
  [-5, '0.0 s'],
  [0, '0.0 s'],
  [49, '0.0 s'],
  [50, '0.1 s'],
  [4_200, '4.2 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [42_400, '42 s'],
  [59_499, '59 s'],
  [59_500, '1 min'],
  [60_000, '1 min'],
  [125_000, '2 min 5 s'],
  [599_499, '9 min 59 s'],
  [599_500, '10 min'],
  [2_520_000, '42 min'],
  [3_569_000, '59 min'],
  [3_570_000, '1 h'],
  [3_600_000, '1 h'],
  [11_100_000, '3 h 5 min'],
  [48 * 3_600_000 - 60_000, '47 h 59 min'],
  [48 * 3_600_000, '2 d'],
  [51 * 3_600_000, '2 d 3 h'],
  [400 * 24 * 3_600_000, '400 d'],
])('%d ms are said as %s', (ms, text) => {
  expect(spanText(ms)).toBe(text);
});

test('the sign of a fraction is the language’s own', () => {
  expect([spanText(4_200, 'de'), spanText(4_200, 'en'), spanText(4_000, 'de'), spanText(42_000, 'de')]).toEqual([
    '4,2 s',
    '4.2 s',
    '4,0 s',
    '42 s',
  ]);
});
