import { describe, expect, test } from 'vitest';
import { bandOf, Tally } from './bands.ts';

/** A small generator with a seed that is printed when something fails. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a band', () => {
  test.each([
    [0, 0, 4],
    [1, 0, 4],
    [4, 0, 4],
    [5, 5, 9],
    [9, 5, 9],
    [10, 10, 14],
  ])('of %i is %i to %i', (count, from, to) => {
    expect(bandOf(count)).toEqual({ from, to });
  });

  test('is all that orders what is listed', () => {
    const tally = new Tally(1);
    for (const name of ['f:b', 'f:a', 'f:a', 'f:a']) tally.add(0, name);
    for (let i = 0; i < 5; i += 1) tally.add(0, 'f:c');
    expect(tally.under('f:', []).map(({ of }) => of)).toEqual(['c']);
    // Whether it was named three times, once or never.
    expect(tally.under('f:', ['z', 'b', 'a']).map(({ of }) => of)).toEqual(['c', 'a', 'b', 'z']);
    expect(tally.band('f:never')).toEqual({ from: 0, to: 4 });
  });
});

/** A tree of places by their parents; place 0 is the unit. */
function tree(next: () => number): number[] {
  return Array.from({ length: 2 + Math.floor(next() * 8) }, (_, i) => (i === 0 ? -1 : Math.floor(next() * i)));
}

function isAbove(parents: readonly number[], upper: number, place: number): boolean {
  for (let step = place; step >= 0; step = parents[step] ?? -1) if (step === upper) return true;
  return false;
}

const seeds = Array.from({ length: 300 }, (_, i) => i + 1);

describe('one month: whatever is added up over places', () => {
  test('each count may be any of the five in its band', () => {
    for (const seed of seeds) {
      const next = random(seed);
      const parents = tree(next);
      const own = parents.map(() => Math.floor(next() * 8));
      const places = parents.map((_, place) => place);
      const total = places.map((place) => places.reduce((sum, below) => sum + (isAbove(parents, place, below) ? (own[below] ?? 0) : 0), 0));
      const bands = total.map(bandOf);
      for (const place of places) {
        for (let more = 0; more < 5; more += 1) {
          // The witness of the proof: all at the foot of their band, but this place and all around it so many above.
          const other = places.map((one) => (bands[one]?.from ?? 0) + (isAbove(parents, one, place) ? more : 0));
          expect(other.map(bandOf), `seed ${String(seed)}`).toEqual(bands);
          // It can have been: nowhere lies less than in the places inside it.
          const rest = places.map(
            (one) => (other[one] ?? 0) - places.reduce((sum, kid) => sum + (parents[kid] === one ? (other[kid] ?? 0) : 0), 0),
          );
          expect(Math.min(...rest), `seed ${String(seed)}`).toBeGreaterThanOrEqual(0);
        }
      }
    }
  });
});

describe('parts of a whole that leave nothing over: the parts of the week', () => {
  test.each(seeds.slice(0, 60))('no part can be worked out from the others and all, seed %i', (seed) => {
    const next = random(seed * 7);
    // Each at the head or the foot of its band, which is the worst: 28 heads make 112, two more than a foot.
    const parts = Array.from({ length: 28 }, () => Math.floor(next() * 3) * 5 + (seed % 2 === 0 ? 4 : 0));
    const all = parts.reduce((sum, one) => sum + one, 0);
    const whole = bandOf(all);
    for (const [i, part] of parts.entries()) {
      const by = [-2, -1, 1, 2].find(
        (more) => bandOf(Math.max(0, part + more)).from === bandOf(part).from && bandOf(all + more).from === whole.from && part + more >= 0,
      );
      const swapped = parts.some(
        (other, j) => j !== i && bandOf(other).from === bandOf(other - 1).from && bandOf(part).to === bandOf(part + 1).to,
      );
      expect(by !== undefined || swapped).toBe(true);
    }
  });
});

describe('a longer period', () => {
  test('tells the sum of what its months tell, and nothing of its own', () => {
    const tally = new Tally(3);
    // 4, 4 and 4 are twelve; only that none of them is five is told.
    for (let month = 0; month < 3; month += 1) for (let i = 0; i < 4; i += 1) tally.add(month, 'f:a');
    for (const [month, count] of [5, 0, 12].entries()) for (let i = 0; i < count; i += 1) tally.add(month, 'f:b');
    expect(tally.band('f:a')).toEqual({ from: 0, to: 12 });
    expect(tally.band('f:b')).toEqual({ from: 15, to: 27 });
    expect(tally.under('f:', ['a'])).toEqual([
      { of: 'b', count: { from: 15, to: 27 } },
      { of: 'a', count: { from: 0, to: 12 } },
    ]);
    tally.add(-1, 'f:a');
    expect(tally.band('f:a')).toEqual({ from: 0, to: 12 });
  });
});
