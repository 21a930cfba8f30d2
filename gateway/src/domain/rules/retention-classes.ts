import type { RetentionClass } from '../../contract/keeping.ts';

export interface ClassRule {
  /** Months from the notice or the completion. A house may keep longer, never shorter than `least`. */
  readonly months: number;
  readonly least: number;
  readonly most: number;
  /** Where it comes from; for the house's own choices, why this is the default. */
  readonly source: string;
  /** The day on which somebody looked at the source. */
  readonly checked: string;
}

/** Months in a hundred years: beyond what any rule of today asks. */
const LONGEST = 1_200;

/**
 * How long what is kept. Laws give the least; where none does the house chooses within these bounds, and what it has not chosen is long
 * rather than short, because what was destroyed can't be brought back.
 */
export const RETENTION_RULES: Readonly<Record<RetentionClass, ClassRule>> = {
  notifiable: {
    months: 60,
    least: 60,
    most: LONGEST,
    source: 'Model WHS Act s 38(7): a record of each notifiable incident for at least 5 years from the day of the notice',
    checked: '2026-11-29',
  },
  ndis: {
    months: 84,
    least: 84,
    most: LONGEST,
    source: 'NDIS (Incident Management and Reportable Incidents) Rules 2018, records of incidents: 7 years',
    checked: '2026-11-29',
  },
  standard: {
    months: 84,
    least: 12,
    most: LONGEST,
    source: "The house's choice; by default as long as the longest of the rules above, since a duty may be found out afterwards",
    checked: '2026-11-29',
  },
  'false-alarm': {
    months: 24,
    least: 6,
    most: LONGEST,
    source: "The house's choice: accidental and technical alarms; two years show whether what was changed has helped",
    checked: '2026-11-29',
  },
  exercise: {
    months: 12,
    least: 1,
    most: LONGEST,
    source: "The house's choice: drills; until the next yearly drill",
    checked: '2026-11-29',
  },
};

/** The key of the setting in which the house's own choice stands, in months. */
export function choiceKey(name: RetentionClass): `retention-${RetentionClass}` {
  return `retention-${name}`;
}
