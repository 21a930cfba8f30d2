import { BAND_WIDTH, type Band } from '../../contract/learning.ts';

/**
 * The band in which a count lies: rounded down to a multiple of five. The one way in which a count leaves this folder. Whatever a
 * reader adds up or takes away, each count may be any of the five in its band (docs/adr/0037).
 */
export function bandOf(count: number): Band {
  const from = Math.floor(count / BAND_WIDTH) * BAND_WIDTH;
  return { from, to: from + BAND_WIDTH - 1 };
}

/** Are there surely so many that more than their number may be said of them? */
export function isEnough({ from }: Band): boolean {
  return from >= BAND_WIDTH;
}

/**
 * Counts by name, month by month; what was never counted is 0. Of a longer period no count is told but the sum of what its months tell:
 * two counts of the same incidents, each in its own band, can now and then be played off against each other.
 */
export class Tally {
  readonly #months: readonly Map<string, number>[];

  constructor(months: number) {
    this.#months = Array.from({ length: months }, () => new Map<string, number>());
  }

  add(month: number, name: string): void {
    const counts = this.#months[month];
    counts?.set(name, (counts.get(name) ?? 0) + 1);
  }

  band(name: string): Band {
    const bands = this.#months.map((counts) => bandOf(counts.get(name) ?? 0));
    return bands.reduce((sum, { from, to }) => ({ from: sum.from + from, to: sum.to + to }), { from: 0, to: 0 });
  }

  /**
   * `known` names, and of all others that follow `prefix` those of which there were surely five: a name that is listed must not say that
   * it was counted. The largest bands first, else by name: never by the true counts.
   */
  under(prefix: string, known: readonly string[]): { readonly of: string; readonly count: Band }[] {
    const counted = this.#months.flatMap((counts) => [...counts.keys()].filter((name) => name.startsWith(prefix)));
    return [...new Set([...known, ...counted.map((name) => name.slice(prefix.length))])]
      .map((of) => ({ of, count: this.band(prefix + of) }))
      .filter(({ of, count }) => known.includes(of) || isEnough(count))
      .sort((a, b) => b.count.from - a.count.from || (a.of < b.of ? -1 : 1));
  }
}
