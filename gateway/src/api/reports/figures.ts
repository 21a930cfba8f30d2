import { ascending, atShare } from '../../base/percentile.ts';
import type { Pace } from '../../base/pace.ts';
import type { FoundWhere } from '../../contract/alarm.ts';
import { REPORT_FEWEST, REPORT_TAKEN_WITHIN_MS, type ReportFigures, type Spans } from '../../contract/report.ts';
import { firstShownAt, type Alarm } from '../../domain/alarm.ts';

/** When an alarm came to each step, epoch ms; and where the worker was, if somebody said so. */
export interface Steps {
  readonly pressed: number;
  readonly shown?: number | undefined;
  readonly taken?: number | undefined;
  readonly here?: number | undefined;
  readonly found?: FoundWhere | undefined;
}

export function stepsOf(alarm: Alarm): Steps {
  const { takenAt, hereAt } = alarm.first ?? {};
  return { pressed: alarm.pressedAt, shown: firstShownAt(alarm), taken: takenAt, here: hereAt, found: alarm.found?.where };
}

type Moment = Exclude<keyof Steps, 'found'>;

/** Of 20,000 alarms each of its parts takes some ms, and others have their turn between them. */
export async function figuresOf(all: readonly Steps[], pace: Pace): Promise<ReportFigures> {
  const lengths = async (from: Moment, to: Moment): Promise<number[]> => {
    const found: number[] = [];
    for (const steps of all) {
      if (pace.isDue) await pace.turn();
      const [begin, end] = [steps[from], steps[to]];
      // Clocks of two moments may differ by a little: nothing took less than no time.
      if (begin !== undefined && end !== undefined) found.push(Math.max(0, end - begin));
    }
    await pace.rest();
    return found;
  };
  const spans = async (from: Moment, to: Moment): Promise<Spans> => spansOf(await lengths(from, to));
  const toTaken = await lengths('shown', 'taken');
  const found: FoundWhere[] = [];
  for (const steps of all) if (steps.found !== undefined) found.push(steps.found);
  await pace.rest();
  // Of all that were shown: one that nobody took was not taken in time.
  const untaken = all.filter(({ shown, taken }) => shown !== undefined && taken === undefined).map(() => Infinity);
  const inTime = shareOf([...toTaken, ...untaken], (ms) => ms <= REPORT_TAKEN_WITHIN_MS);
  const asSaid = shareOf(found, (where) => where === 'as-said');
  return {
    alarms: all.length,
    pressToShown: await spans('pressed', 'shown'),
    shownToTaken: spansOf(toTaken),
    takenToHere: await spans('taken', 'here'),
    pressToHere: await spans('pressed', 'here'),
    ...(inTime === undefined ? {} : { takenInTime: inTime }),
    ...(asSaid === undefined ? {} : { foundAsSaid: asSaid }),
  };
}

/** How many of all; nothing where there were too few. */
function shareOf<T>(all: readonly T[], is: (one: T) => boolean): { readonly of: number; readonly count: number } | undefined {
  return all.length < REPORT_FEWEST ? undefined : { of: all.length, count: all.filter(is).length };
}

export function spansOf(spans: readonly number[]): Spans {
  const count = spans.length;
  if (count < REPORT_FEWEST) return { count };
  const sorted = ascending(spans);
  return { count, p50: atShare(sorted, 0.5), p90: atShare(sorted, 0.9), p99: atShare(sorted, 0.99) };
}
