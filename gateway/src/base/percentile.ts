/**
 * The value at `share` (0 to 1) of `sorted`, by the nearest rank: each is one that really was, and of few values the worst is the 99th of a
 * hundred. 0 of nothing.
 */
export function atShare(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** Smallest first. Typed, because the engine then compares numbers and calls nobody. */
export function ascending(values: readonly number[]): Float64Array {
  return new Float64Array(values).sort();
}
