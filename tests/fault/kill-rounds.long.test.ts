import { test } from 'vitest';
import { killRounds } from './kill-rounds.ts';

// On a log of its own each: what is asked of one grows with what is in it.
test.each([1, 2, 3, 4])('sixty more times, log %i of 4', async () => {
  await killRounds(60);
});
