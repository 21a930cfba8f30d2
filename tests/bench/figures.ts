/** The value that a share of the values lies below; the values are sorted. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** One number of one case for one target, from each round; what is printed is the median. */
export interface Figure {
  readonly case: string;
  readonly measure: string;
  readonly unit: 'ms' | 'KiB' | 'count';
  readonly target: string;
  readonly rounds: number[];
}

/** All numbers of a run. */
export class Figures {
  readonly list: Figure[] = [];

  add(place: Omit<Figure, 'rounds'>, value: number): void {
    const known = this.list.find((one) => one.case === place.case && one.measure === place.measure && one.target === place.target);
    if (known === undefined) this.list.push({ ...place, rounds: [value] });
    else known.rounds.push(value);
  }

  /** The median over the rounds; undefined when it was not measured. */
  of(caseName: string, measure: string, target: string): number | undefined {
    const figure = this.list.find((one) => one.case === caseName && one.measure === measure && one.target === target);
    return figure === undefined ? undefined : median(figure.rounds);
  }

  /** The median of the rounds' own ratios: what two targets had in common in a round (other work on the machine) falls out. */
  ratio(caseName: string, measure: string, pair: readonly [target: string, base: string]): number | undefined {
    const [target, base] = pair.map((name) =>
      this.list.find((one) => one.case === caseName && one.measure === measure && one.target === name),
    );
    if (target === undefined || base === undefined) return undefined;
    return median(target.rounds.flatMap((value, i) => (base.rounds[i] === undefined ? [] : [value / base.rounds[i]])));
  }
}
