import type { Outcome } from '@duress/gateway/contract/alarm.ts';

/** What the form holds: all text, empty where nothing is asked. */
export interface Asked {
  readonly person: string;
  readonly place: string;
  readonly outcome: Outcome | '';
  /** Days as a date field gives them, `2026-11-23`, in the reader's own zone. */
  readonly from: string;
  readonly to: string;
}

export const NOTHING_ASKED: Asked = { person: '', place: '', outcome: '', from: '', to: '' };

/** The address of one page of the history. The last day counts whole. */
export function historyAddress(asked: Asked, cursor: string | undefined): string {
  const query = new URLSearchParams();
  if (asked.person !== '') query.set('person', asked.person);
  if (asked.place !== '') query.set('place', asked.place);
  if (asked.outcome !== '') query.set('outcome', asked.outcome);
  const from = startOfDay(asked.from, 0);
  const to = startOfDay(asked.to, 1);
  if (from !== undefined) query.set('from', String(from));
  if (to !== undefined) query.set('to', String(to));
  if (cursor !== undefined) query.set('cursor', cursor);
  const text = query.toString();
  return text === '' ? '/api/v1/alarms' : `/api/v1/alarms?${text}`;
}

/** Midnight at the start of that day, or of one some days later, in the reader's zone: a day may have 23 or 25 hours. */
function startOfDay(day: string, later: number): number | undefined {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const at = new Date(year, month - 1, date + later).getTime();
  return Number.isNaN(at) ? undefined : at;
}
