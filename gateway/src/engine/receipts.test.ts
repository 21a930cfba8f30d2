import { describe, expect, test } from 'vitest';
import type { AlarmId, ConsoleId, InputId } from '../base/ids.ts';
import type { Input, Reply } from '../domain/input.ts';
import { ManualClock } from '../../../tests/harness/clock.ts';
import { GATHER_RECEIPTS_MS, GATHERED_RECEIPTS_MAX, Receipts } from './receipts.ts';

const receipt = (n: number): Input => ({
  // as (all): any id does.
  id: `r${String(n)}` as InputId,
  type: 'shown',
  console: 'c' as ConsoleId,
  alarms: ['a' as AlarmId],
  at: 0,
});

interface Stage {
  readonly clock: ManualClock;
  readonly receipts: Receipts;
  readonly gone: string[];
  readonly replies: Promise<Reply>[];
}

function stage(): Stage {
  const clock = new ManualClock();
  const gone: string[] = [];
  const submit = (input: Input): Promise<Reply> => {
    gone.push(input.id);
    return Promise.resolve({ outcome: 'accepted' });
  };
  return { clock, receipts: new Receipts({ clock, submit }), gone, replies: [] };
}

describe('receipts', () => {
  test('go into the loop together, in their order, when the first has waited long enough', async () => {
    const { clock, receipts, gone } = stage();
    const first = receipts.take(receipt(1));
    clock.advance(GATHER_RECEIPTS_MS - 1);
    const second = receipts.take(receipt(2));
    expect(gone).toEqual([]);
    clock.advance(1);
    expect(gone).toEqual(['r1', 'r2']);
    expect(await Promise.all([first, second])).toEqual([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
    expect(clock.waiting).toBe(0);
  });

  test('wait no longer when they are enough for a batch', () => {
    const { clock, receipts, gone, replies } = stage();
    for (let n = 1; n < GATHERED_RECEIPTS_MAX; n += 1) replies.push(receipts.take(receipt(n)));
    expect(gone).toEqual([]);
    replies.push(receipts.take(receipt(GATHERED_RECEIPTS_MAX)));
    expect(gone).toHaveLength(GATHERED_RECEIPTS_MAX);
    expect(clock.waiting).toBe(0);
  });

  test('are let go at once when the gateway stops, and nothing is left behind', () => {
    const { clock, receipts, gone, replies } = stage();
    replies.push(receipts.take(receipt(1)));
    receipts.release();
    expect(gone).toEqual(['r1']);
    clock.advance(GATHER_RECEIPTS_MS);
    expect(gone).toEqual(['r1']);
  });
});
