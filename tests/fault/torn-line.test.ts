import { test } from 'vitest';
import { tornLine } from './torn-line.ts';

test('noise on the serial line, and a plug that comes loose: each press between is in the log once', async () => {
  await tornLine(5_000);
});
