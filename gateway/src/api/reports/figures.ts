import { REPORT_FEWEST, REPORT_TAKEN_WITHIN_MS, type ReportFigures, type Spans } from '../../contract/report.ts';
import { firstShownAt, type Alarm } from '../../domain/alarm.ts';

/** When an alarm came to each step; epoch ms. */
export interface Steps {
  readonly pressed: number;
  readonly shown?: number | undefined;
  readonly taken?: number | undefined;
  readonly here?: number | undefined;
}

export function stepsOf(alarm: Alarm): Steps {
  const { takenAt, hereAt } = alarm.first ?? {};
  return { pressed: alarm.pressedAt, shown: firstShownAt(alarm), taken: takenAt, here: hereAt };
}

export function figuresOf(all: readonly Steps[]): ReportFigures {
  const spans = (from: keyof Steps, to: keyof Steps): number[] =>
    all.flatMap((steps) => {
      const [begin, end] = [steps[from], steps[to]];
      // Clocks of two moments may differ by a little: nothing took less than no time.
      return begin === undefined || end === undefined ? [] : [Math.max(0, end - begin)];
    });
  const toTaken = spans('shown', 'taken');
  const inTime = toTaken.filter((ms) => ms <= REPORT_TAKEN_WITHIN_MS).length;
  return {
    alarms: all.length,
    pressToShown: spansOf(spans('pressed', 'shown')),
    shownToTaken: spansOf(toTaken),
    takenToHere: spansOf(spans('taken', 'here')),
    pressToHere: spansOf(spans('pressed', 'here')),
    ...(toTaken.length < REPORT_FEWEST ? {} : { takenInTime: { of: toTaken.length, count: inTime } }),
  };
}

/** Percentiles by the nearest rank: each is a span that really was. */
export function spansOf(spans: readonly number[]): Spans {
  const count = spans.length;
  if (count < REPORT_FEWEST) return { count };
  const sorted = [...spans].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * count) - 1)] ?? 0;
  return { count, p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
