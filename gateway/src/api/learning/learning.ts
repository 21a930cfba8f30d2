import { mayLearn } from '../../access/learning-rights.ts';
import type { PersonPrincipal } from '../../access/principal.ts';
import { ascending, atShare } from '../../base/percentile.ts';
import { Pace } from '../../base/pace.ts';
import type { PlaceId } from '../../base/ids.ts';
import { LOWLINE } from '../../contract/debrief.ts';
import {
  LEARNING_ACTIONS,
  LEARNING_FACTORS,
  LEARNING_HARMED,
  LEARNING_HARMS,
  LEARNING_KINDS,
  LEARNING_QUESTIONS,
  LEARNING_STEPS,
  TREND_MONTHS,
  type Band,
  type LearningPage,
  type LearningQuery,
  type LearningStep,
} from '../../contract/learning.ts';
import { REPORT_TAKEN_WITHIN_MS } from '../../contract/report.ts';
import { lastMonth, startOf } from '../../domain/local-months.ts';
import { pathOf, upwards } from '../../domain/places.ts';
import { wants } from '../../domain/rules/month-notice.ts';
import type { StateView } from '../../domain/state.ts';
import { listsFor } from '../../domain/views/debrief-content-view.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Steps } from '../reports/figures.ts';
import type { Period } from '../reports/pages.ts';
import { zoneOf } from '../reports/scope.ts';
import { incidentsIn, type Incident, type IncidentsRead } from './alarms-read.ts';
import { bandOf, isEnough, Tally } from './bands.ts';
import { trendOf } from './control-chart.ts';
import { debriefsIn, type DebriefRead } from './debriefs-read.ts';
import { learningScope, unitsFor } from './learning-scope.ts';
import { suggestionsFor } from './suggestions.ts';
import { finishedPeriods, monthsOf, SLOTS, slotAt, spanOf } from './periods.ts';

const SECOND_MS = 1_000;
const REPEATED_MAX = 20;

type Deps = Pick<ApiDeps, 'core' | 'queries' | 'clock'>;

/** What the unit can learn from a period that is over. In turns of a few ms: presses never wait for it. */
export async function learningOf({ core, queries, clock }: Deps, reader: PersonPrincipal, query: LearningQuery): Promise<LearningPage> {
  const state = core.committed;
  const { at } = core.now();
  const scope = learningScope(state, reader, query.place);
  const zone = zoneOf(state, scope);
  const name = query.period ?? lastMonth(at, zone);
  const period = spanOf(name, zone);
  if (period.to > at) throw new ProblemError('invalid', { detail: 'period: it is not over' });
  const { first, months } = monthsOf(name);
  const trendFrom = first.add({ months: months - TREND_MONTHS });
  const pace = new Pace(clock);
  const asked = { queries, scope, pace };
  const read = await incidentsIn({ ...asked, period: { from: Math.min(period.from, startOf(trendFrom, zone)), to: period.to } });
  const { debriefs, cut } = await debriefsIn({ ...asked, period }, at);
  const inPeriod = read.incidents.filter((one) => one.at >= period.from);
  const starts = Array.from({ length: months }, (_, i) => startOf(first.add({ months: i }), zone));
  const counted = await count({ state, top: scope.top, zone, starts, incidents: inPeriod, debriefs, pace });
  return {
    at,
    place: scope.top,
    path: pathOf(state.places, scope.top),
    period: name,
    zone,
    choices: { units: unitsFor(state, reader), periods: finishedPeriods(at, zone) },
    ...noticeFor(state, reader, scope.top),
    ...counted,
    suggestions: suggestionsFor(counted),
    trend: trendOf(monthly(read, { zone, period, trendFrom })),
    cut: cut || (read.cutBefore !== undefined && read.cutBefore >= period.from),
  };
}

/** Where the reader may see the whole site: whether they want to hear of its months. */
function noticeFor(state: StateView, reader: PersonPrincipal, top: PlaceId): Pick<LearningPage, 'notice'> {
  const site = upwards(state.places, top).at(-1);
  if (site === undefined || !mayLearn(state, reader)(site.place)) return {};
  const wanted = wants(state.monthNotices.get(site.place), reader.person);
  return { notice: { site: site.place, name: site.name, wanted, reachable: state.people.get(reader.person)?.email !== undefined } };
}

interface Counting {
  readonly state: StateView;
  readonly top: PlaceId;
  readonly zone: string;
  /** Of each of its months. */
  readonly starts: readonly number[];
  readonly incidents: readonly Incident[];
  readonly debriefs: readonly DebriefRead[];
  readonly pace: Pace;
}

type Counted = Omit<LearningPage, 'at' | 'place' | 'path' | 'period' | 'zone' | 'choices' | 'notice' | 'trend' | 'suggestions' | 'cut'>;

async function count({ state, top, zone, starts, incidents, debriefs, pace }: Counting): Promise<Counted> {
  const tally = new Tally(starts.length);
  const monthOf = (at: number): number => starts.findLastIndex((start) => start <= at);
  const real = incidents.filter(({ sort }) => sort === 'real');
  for (const { sort, at } of incidents) tally.add(monthOf(at), `sort:${sort}`);
  for (const { place, at, steps } of real) {
    const { day, part } = slotAt(at, zone);
    // One that came late is in no part of the week: when it was pressed is not sure.
    if (steps !== undefined) tally.add(monthOf(at), `slot:${String(day)}:${part}`);
    const child = childWithin(state, top, place);
    if (child !== undefined) tally.add(monthOf(at), `place:${child}`);
    await pace.rest();
  }
  const around = new Set([...state.places.values()].flatMap(({ parent }) => parent ?? []));
  for (const debrief of debriefs) {
    const month = monthOf(debrief.at);
    for (const name of namesIn(debrief)) tally.add(month, name);
    // What is at a place around others has no row anywhere (docs/adr/0037).
    if (debrief.place !== undefined && !around.has(debrief.place))
      for (const factor of debrief.factors) tally.add(month, `at:${factor}\n${debrief.place}`);
    await pace.rest();
  }
  const children = [...state.places.values()].filter(({ parent }) => parent === top);
  const told = toldIn(tally);
  const names = namesAt(state, top);
  const speeds = await speedIn(real, { tally, monthOf, pace });
  return {
    alarms: tally.band('sort:real'),
    apart: { accidental: tally.band('sort:accidental'), technical: tally.band('sort:technical'), drills: tally.band('sort:drill') },
    where: children.map(({ place, name }) => ({ place, name, count: tally.band(`place:${place}`) })).sort(byBand),
    when: SLOTS.map(({ day, part }) => ({ day, part, count: tally.band(`slot:${String(day)}:${part}`) })),
    speed: LEARNING_STEPS.map((step) => spansOf(step, { count: tally.band(`step:${step}`), lengths: speeds.get(step) ?? [] })),
    takenInTime: tally.band('in-time'),
    ...told,
    factors: told.factors.map((factor) => ({ ...factor, ...names(factor.of) })),
    repeated: repeatedIn(state, tally).map((one) => ({ ...one, ...names(one.factor) })),
  };
}

/** How the unit's own lists call a factor, or else another place's: it may have been moved since. */
function namesAt(state: StateView, top: PlaceId): (factor: string) => { name?: string } {
  const { factors } = listsFor(state, top);
  return (factor) => {
    const name = factors.find(({ id }) => id === factor)?.name;
    return name === undefined ? {} : { name };
  };
}

/** The place directly below `top` in which it lies; undefined for the place itself. */
function childWithin(state: StateView, top: PlaceId, place: PlaceId | undefined): PlaceId | undefined {
  return upwards(state.places, place).find(({ parent }) => parent === top)?.place;
}

/** The largest bands first, else by name: the order says nothing more than the bands do. */
function byBand(a: LearningPage['where'][number], b: LearningPage['where'][number]): number {
  return b.count.from - a.count.from || (a.name < b.name ? -1 : 1);
}

function* namesIn(debrief: DebriefRead): Generator<string> {
  yield 'opened';
  if (debrief.isReviewed) yield 'reviewed';
  if (debrief.welfareLate) yield 'welfare-late';
  if (debrief.debriefLate) yield 'debrief-late';
  for (let i = 0; i < debrief.followUps; i += 1) yield 'follow-up';
  for (let i = 0; i < debrief.notKept; i += 1) yield 'not-kept';
  yield* debrief.said;
  for (const state of debrief.actions) {
    yield 'action:planned';
    if (state === 'planned') yield 'action:open';
    if (state === 'done' || state === 'checked') yield 'action:done';
    if (state === 'checked') yield 'action:checked';
    if (state === 'dropped') yield 'action:dropped';
  }
  for (const worked of debrief.worked) yield `action:${({ yes: 'worked', partly: 'partly', no: 'notWorked' } as const)[worked]}`;
}

type Said = Pick<Counted, 'debriefs' | 'kinds' | 'factors' | 'lowline' | 'harm' | 'answers' | 'actions'>;

function toldIn(tally: Tally): Said {
  return {
    debriefs: {
      opened: tally.band('opened'),
      reviewed: tally.band('reviewed'),
      welfareLate: tally.band('welfare-late'),
      debriefLate: tally.band('debrief-late'),
      followUps: tally.band('follow-up'),
      notKept: tally.band('not-kept'),
    },
    kinds: LEARNING_KINDS.map((of) => ({ of, count: tally.band(`kind:${of}`) })),
    factors: tally.under('factor:', LEARNING_FACTORS),
    lowline: LOWLINE.map((of) => ({ of, possible: tally.band(`possible:${of}`), helped: tally.band(`helped:${of}`) })),
    harm: LEARNING_HARMED.flatMap((who) =>
      LEARNING_HARMS.map((kind) => ({
        who,
        kind,
        some: tally.band(`harm:${who}:${kind}:some`),
        serious: tally.band(`harm:${who}:${kind}:serious`),
      })),
    ),
    answers: LEARNING_QUESTIONS.map((of) => ({ of, no: tally.band(`no:${of}`) })),
    actions: LEARNING_ACTIONS.map((of) => ({ of, count: tally.band(`action:${of}`) })),
  };
}

function repeatedIn(state: StateView, tally: Tally): Counted['repeated'] {
  return tally
    .under('at:', [])
    .slice(0, REPEATED_MAX)
    .map(({ of, count: band }) => {
      const [factor = '', place = ''] = of.split('\n');
      return { factor, path: pathOf(state.places, place as PlaceId), count: band }; // as: the id of a place, or of none.
    });
}

const MOMENTS = {
  pressToShown: ['pressed', 'shown'],
  shownToTaken: ['shown', 'taken'],
  takenToHere: ['taken', 'here'],
  pressToHere: ['pressed', 'here'],
} as const satisfies Record<LearningStep, readonly [keyof Steps, keyof Steps]>;

interface SpeedCounting {
  readonly tally: Tally;
  readonly monthOf: (at: number) => number;
  readonly pace: Pace;
}

/** How long each step took, of all that came to it; how many did is counted with the rest. */
async function speedIn(
  real: readonly Incident[],
  { tally, monthOf, pace }: SpeedCounting,
): Promise<ReadonlyMap<LearningStep, readonly number[]>> {
  const lengths = new Map<LearningStep, number[]>();
  for (const { steps, at } of real) {
    if (pace.isDue) await pace.turn();
    if (steps === undefined) continue;
    for (const step of LEARNING_STEPS) {
      const [from, to] = MOMENTS[step];
      const [begin, end] = [steps[from], steps[to]];
      if (begin === undefined || end === undefined) continue;
      lengths.getOrInsertComputed(step, () => []).push(Math.max(0, end - begin));
      tally.add(monthOf(at), `step:${step}`);
    }
    if (isTakenInTime(steps)) tally.add(monthOf(at), 'in-time');
  }
  return lengths;
}

/** In whole seconds: to the millisecond it could be found again elsewhere. */
function spansOf(
  step: LearningStep,
  { count, lengths }: { readonly count: Band; readonly lengths: readonly number[] },
): LearningPage['speed'][number] {
  if (!isEnough(count)) return { step, count };
  const sorted = ascending(lengths);
  const whole = (share: number): number => Math.ceil(atShare(sorted, share) / SECOND_MS) * SECOND_MS;
  return { step, count, spans: { p50: whole(0.5), p90: whole(0.9) } };
}

function isTakenInTime({ shown, taken }: Steps): boolean {
  return shown !== undefined && taken !== undefined && taken - shown <= REPORT_TAKEN_WITHIN_MS;
}

/** Real alarms month by month up to the end of the period; months before the first that is known have no count. */
function monthly(
  { incidents, cutBefore }: IncidentsRead,
  { zone, period, trendFrom }: { readonly zone: string; readonly period: Period; readonly trendFrom: Temporal.PlainYearMonth },
): LearningPage['trend']['months'] {
  // Its bounds once: what the calendar says of each of 20,000 moments would hold the loop.
  const starts = Array.from({ length: TREND_MONTHS + 1 }, (_, i) => startOf(trendFrom.add({ months: i }), zone));
  const counts = Array<number>(TREND_MONTHS).fill(0);
  let oldest = Infinity;
  for (const { at, sort } of incidents) {
    oldest = Math.min(oldest, at);
    const index = starts.findLastIndex((start) => start <= at);
    if (sort === 'real' && index >= 0) counts[index] = (counts[index] ?? 0) + 1;
  }
  return Array.from({ length: TREND_MONTHS }, (_, i) => {
    const month = trendFrom.add({ months: i }).toString();
    const [start = 0, end = 0] = [starts[i], starts[i + 1]];
    const isKnown = start < period.to && (cutBefore === undefined ? end > oldest : start > cutBefore);
    return isKnown ? { month, count: bandOf(counts[i] ?? 0) } : { month };
  });
}
