import { expect, test } from 'vitest';
import { DAY_MS } from '../../base/durations.ts';
import { wordsFor } from './certificate-watch.ts';

test.each([
  [21 * DAY_MS + 1, undefined],
  [21 * DAY_MS, 'expires within 21 days'],
  [7 * DAY_MS + 1, 'expires within 21 days'],
  [7 * DAY_MS, 'expires within 7 days'],
  [DAY_MS + 1, 'expires within 7 days'],
  [DAY_MS, 'expires within 1 day'],
  [1, 'expires within 1 day'],
  [0, 'has expired'],
  [-DAY_MS, 'has expired'],
])('%d ms before its end', (leftMs, words) => {
  expect(wordsFor(leftMs)).toBe(words);
});
