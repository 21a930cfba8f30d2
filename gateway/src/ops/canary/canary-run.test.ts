import { describe, expect, test } from 'vitest';
import { CanaryHour, spreadOf } from './canary-hour.ts';
import { LATE_AFTER_MS, outcomeOf, type Marks } from './canary-run.ts';

const WELL: Marks = { startedAt: 0, connectedAt: 5, heardAt: 6, committedAt: 8, ackedAt: 9, shownAt: 40, asked: 2, silent: 0 };

describe('what became of a run', () => {
  test.each([
    ['well', WELL, { state: 'well', committedMs: 3, shownMs: 35 }],
    ['nobody watches', { ...WELL, asked: 0 }, { state: 'well', committedMs: 3, shownMs: undefined }],
    ['not let in', { ...WELL, connectedAt: undefined, heardAt: undefined, committedAt: undefined }, { state: 'failed', part: 'connect' }],
    ['not heard', { ...WELL, heardAt: undefined, committedAt: undefined }, { state: 'failed', part: 'ingest' }],
    ['not on disk', { ...WELL, committedAt: undefined, ackedAt: undefined }, { state: 'failed', part: 'log', committedMs: undefined }],
    ['not acknowledged', { ...WELL, ackedAt: undefined }, { state: 'failed', part: 'ack', committedMs: 3 }],
    ['not drawn by one', { ...WELL, silent: 1 }, { state: 'failed', part: 'console' }],
    ['just in time', { ...WELL, shownAt: LATE_AFTER_MS }, { state: 'well' }],
    ['late at the screen', { ...WELL, shownAt: LATE_AFTER_MS + 1 }, { state: 'late', part: 'console' }],
    [
      'late to get in',
      { ...WELL, connectedAt: 2_100, heardAt: 2_101, committedAt: 2_102, ackedAt: 2_103, shownAt: 2_104 },
      { state: 'late', part: 'connect' },
    ],
    [
      'late on a broker that acknowledges before we hear',
      { ...WELL, ackedAt: 6, heardAt: 2_300, committedAt: 2_301, shownAt: 2_302 },
      { state: 'late', part: 'ingest' },
    ],
  ])('%s', (_, marks, outcome) => {
    expect(outcomeOf(marks)).toMatchObject(outcome);
  });
});

describe('an hour of them', () => {
  test('is counted by what became of each, and where', () => {
    const hour = new CanaryHour(1_000);
    expect(hour.isEmpty).toBe(true);
    for (let ms = 1; ms <= 100; ms += 1) hour.add({ state: 'well', committedMs: ms, shownMs: 10 * ms });
    hour.add({ state: 'late', part: 'log', committedMs: 3_000 });
    for (const part of ['connect', 'log', 'log'] as const) hour.add({ state: 'failed', part });
    expect(hour.count(3_601_000)).toEqual({
      from: 1_000,
      to: 3_601_000,
      runs: 104,
      late: 1,
      failed: [
        { part: 'connect', times: 1 },
        { part: 'log', times: 2 },
      ],
      committed: { p50: 51, p99: 100, most: 3_000 },
      shown: { p50: 500, p99: 990, most: 1_000 },
    });
  });

  test('a clock that was set back does not end it before it began', () => {
    expect(new CanaryHour(5_000).count(4_000)).toMatchObject({ from: 5_000, to: 5_000, runs: 0, committed: undefined });
  });

  test('of one, and of nothing', () => {
    expect(spreadOf([7.04])).toEqual({ p50: 7, p99: 7, most: 7 });
    expect(spreadOf([])).toBeUndefined();
  });
});
