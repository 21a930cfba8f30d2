import { isOfOwnAlarm } from '../../access/fault-reader.ts';
import type { PersonId } from '../../base/ids.ts';
import type { Pace } from '../../base/pace.ts';
import { REPORT_ALARMS_MAX, type Report } from '../../contract/report.ts';
import { pastFault, type PastFault } from '../../domain/past-fault.ts';
import type { StateView } from '../../domain/state.ts';
import type { Queries } from '../../engine/ports/queries.ts';
import { spansOf } from './figures.ts';
import { pagesOf, type Period } from './pages.ts';
import { isInScope, type Scope } from './scope.ts';

interface Asked {
  readonly state: StateView;
  /** What their own open alarm is short of is not counted for them. */
  readonly reader: PersonId;
  readonly queries: Queries;
  readonly scope: Scope;
  readonly period: Period;
  readonly at: number;
  readonly pace: Pace;
}

/** Technical matters that stand now, by kind, the most frequent first. */
export async function standing({
  state,
  reader,
  scope,
  pace,
}: Pick<Asked, 'state' | 'reader' | 'scope' | 'pace'>): Promise<Report['faults']> {
  const kinds = new Map<string, { code: string; count: number; buttons: boolean; oldest: number }>();
  for (const { code, subject, place, since } of state.faults.values()) {
    if (pace.isDue) await pace.turn();
    if (!isInScope(scope, place) || isOfOwnAlarm(state, reader, { subject })) continue;
    const kind = kinds.getOrInsertComputed(code, () => ({ code, count: 0, buttons: true, oldest: since }));
    kind.count += 1;
    kind.buttons &&= isOfButton(subject);
    kind.oldest = Math.min(kind.oldest, since);
  }
  return [...kinds.values()].sort((a, b) => b.count - a.count);
}

interface Kind {
  readonly code: string;
  buttons: boolean;
  opened: number;
  ended: number;
  longestMs: number;
  readonly seenAfterMs: number[];
}

/** Technical matters that began in the period: those that are over, from the disk, and those that stand still. */
export async function begunIn(asked: Asked): Promise<{ readonly begun: Report['begun']; readonly cut: boolean }> {
  const { state, reader, scope, period, at, pace } = asked;
  const kinds = new Map<string, Kind>();
  // Those that stand first: one that ends while the past is read is counted there, and not here again.
  const stood = new Set<string>();
  for (const fault of [...state.faults.values()]) {
    if (pace.isDue) await pace.turn();
    const isAsked = isInScope(scope, fault.place) && fault.since >= period.from && fault.since < period.to;
    if (!isAsked || isOfOwnAlarm(state, reader, fault)) continue;
    note(kinds, pastFault(fault, at), false);
    stood.add(nameOf(fault));
  }
  let count = 0;
  let cut = false;
  for await (const rows of pagesOf(asked.queries, { table: 'past-fault', scope, period })) {
    for (const { value } of rows) {
      if (pace.isDue) await pace.turn();
      if (value === undefined) continue;
      // as: rows of the table `past-fault` are PastFaults, as they were written.
      const fault = value as unknown as PastFault;
      if (!stood.has(nameOf(fault)) && !isOfOwnAlarm(state, reader, fault)) note(kinds, fault, true);
    }
    count += rows.length;
    cut = count >= REPORT_ALARMS_MAX;
    if (cut) break;
  }
  const begun = [...kinds.values()]
    .map(({ seenAfterMs, ...kind }) => ({ ...kind, toSeen: spansOf(seenAfterMs) }))
    .sort((a, b) => b.opened - a.opened || (a.code < b.code ? -1 : 1));
  return { begun, cut };
}

function nameOf({ code, subject, since }: Pick<PastFault, 'code' | 'subject' | 'since'>): string {
  return `${code} ${subject} ${String(since)}`;
}

function note(kinds: Map<string, Kind>, { code, subject, since, endedAt, acknowledgedAt }: PastFault, isOver: boolean): void {
  const fresh = (): Kind => ({ code, buttons: true, opened: 0, ended: 0, longestMs: 0, seenAfterMs: [] });
  const kind = kinds.getOrInsertComputed(code, fresh);
  kind.buttons &&= isOfButton(subject);
  kind.opened += 1;
  if (isOver) kind.ended += 1;
  kind.longestMs = Math.max(kind.longestMs, endedAt - since);
  if (acknowledgedAt !== undefined) kind.seenAfterMs.push(Math.max(0, acknowledgedAt - since));
}

function isOfButton(subject: string): boolean {
  return subject.startsWith('device:');
}
