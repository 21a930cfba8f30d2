import type { PersonId, PlaceId } from '../../base/ids.ts';
import type { Pace } from '../../base/pace.ts';
import { REPORT_ALARMS_MAX, type Report } from '../../contract/report.ts';
import type { Alarm } from '../../domain/alarm.ts';
import { pathOf } from '../../domain/places.ts';
import type { StateView } from '../../domain/state.ts';
import { isOwnAndOpen } from '../../domain/views/own-alarm-view.ts';
import type { Queries } from '../../engine/ports/queries.ts';
import { figuresOf, stepsOf, type Steps } from './figures.ts';
import { pagesOf, type Period } from './pages.ts';
import type { Scope } from './scope.ts';

const HOURS = 24;

interface Asked {
  readonly state: StateView;
  /** Their own alarm is not counted while it is open: figures would say which PIN was given. */
  readonly reader: PersonId;
  readonly queries: Queries;
  readonly scope: Scope;
  readonly period: Period;
  /** IANA. */
  readonly zone: string;
  readonly pace: Pace;
}

/** What of an alarm is counted: the alarm itself is let go at once. */
interface Counted extends Steps {
  readonly place: PlaceId | undefined;
  /** Of the press, on the site's clock. */
  readonly hour: number;
}

interface Read {
  readonly counted: readonly Counted[];
  /** The same, sorted out while they are read: all at once would hold the loop. */
  readonly placed: ReadonlyMap<PlaceId | undefined, readonly Counted[]>;
  readonly timed: ReadonlyMap<number, readonly Counted[]>;
  readonly drills: number;
  readonly late: number;
  readonly cut: boolean;
}

/** All figures of alarms: of all, by place and by hour. */
export async function alarmsIn(asked: Asked): Promise<Pick<Report, 'all' | 'drills' | 'late' | 'cut' | 'places' | 'hours'>> {
  const { counted, placed, timed, ...rest } = await read(asked);
  const { state, pace } = asked;
  return {
    ...rest,
    all: await figuresOf(counted, pace),
    places: await byPlace(state, placed, pace),
    hours: await byHour(timed, pace),
  };
}

async function read({ reader, queries, scope, period, zone, pace }: Asked): Promise<Read> {
  const counted: Counted[] = [];
  const placed = new Map<PlaceId | undefined, Counted[]>();
  const timed = new Map<number, Counted[]>();
  let [drills, late, looked] = [0, 0, 0];
  for await (const rows of pagesOf(queries, { table: 'alarm', scope, period })) {
    for (const { value } of rows) {
      if (pace.isDue) await pace.turn();
      // One whose key was destroyed has no value.
      if (value === undefined) continue;
      // as: rows of the table `alarm` are Alarms, as they were written.
      const alarm = value as unknown as Alarm;
      if (isOwnAndOpen(alarm, reader)) continue;
      if (alarm.drill) drills += 1;
      else if (alarm.late) late += 1;
      else {
        const one = { ...stepsOf(alarm), place: alarm.where.place, hour: hourAt(alarm.pressedAt, zone) };
        counted.push(one);
        placed.getOrInsertComputed(one.place, () => []).push(one);
        timed.getOrInsertComputed(one.hour, () => []).push(one);
      }
    }
    looked += rows.length;
    if (looked >= REPORT_ALARMS_MAX) return { counted, placed, timed, drills, late, cut: true };
  }
  return { counted, placed, timed, drills, late, cut: false };
}

async function byPlace(state: StateView, placed: Read['placed'], pace: Pace): Promise<Report['places']> {
  const rows: { readonly path: string[]; readonly figures: Report['all'] }[] = [];
  const groups = [...placed].map(([place, list]) => ({ path: pathOf(state.places, place), list }));
  groups.sort((a, b) => compare(a.path, b.path));
  for (const { path, list } of groups) {
    rows.push({ path, figures: await figuresOf(list, pace) });
    await pace.rest();
  }
  return rows;
}

async function byHour(timed: Read['timed'], pace: Pace): Promise<Report['hours']> {
  const rows: { readonly hour: number; readonly figures: Report['all'] }[] = [];
  for (let hour = 0; hour < HOURS; hour += 1) {
    rows.push({ hour, figures: await figuresOf(timed.get(hour) ?? [], pace) });
    await pace.rest();
  }
  return rows;
}

function hourAt(at: number, zone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(at)).toZonedDateTimeISO(zone).hour;
}

/** Site by site, floor by floor: what lies in a place stands behind it. */
function compare(a: readonly string[], b: readonly string[]): number {
  const first = a.findIndex((name, i) => name !== b[i]);
  if (first < 0) return a.length - b.length;
  const other = b[first];
  return other === undefined || (a[first] ?? '') > other ? 1 : -1;
}
