import { test } from 'vitest';
import { tornLine } from './torn-line.ts';

test('five minutes of noise on the serial line: each press between is in the log once, and memory is what it was', async () => {
  await tornLine(300_000);
});
