import { expect, test } from 'vitest';
import { ascending, atShare } from './percentile.ts';

test.each([
  [[], 0.5, 0],
  [[7], 0.5, 7],
  [[7], 0.99, 7],
  [[1, 2], 0.5, 1],
  [[1, 2, 3], 0.5, 2],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9, 9],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.91, 10],
  [[1, 2], 0, 1],
])('of %j the value at %d is %d', (sorted, share, value) => {
  expect(atShare(sorted, share)).toBe(value);
});

test('numbers are put in order as numbers, and the list that was given stays as it was', () => {
  const given = [10, 9, 2, -1];
  expect([...ascending(given)]).toEqual([-1, 2, 9, 10]);
  expect(given).toEqual([10, 9, 2, -1]);
});
