import { test } from 'vitest';
import { soak } from './soak.ts';

test('fifteen seconds of a site that says in each what a real one says in a minute: nothing is lost, and nothing grows', async () => {
  await soak({ devices: 2_000, seconds: 15, heartbeatMs: 1_000, pressesPerSecond: 60 });
});
