import { expect, it } from 'vitest';
import { PROOF_HOLDS_MS, readiness } from './ready.ts';

const lastOk = { wall: 1_000_000, mono: 5_000 };
const after = (wall: number, mono = wall) => ({ wall: lastOk.wall + wall, mono: lastOk.mono + mono });

it('is ready for a minute after a round trip, and no longer', () => {
  expect(readiness({ lastOk }, after(PROOF_HOLDS_MS))).toEqual({ ready: true, checkedAt: lastOk.wall });
  expect(readiness({ lastOk }, after(PROOF_HOLDS_MS + 1))).toMatchObject({ ready: false, why: 'stale', lastAt: lastOk.wall });
});

it('counts the time in which the phone slept, when its monotonic clock stood still', () => {
  expect(readiness({ lastOk }, after(PROOF_HOLDS_MS + 1, 10))).toMatchObject({ why: 'stale' });
});

it('is not ready before the first answer, nor when the newest check failed', () => {
  expect(readiness({}, after(0))).toMatchObject({ why: 'checking' });
  expect(readiness({ lastOk, trouble: 'signed-out' }, after(0))).toMatchObject({ ready: false, why: 'signed-out' });
});
