import { LEARNING_HARMS, LEARNING_KINDS } from '../../contract/learning.ts';

interface EvaluationColumn {
  readonly name: string;
  readonly means: string;
  /** Comes from what people said, or says how single alarms went: withheld with the row. */
  readonly told?: true;
}

/**
 * The columns of the evaluation export, in their order, and what each means (docs/evaluation-export.md is compared with this both ways).
 * Those that are `told` come from what people said in debriefs and are given only where the row has five real alarms or more.
 */
export const EVALUATION_COLUMNS: readonly EvaluationColumn[] = [
  { name: 'unit', means: 'a stable id of the unit; no name' },
  { name: 'unit_kind', means: 'site, building or floor' },
  { name: 'iso_week', means: 'ISO 8601 week, for example 2026-W10' },
  { name: 'week_from', means: 'its Monday on the site’s clock, YYYY-MM-DD' },
  { name: 'phase', means: 'how many of the days in `phases` lie at or before its Monday, from 0' },
  { name: 'known', means: 'no: nothing had been recorded yet, or it was cut off; all counts are empty then' },
  { name: 'withheld', means: 'yes: one to four real alarms, so what is told of them is empty' },
  { name: 'alarms', means: 'real alarms that are over (genuine, precaution)' },
  { name: 'alarms_duress', means: 'of these, those of level duress at the end' },
  { name: 'accidental', means: 'alarms that were closed as accidental' },
  { name: 'technical', means: 'alarms that were closed as technical' },
  { name: 'drills', means: 'alarms of drills' },
  { name: 'shown', means: 'real alarms that came to a watching console', told: true },
  { name: 'taken_60s', means: 'of these, those that somebody took within 60 s of being shown', told: true },
  { name: 'press_to_here_p50_s', means: 'seconds from press to somebody there, half of all; empty of fewer than five', told: true },
  { name: 'press_to_here_p90_s', means: 'the same, 90 of 100', told: true },
  { name: 'debriefs', means: 'debriefs of real alarms that were opened', told: true },
  { name: 'reviewed', means: 'of these, those with the manager’s view: the number on which kinds and harm rest', told: true },
  { name: 'welfare_late', means: 'the first check came late, or has not come and is late', told: true },
  { name: 'debrief_late', means: 'the same of the debrief', told: true },
  { name: 'not_kept', means: 'texts whose key was destroyed; what they said is in no count', told: true },
  ...LEARNING_KINDS.map((kind) => ({
    name: `kind_${kind}`,
    means: `debriefs that name the kind ${kind}; one may name several`,
    told: true as const,
  })),
  ...LEARNING_HARMS.map((harm) => ({
    name: `harm_${harm}_some`,
    means: `debriefs with ${harm} harm to the worker, some or serious`,
    told: true as const,
  })),
  ...LEARNING_HARMS.map((harm) => ({ name: `harm_${harm}_serious`, means: `of these, serious`, told: true as const })),
  { name: 'changes_planned', means: 'changes that were planned in this week, from whichever debrief of the period' },
  { name: 'changes_done', means: 'changes that were done in this week' },
  { name: 'workers_at_export', means: 'active people whose place lies in the unit, on the day of the export; the past is not kept' },
  { name: 'buttons_at_export', means: 'buttons that belong there and are not revoked, on the day of the export' },
];
