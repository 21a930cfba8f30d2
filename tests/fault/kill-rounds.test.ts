import { test } from 'vitest';
import { killRounds } from './kill-rounds.ts';

test('the plug is pulled thirty times under load: whatever was acknowledged is in the log, and everything is in it once', async () => {
  await killRounds(30);
});
