/** A number from 0 (inclusive) to 1 (exclusive). Passed in everywhere, so that a seed repeats a whole run. */
export type Random = () => number;

/** Mulberry32: 32 bits of state, plenty for jitter, bounce and radio loss; nothing secret is ever made from it. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** A seed of its own for each device of one run (FNV-1a), so that two buttons never dice alike. */
export function seedOf(text: string, run = 0): number {
  let hash = (0x811c_9dc5 ^ run) >>> 0;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193) >>> 0;
  return hash;
}
