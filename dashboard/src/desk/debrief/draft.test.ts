import { describe, expect, it } from 'vitest';
import type { Answer } from '../../shared/api.ts';
import { ManualClock } from '../../shared/manual-clock.ts';
import { DraftKeeper, type DraftState } from './draft.ts';

/** A browser's storage in as far as drafts need it. */
class Shelf implements Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  readonly kept = new Map<string, string>();
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }
  removeItem(key: string): void {
    this.kept.delete(key);
  }
}

const yes: Answer<unknown> = { ok: true, status: 204, value: undefined };
const no: Answer<unknown> = { ok: false, status: 0, problem: { code: 'unreachable' } };

function bench(shelf = new Shelf()) {
  const clock = new ManualClock();
  const puts: { at: number; value: unknown; answer: (answer: Answer<unknown>) => void }[] = [];
  const states: DraftState['state'][] = [];
  const put = (_path: string, value: unknown) => new Promise<Answer<unknown>>((answer) => puts.push({ at: clock.mono(), value, answer }));
  const keeper = new DraftKeeper({
    // Only `put` is called; its answers are given by the test.
    api: { put, delete: put } as never,
    clock,
    storage: shelf as unknown as Storage, // the three methods that are used
    person: 'ana',
    debrief: 'd1',
    part: 'account',
    tell: ({ state }) => states.push(state),
  });
  return { clock, puts, states, keeper, shelf };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('keeping a draft', () => {
  it('is on the device at once and on its way within a second, also while somebody types on', () => {
    const { clock, puts, keeper, shelf } = bench();
    for (let letter = 0; letter < 20; letter += 1) {
      keeper.changed({ text: 'x'.repeat(letter + 1) });
      expect([...shelf.kept.values()][0]).toContain('x'.repeat(letter + 1));
      clock.advance(100);
    }
    expect(puts[0]?.at).toBeLessThanOrEqual(1_000);
  });

  it('drops the copy on the device once the gateway has all of it, and not before', async () => {
    const { clock, puts, keeper, shelf } = bench();
    keeper.changed({ text: 'a' });
    clock.advance(1_000);
    keeper.changed({ text: 'ab' });
    puts[0]?.answer(yes);
    await settled();
    expect(shelf.kept.size).toBe(1);
    clock.advance(1_000);
    puts[1]?.answer(yes);
    await settled();
    expect(shelf.kept.size).toBe(0);
  });

  it('tries again without a network and says that it is kept here', async () => {
    const { clock, puts, states, keeper } = bench();
    keeper.changed({ text: 'a' });
    clock.advance(1_000);
    puts[0]?.answer(no);
    await settled();
    expect(states.at(-1)).toBe('kept-here');
    clock.advance(5_000);
    expect(puts).toHaveLength(2);
  });

  it('goes on with the newer of the two copies', () => {
    const shelf = new Shelf();
    const first = bench(shelf);
    first.keeper.changed({ text: 'here' });
    const written = first.clock.wall();
    expect(bench(shelf).keeper.resume({ at: written - 1, value: { text: 'there' } })).toEqual({ text: 'here' });
    expect(bench(shelf).keeper.resume({ at: written + 1, value: { text: 'there' } })).toEqual({ text: 'there' });
    expect(shelf.kept.size).toBe(0);
  });

  it('is not brought back by a save that was under way when the part was submitted', async () => {
    const { clock, puts, keeper, shelf } = bench();
    keeper.changed({ text: 'a' });
    clock.advance(1_000);
    let isSettled = false;
    const settling = keeper.settle().then(() => (isSettled = true));
    await settled();
    expect(isSettled).toBe(false);
    puts[0]?.answer(yes);
    await settling;
    keeper.finish();
    clock.advance(60_000);
    expect(puts).toHaveLength(1);
    expect(shelf.kept.size).toBe(0);
  });
});
