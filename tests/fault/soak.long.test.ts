import { test } from 'vitest';
import { soak } from './soak.ts';

const DEVICES = 19_000;
/** Two hours, or as long as somebody wants it. */
const MINUTES = Number(process.env['DURESS_SOAK_MINUTES'] ?? 120);
const SLACK_MS = 600_000;

test(
  `${DEVICES} devices for ${MINUTES} minutes, with a heartbeat of each in a minute`,
  async () => {
    await soak({ devices: DEVICES, seconds: MINUTES * 60, heartbeatMs: 60_000, pressesPerSecond: 5 });
  },
  MINUTES * 60_000 + SLACK_MS,
);
