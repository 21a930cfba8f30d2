import type { PlaceId } from '../../base/ids.ts';
import { Pace } from '../../base/pace.ts';
import { ascending, atShare } from '../../base/percentile.ts';
import type { Cell } from '../../contract/csv-text.ts';
import { BAND_WIDTH, EVALUATION_WEEKS_MAX, LEARNING_HARMS, LEARNING_KINDS, type EvaluationQuery } from '../../contract/learning.ts';
import { REPORT_TAKEN_WITHIN_MS } from '../../contract/report.ts';
import { homeOf } from '../../domain/home.ts';
import { isDay, WEEK_DAYS } from '../../domain/local-time.ts';
import { downwards, type Place } from '../../domain/places.ts';
import type { StateView } from '../../domain/state.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import { zoneOf } from '../reports/scope.ts';
import { incidentsIn, type Incident } from './alarms-read.ts';
import { debriefsIn, type DebriefRead } from './debriefs-read.ts';
import { EVALUATION_COLUMNS } from './evaluation-columns.ts';
import { unitOf } from '../../access/learning-rights.ts';

/** The setting that says what was exported last; each export is a fact of its own in the log. */
export const EXPORTED_KEY = 'evaluation-exported';

const SECOND_MS = 1_000;

interface Week {
  readonly monday: Temporal.PlainDate;
  readonly from: number;
  readonly to: number;
}

/** What fell into one unit and week. */
interface Bin {
  readonly incidents: Incident[];
  readonly debriefs: DebriefRead[];
  planned: number;
  done: number;
}

/**
 * One row for each unit and ISO week, for an interrupted time series. A row belongs to the nearest place that is no room, so that units
 * hold nothing in common and none can be worked out from another. @throws ProblemError
 */
export async function evaluationRows(
  { core, queries, clock }: Pick<ApiDeps, 'core' | 'queries' | 'clock'>,
  query: EvaluationQuery,
): Promise<Iterable<readonly Cell[]>> {
  const state = core.committed;
  const { at } = core.now();
  const top = query.place as PlaceId; // as: looked up in the next line.
  if (!state.places.has(top)) throw new ProblemError('unknown-place');
  const scope = { top, places: new Set(downwards(state.places, top)) };
  const zone = zoneOf(state, scope);
  const weeks = weeksIn(query, { zone, now: at });
  const phases = (query.phases ?? '').split(',').filter((day) => day !== '');
  if (!phases.every(isDay)) throw new ProblemError('invalid', { detail: 'phases' });
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (first === undefined || last === undefined) throw new ProblemError('invalid', { detail: 'no whole week that is over lies in it' });
  const asked = { queries, scope, period: { from: first.from, to: last.to }, pace: new Pace(clock) };
  const { incidents, cutBefore } = await incidentsIn(asked);
  const { debriefs, cut } = await debriefsIn(asked, at);
  if (cut) throw new ProblemError('invalid', { detail: 'it holds more debriefs than are looked at; choose a shorter time' });
  const began = await firstAlarmAt(queries, scope);
  const isKnown = (week: Week): boolean => week.to > began && (cutBefore === undefined || week.from > cutBefore);
  const bins = await sorted({ state, weeks, incidents, debriefs, pace: asked.pace });
  return rowsOf({ state, units: unitsIn(state, scope.places), weeks, phases, bins, isKnown });
}

/** Whole weeks, Monday to Monday on the site's clock, that are over. */
function weeksIn({ from, to }: EvaluationQuery, { zone, now }: { readonly zone: string; readonly now: number }): Week[] {
  if (!isDay(from) || !isDay(to) || from > to) throw new ProblemError('invalid', { detail: 'from must be a day before to' });
  const start = Temporal.PlainDate.from(from);
  let monday = start.add({ days: (WEEK_DAYS + 1 - start.dayOfWeek) % WEEK_DAYS });
  const end = Temporal.PlainDate.from(to);
  const weeks: Week[] = [];
  while (Temporal.PlainDate.compare(monday.add({ days: WEEK_DAYS - 1 }), end) <= 0) {
    const next = monday.add({ days: WEEK_DAYS });
    const week = { monday, from: monday.toZonedDateTime(zone).epochMilliseconds, to: next.toZonedDateTime(zone).epochMilliseconds };
    if (week.to > now) break;
    if (weeks.length >= EVALUATION_WEEKS_MAX)
      throw new ProblemError('invalid', { detail: `at most ${String(EVALUATION_WEEKS_MAX)} weeks` });
    weeks.push(week);
    monday = next;
  }
  return weeks;
}

/** When the first alarm of all was recorded: before it there is nothing to count, which is not the same as none. */
async function firstAlarmAt(queries: ApiDeps['queries'], { places }: { readonly places: ReadonlySet<PlaceId> }): Promise<number> {
  let oldest = Infinity;
  const query = { table: 'alarm', places: [...places], limit: 1 } as const;
  // Halving finds it in some forty questions, however many alarms there are.
  let [low, high] = [0, (await queries.rows(query))[0]?.at ?? Infinity];
  if (high === Infinity) return oldest;
  oldest = high;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = (await queries.rows({ ...query, to: middle + 1 }))[0];
    if (found === undefined) low = middle + 1;
    else {
      oldest = Math.min(oldest, found.at);
      high = Math.min(middle, Math.floor(found.at));
    }
  }
  return oldest;
}

function unitsIn(state: StateView, places: ReadonlySet<PlaceId>): Place[] {
  return [...state.places.values()]
    .filter(({ place, kind }) => places.has(place) && kind !== 'room')
    .sort((a, b) => (a.place < b.place ? -1 : 1));
}

interface Sorting {
  readonly state: StateView;
  readonly weeks: readonly Week[];
  readonly incidents: readonly Incident[];
  readonly debriefs: readonly DebriefRead[];
  readonly pace: Pace;
}

async function sorted({ state, weeks, incidents, debriefs, pace }: Sorting): Promise<ReadonlyMap<string, Bin>> {
  const bins = new Map<string, Bin>();
  const bin = (place: PlaceId | undefined, at: number): Bin | undefined => {
    const unit = unitOf(state, place)?.place;
    const index = weeks.findLastIndex((week) => week.from <= at && at < week.to);
    if (unit === undefined || index < 0) return undefined;
    return bins.getOrInsertComputed(keyOf(unit, index), () => ({ incidents: [], debriefs: [], planned: 0, done: 0 }));
  };
  for (const incident of incidents) {
    bin(incident.place, incident.at)?.incidents.push(incident);
    await pace.rest();
  }
  for (const debrief of debriefs) {
    bin(debrief.place, debrief.at)?.debriefs.push(debrief);
    const add = (times: readonly number[], to: 'planned' | 'done'): void => {
      for (const at of times) {
        const found = bin(debrief.place, at);
        if (found !== undefined) found[to] += 1;
      }
    };
    add(debrief.plannedAt, 'planned');
    add(debrief.doneAt, 'done');
    await pace.rest();
  }
  return bins;
}

function keyOf(unit: PlaceId, week: number): string {
  return `${String(week)} ${unit}`;
}

interface Writing {
  readonly state: StateView;
  readonly units: readonly Place[];
  readonly weeks: readonly Week[];
  readonly phases: readonly string[];
  readonly bins: ReadonlyMap<string, Bin>;
  readonly isKnown: (week: Week) => boolean;
}

function* rowsOf({ state, units, weeks, phases, bins, isKnown }: Writing): Generator<readonly Cell[]> {
  yield EVALUATION_COLUMNS.map(({ name }) => name);
  for (const { place, kind } of units) {
    const now = staffOf(state, place);
    for (const [index, week] of weeks.entries()) {
      const { monday } = week;
      const about = {
        unit: place,
        unit_kind: kind,
        iso_week: `${String(monday.yearOfWeek)}-W${String(monday.weekOfYear).padStart(2, '0')}`,
        week_from: monday.toString(),
        phase: phases.filter((day) => day <= monday.toString()).length,
      };
      const bin = bins.get(keyOf(place, index)) ?? { incidents: [], debriefs: [], planned: 0, done: 0 };
      const cells: Readonly<Record<string, Cell>> = isKnown(week)
        ? { ...about, known: 'yes', ...now, ...countsOf(bin) }
        : { ...about, known: 'no', withheld: 'no', ...now };
      yield EVALUATION_COLUMNS.map(({ name }) => cells[name]);
    }
  }
}

function staffOf(state: StateView, unit: PlaceId): Readonly<Record<string, number>> {
  const isHere = (place: PlaceId | undefined): boolean => unitOf(state, place)?.place === unit;
  return {
    workers_at_export: [...state.people.values()].filter(({ active, place }) => active && isHere(place)).length,
    buttons_at_export: [...state.devices.values()].filter((device) => !device.revoked && isHere(homeOf(state, device))).length,
  };
}

function countsOf({ incidents, debriefs, planned, done }: Bin): Readonly<Record<string, Cell>> {
  const of = (sort: Incident['sort']): Incident[] => incidents.filter((one) => one.sort === sort);
  const real = of('real');
  // Debriefs have their place from the opening; an alarm may have been found to be elsewhere.
  const isWithheld = isFew(real.length) || isFew(debriefs.length);
  return {
    withheld: isWithheld ? 'yes' : 'no',
    alarms: real.length,
    alarms_duress: real.filter(({ level }) => level === 'duress').length,
    accidental: of('accidental').length,
    technical: of('technical').length,
    drills: of('drill').length,
    changes_planned: planned,
    changes_done: done,
    ...(isWithheld ? {} : { ...speedOf(real), ...toldOf(debriefs) }),
  };
}

function isFew(count: number): boolean {
  return count > 0 && count < BAND_WIDTH;
}

function speedOf(real: readonly Incident[]): Readonly<Record<string, Cell>> {
  const steps = real.flatMap((one) => (one.steps === undefined ? [] : [one.steps]));
  const toHere = steps.flatMap(({ pressed, here }) => (here === undefined ? [] : [Math.max(0, here - pressed)]));
  const seconds = (share: number): Cell =>
    toHere.length < BAND_WIDTH ? undefined : Math.ceil(atShare(ascending(toHere), share) / SECOND_MS);
  return {
    shown: steps.filter(({ shown }) => shown !== undefined).length,
    taken_60s: steps.filter(({ shown, taken }) => shown !== undefined && taken !== undefined && taken - shown <= REPORT_TAKEN_WITHIN_MS)
      .length,
    press_to_here_p50_s: seconds(0.5),
    press_to_here_p90_s: seconds(0.9),
  };
}

function toldOf(debriefs: readonly DebriefRead[]): Readonly<Record<string, Cell>> {
  const saying = (name: string): number => debriefs.filter(({ said }) => said.includes(name)).length;
  const grade = (as: string): [string, number][] =>
    LEARNING_HARMS.map((harm) => [`harm_${harm}_${as}`, saying(`harm:worker:${harm}:${as}`)]);
  return {
    debriefs: debriefs.length,
    reviewed: debriefs.filter(({ isReviewed }) => isReviewed).length,
    welfare_late: debriefs.filter(({ welfareLate }) => welfareLate).length,
    debrief_late: debriefs.filter(({ debriefLate }) => debriefLate).length,
    not_kept: debriefs.reduce((sum, { notKept }) => sum + notKept, 0),
    ...Object.fromEntries(LEARNING_KINDS.map((kind) => [`kind_${kind}`, saying(`kind:${kind}`)])),
    ...Object.fromEntries([...grade('some'), ...grade('serious')]),
  };
}
