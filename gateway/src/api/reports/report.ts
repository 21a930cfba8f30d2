import { reachOf } from '../../access/permissions.ts';
import type { PersonPrincipal } from '../../access/principal.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import type { PlaceId } from '../../base/ids.ts';
import { REPORT_ALARMS_MAX, type Report, type ReportQuery } from '../../contract/report.ts';
import type { Alarm } from '../../domain/alarm.ts';
import { downwards, isWithin, nearest, pathOf } from '../../domain/places.ts';
import { isTestable, testRound } from '../../domain/rules/test-round.ts';
import type { StateView } from '../../domain/state.ts';
import { isZone } from '../../domain/working-hours.ts';
import { QUERY_ROWS_MAX } from '../../engine/ports/queries.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import { figuresOf, stepsOf, type Steps } from './figures.ts';

const HOURS = 24;

/** What of the house the report is about: the places that the reader may see, or those below one of them. */
interface Scope {
  /** Absent: everything. */
  readonly places: ReadonlySet<PlaceId> | undefined;
  readonly top: PlaceId | undefined;
}

/** Reads page by page through the reader thread: presses never wait for a report. */
export async function reportOf(deps: Pick<ApiDeps, 'core' | 'queries'>, reader: PersonPrincipal, query: ReportQuery): Promise<Report> {
  const state = deps.core.committed;
  const { at } = deps.core.now();
  const [from, to] = [Number(query.from), Number(query.to)];
  if (from >= to) throw new ProblemError('invalid', { detail: 'from must lie before to' });
  const scope = scopeOf(state, reader, query.place as PlaceId | undefined); // as: whether there is such a place is asked there.
  const { alarms, cut } = await alarmsOf(deps, scope, { from, to });
  const real = alarms.filter((alarm) => !alarm.drill);
  const counted = real.filter((alarm) => !alarm.late);
  const zone = zoneOf(state, scope.top);
  return {
    at,
    from,
    to,
    path: pathOf(state.places, scope.top),
    zone,
    all: figuresOf(counted.map(stepsOf)),
    drills: alarms.length - real.length,
    late: real.length - counted.length,
    cut,
    places: byPlace(state, counted),
    hours: byHour(counted, zone),
    tests: testsIn(state, scope, at),
    faults: faultsIn(state, scope),
  };
}

function scopeOf(state: StateView, reader: PersonPrincipal, place: PlaceId | undefined): Scope {
  const reach = reachOf(state, reader, 'see-reports');
  if (reach !== 'everywhere' && reach.size === 0) throw new AccessRefusal('not-allowed');
  if (place === undefined) return { places: reach === 'everywhere' ? undefined : reach, top: undefined };
  if (!state.places.has(place)) throw new ProblemError('unknown-place');
  if (reach !== 'everywhere' && !reach.has(place)) throw new AccessRefusal('not-allowed');
  return { places: new Set(downwards(state.places, place)), top: place };
}

async function alarmsOf(
  { queries }: Pick<ApiDeps, 'queries'>,
  { places }: Scope,
  period: { readonly from: number; readonly to: number },
): Promise<{ readonly alarms: readonly Alarm[]; readonly cut: boolean }> {
  const alarms: Alarm[] = [];
  const only = places === undefined ? undefined : [...places];
  let cursor: { readonly at: number; readonly key: string } | undefined;
  for (;;) {
    const rows = await queries.rows({ table: 'alarm', places: only, ...period, cursor, limit: QUERY_ROWS_MAX });
    // as: rows of the table `alarm` are Alarms, as they were written; one whose key was destroyed has no value.
    for (const { value } of rows) if (value !== undefined) alarms.push(value as unknown as Alarm);
    const last = rows.at(-1);
    if (last === undefined || rows.length < QUERY_ROWS_MAX) return { alarms, cut: false };
    if (alarms.length >= REPORT_ALARMS_MAX) return { alarms, cut: true };
    cursor = { at: last.at, key: last.key };
  }
}

function byPlace(state: StateView, alarms: readonly Alarm[]): Report['places'] {
  const groups = Map.groupBy(alarms, ({ where }) => where.place);
  return [...groups]
    .map(([place, list]) => ({ path: pathOf(state.places, place), figures: figuresOf(list.map(stepsOf)) }))
    .sort((a, b) => (a.path.join(' ') < b.path.join(' ') ? -1 : 1));
}

/** By the hour of the press on the site's clock. */
function byHour(alarms: readonly Alarm[], zone: string): Report['hours'] {
  const groups = Map.groupBy(
    alarms,
    ({ pressedAt }) => Temporal.Instant.fromEpochMilliseconds(Math.trunc(pressedAt)).toZonedDateTimeISO(zone).hour,
  );
  return Array.from({ length: HOURS }, (_, hour) => {
    const steps: Steps[] = (groups.get(hour) ?? []).map(stepsOf);
    return { hour, figures: figuresOf(steps) };
  });
}

/** Of the place, or of the first site that has one: a house in two zones asks for one site at a time. */
function zoneOf(state: StateView, top: PlaceId | undefined): string {
  const zone =
    top === undefined
      ? [...state.places.values()].find((place) => place.zone !== undefined)?.zone
      : nearest(state.places, top, (step) => step.zone);
  return zone !== undefined && isZone(zone) ? zone : 'UTC';
}

function testsIn(state: StateView, { places }: Scope, at: number): Report['tests'] {
  const stateOf = testRound(state, at);
  let [buttons, untested, never] = [0, 0, 0];
  for (const device of state.devices.values()) {
    if (!isTestable(device)) continue;
    const tested = stateOf(device);
    if (places !== undefined && (tested.place === undefined || !places.has(tested.place))) continue;
    buttons += 1;
    if (tested.untested) untested += 1;
    if (tested.lastTest === undefined) never += 1;
  }
  return { buttons, untested, never };
}

function faultsIn(state: StateView, { places, top }: Scope): Report['faults'] {
  const seen = [...state.faults.values()].filter(({ place }) => {
    if (places === undefined) return true;
    return place !== undefined && (top === undefined ? places.has(place) : isWithin(state.places, place, top));
  });
  return [...Map.groupBy(seen, ({ code }) => code)]
    .map(([code, list]) => ({
      code,
      count: list.length,
      buttons: list.every(({ subject }) => subject.startsWith('device:')),
      oldest: Math.min(...list.map(({ since }) => since)),
    }))
    .sort((a, b) => b.count - a.count);
}
