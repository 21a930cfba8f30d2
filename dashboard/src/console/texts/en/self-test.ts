import type { CanaryView } from '@duress/gateway/contract/canary.ts';

/** What the gateway finds out about itself: its own test presses, and what it stands on. */
export const selfTest = {
  line: {
    none: 'Self-test not run yet',
    well: (age: string, ms: number) => `Self-test ${age} · ${ms} ms`,
    late: (age: string, ms: number) => `Self-test slow: ${age} · ${ms} ms`,
    failed: (where: string) => `Self-test failed: ${where}`,
    failedSince: (where: string, age: string) => `Self-test failed: ${where}; last well ${age}`,
  },
  where: {
    connect: 'the test button is not let in',
    ingest: 'the press did not arrive',
    log: 'the log did not take it',
    ack: 'it was not acknowledged',
    console: 'a screen did not draw it',
  } satisfies Record<NonNullable<CanaryView['part']>, string>,
  spread: (p50: number, p99: number) => `Self-tests of the last hour: half took at most ${p50} ms, 99 of 100 at most ${p99} ms.`,
};
