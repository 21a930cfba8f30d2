import type { PlaceId } from '../../base/ids.ts';
import type { Pace } from '../../base/pace.ts';
import type { AlarmLevel } from '../../contract/alarm.ts';
import { REPORT_ALARMS_MAX } from '../../contract/report.ts';
import type { Alarm } from '../../domain/alarm.ts';
import type { Queries } from '../../engine/ports/queries.ts';
import { stepsOf, type Steps } from '../reports/figures.ts';
import { pagesOf, type Period } from '../reports/pages.ts';
import type { Scope } from '../reports/scope.ts';

export interface Asked {
  readonly queries: Queries;
  readonly scope: Scope;
  readonly period: Period;
  readonly pace: Pace;
}

/** What is kept of an alarm that is over: nothing that says whose it was. */
export interface Incident {
  readonly sort: 'real' | 'accidental' | 'technical' | 'drill';
  readonly place: PlaceId | undefined;
  readonly at: number;
  readonly level: AlarmLevel;
  /** Absent of one that came late: its times say nothing about how it was answered. */
  readonly steps: Steps | undefined;
}

export interface IncidentsRead {
  readonly incidents: readonly Incident[];
  /** There are more than were looked at: only what is younger than this (epoch ms) is whole. */
  readonly cutBefore: number | undefined;
}

/**
 * Alarms that are over, newest first. What is still open is left out for everybody: figures would say which PIN was given. One whose
 * key was destroyed has left nothing but that it was there, and is not counted.
 */
export async function incidentsIn({ queries, scope, period, pace }: Asked): Promise<IncidentsRead> {
  const incidents: Incident[] = [];
  let looked = 0;
  for await (const rows of pagesOf(queries, { table: 'alarm', scope, period })) {
    for (const { value } of rows) {
      if (pace.isDue) await pace.turn();
      if (value === undefined) continue;
      // as: rows of the table `alarm` are Alarms, as they were written.
      const incident = incidentOf(value as unknown as Alarm);
      if (incident !== undefined) incidents.push(incident);
    }
    looked += rows.length;
    if (looked >= REPORT_ALARMS_MAX) return { incidents, cutBefore: rows.at(-1)?.at };
  }
  return { incidents, cutBefore: undefined };
}

function incidentOf(alarm: Alarm): Incident | undefined {
  if (alarm.state !== 'closed') return undefined;
  const { outcome } = alarm.closed;
  const plain = outcome === 'genuine' || outcome === 'precaution' ? 'real' : outcome;
  const sort = alarm.drill ? 'drill' : plain;
  return { sort, place: alarm.where.place, at: alarm.raisedAt, level: alarm.level, steps: alarm.late ? undefined : stepsOf(alarm) };
}
