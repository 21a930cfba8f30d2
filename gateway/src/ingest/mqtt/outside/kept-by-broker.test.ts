import { describe, expect, test } from 'vitest';
import { KeptByBroker } from './kept-by-broker.ts';
import { DRAINED_MS, SESSION_KEPT_MS } from './limits.ts';

describe('how long a broker may have kept a message', () => {
  test('a session that it still had from before our start: as long as it keeps one', () => {
    const kept = new KeptByBroker();
    expect(kept.came(1_000)).toBe(SESSION_KEPT_MS); // before we are told that we are subscribed
    kept.back(1_000, true);
    expect(kept.came(1_001)).toBe(SESSION_KEPT_MS);
  });

  test('when the run before ours was connected until then: since then', () => {
    const kept = new KeptByBroker();
    kept.wasEmpty(-30_000);
    expect(kept.came(1_000)).toBe(31_000);
  });

  test('a new session: not at all', () => {
    const kept = new KeptByBroker();
    kept.back(1_000, false);
    expect(kept.came(1_001)).toBe(0);
  });

  test('after a return: at most since the broker was last heard, until it has been quiet', () => {
    const kept = new KeptByBroker();
    kept.back(0, false);
    expect(kept.came(50_000)).toBe(0);
    kept.gone(60_000);
    expect(kept.came(100_000)).toBe(40_000);
    kept.back(100_000, true);
    expect(kept.came(100_000 + DRAINED_MS - 1)).toBe(40_000 + DRAINED_MS - 1);
    expect(kept.came(100_000 + 2 * DRAINED_MS - 1)).toBe(0);
  });

  test('a second loss before its queue was empty does not make what is in it younger', () => {
    const kept = new KeptByBroker();
    kept.back(0, false);
    kept.gone(10_000);
    kept.back(20_000, true);
    kept.gone(20_000 + DRAINED_MS - 1);
    kept.back(30_000, true);
    expect(kept.came(30_000)).toBe(20_000);
    kept.gone(30_000 + DRAINED_MS);
    kept.back(40_000, true);
    expect(kept.came(40_000)).toBe(10_000 - DRAINED_MS);
  });

  test('never longer than it keeps a session', () => {
    const kept = new KeptByBroker();
    kept.back(0, false);
    kept.gone(0);
    expect(kept.came(2 * SESSION_KEPT_MS)).toBe(SESSION_KEPT_MS);
  });
});
