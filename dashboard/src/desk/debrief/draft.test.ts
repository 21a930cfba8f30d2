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

  it('goes on with what it could not send, if nobody has written elsewhere since', () => {
    const shelf = new Shelf();
    const first = bench(shelf);
    first.keeper.resume({ at: 5, value: { text: 'before' } });
    first.keeper.changed({ text: 'here' });
    const again = bench(shelf);
    expect(again.keeper.resume({ at: 5, value: { text: 'before' } })).toEqual({ text: 'here' });
    again.clock.advance(0);
    expect(again.puts).toHaveLength(1);
    expect(again.states).not.toContain('elsewhere');
  });

  it('asks the person when both devices have words that the other has not', async () => {
    const there = { at: 7, value: { text: 'there' } };
    for (const choice of ['keepHere', 'takeThere'] as const) {
      const shelf = new Shelf();
      const first = bench(shelf);
      first.keeper.changed({ text: 'here' });
      const again = bench(shelf);
      expect(again.keeper.resume(there)).toEqual({ text: 'here' });
      expect(again.states).toEqual(['elsewhere']);
      again.keeper.changed({ text: 'here, more' });
      again.keeper.flush();
      again.clock.advance(60_000);
      expect([again.puts.length, shelf.kept.size]).toEqual([0, 1]);
      expect(again.keeper[choice]()).toEqual(choice === 'takeThere' ? there.value : undefined);
      again.clock.advance(0);
      await settled();
      const sent = again.puts.map(({ value }) => (value as { value: unknown }).value); // as drafts are sent
      expect([sent, shelf.kept.size]).toEqual(choice === 'keepHere' ? [[{ text: 'here, more' }], 1] : [[], 0]);
    }
  });

  it('asks too when the gateway says so in the middle, and not about what it has sent itself', async () => {
    const { clock, puts, states, keeper } = bench();
    const elsewhere = (at: number, text: string): Answer<unknown> => ({
      ok: false,
      status: 409,
      problem: { code: 'draft-elsewhere', draft: { at, value: { text } } },
    });
    const written = clock.wall();
    keeper.changed({ text: 'a' });
    clock.advance(1_000);
    puts[0]?.answer(no);
    await settled();
    keeper.changed({ text: 'ab' });
    clock.advance(5_000);
    // The first one got through after all.
    puts[1]?.answer(elsewhere(written, 'a'));
    await settled();
    clock.advance(0);
    expect(states).not.toContain('elsewhere');
    expect(puts).toHaveLength(3);
    puts[2]?.answer(elsewhere(4_000, 'of another device'));
    await settled();
    expect(states.at(-1)).toBe('elsewhere');
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
