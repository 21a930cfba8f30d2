import { ascending, atShare } from '../../base/percentile.ts';
import { CANARY_PARTS, type CanaryPart } from '../../contract/canary.ts';
import type { CanaryCount, Spread } from '../../domain/input.ts';
import type { CanaryOutcome } from './canary-run.ts';

/** The runs of an hour, counted: that is what the log keeps of them. */
export class CanaryHour {
  readonly #from: number;
  readonly #outcomes: CanaryOutcome[] = [];

  /** @param from epoch ms at which it begins. */
  constructor(from: number) {
    this.#from = from;
  }

  get isEmpty(): boolean {
    return this.#outcomes.length === 0;
  }

  add(outcome: CanaryOutcome): void {
    this.#outcomes.push(outcome);
  }

  /** @param to epoch ms at which it ends; a clock that was set back ends it where it began. */
  count(to: number): CanaryCount {
    const outcomes = this.#outcomes;
    const failedAt = (part: CanaryPart): number => outcomes.filter((one) => one.state === 'failed' && one.part === part).length;
    return {
      from: this.#from,
      to: Math.max(this.#from, to),
      runs: outcomes.length,
      late: outcomes.filter(({ state }) => state === 'late').length,
      failed: CANARY_PARTS.map((part) => ({ part, times: failedAt(part) })).filter(({ times }) => times > 0),
      committed: spreadOf(outcomes.flatMap(({ committedMs }) => committedMs ?? [])),
      shown: spreadOf(outcomes.flatMap(({ shownMs }) => shownMs ?? [])),
    };
  }
}

/** Undefined of nothing. */
export function spreadOf(durationsMs: readonly number[]): Spread | undefined {
  const sorted = ascending(durationsMs.map((ms) => Math.round(ms * 10) / 10));
  const most = sorted.at(-1);
  if (most === undefined) return undefined;
  return { p50: atShare(sorted, 0.5), p99: atShare(sorted, 0.99), most };
}
