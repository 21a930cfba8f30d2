import { Type, type Static } from 'typebox';

/**
 * How well places are served (docs/http-api.md). Counts and spans, never people: fewer than REPORT_FEWEST of anything are counted and
 * their spans withheld. Drills and what came late are counted apart and are in no span.
 */
export const REPORT_FEWEST = 5;
/** A report looks at so many alarms, and so many technical matters, at most, the newest first; beyond that it says that it was cut short. */
export const REPORT_ALARMS_MAX = 20_000;
/** Taken within so long of being shown: the share that the field publishes. */
export const REPORT_TAKEN_WITHIN_MS = 60_000;

const Millis = Type.String({ pattern: '^[0-9]{1,15}$' });
export const ReportQuery = Type.Object(
  {
    /** Epoch ms, `from` inclusive, `to` exclusive. */
    from: Millis,
    to: Millis,
    /** With all below it. */
    place: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
);
export type ReportQuery = Static<typeof ReportQuery>;

/** Milliseconds; the percentiles are absent where there were too few. */
export const Spans = Type.Object({
  count: Type.Integer(),
  p50: Type.Optional(Type.Number()),
  p90: Type.Optional(Type.Number()),
  p99: Type.Optional(Type.Number()),
});
export type Spans = Static<typeof Spans>;

export const ReportFigures = Type.Object({
  alarms: Type.Integer(),
  pressToShown: Spans,
  shownToTaken: Spans,
  takenToHere: Spans,
  pressToHere: Spans,
  /** Of those that were shown and taken: how many within REPORT_TAKEN_WITHIN_MS. Absent where there were too few. */
  takenInTime: Type.Optional(Type.Object({ of: Type.Integer(), count: Type.Integer() })),
  /** Of those of whom somebody said where the worker was: how many were where the alarm said. Absent where there were too few. */
  foundAsSaid: Type.Optional(Type.Object({ of: Type.Integer(), count: Type.Integer() })),
});
export type ReportFigures = Static<typeof ReportFigures>;

export const Report = Type.Object({
  at: Type.Number(),
  from: Type.Number(),
  to: Type.Number(),
  /** Names from the site down; empty: everything that the reader may see. */
  path: Type.Array(Type.String()),
  /** IANA, by which hours are told: the site's. */
  zone: Type.String(),
  all: ReportFigures,
  drills: Type.Integer(),
  late: Type.Integer(),
  /** The period holds more alarms, or more technical matters, than were looked at. */
  cut: Type.Boolean(),
  places: Type.Array(Type.Object({ path: Type.Array(Type.String()), figures: ReportFigures })),
  /** 24, from midnight on. */
  hours: Type.Array(Type.Object({ hour: Type.Integer(), figures: ReportFigures })),
  tests: Type.Object({ buttons: Type.Integer(), untested: Type.Integer(), never: Type.Integer() }),
  /** Technical matters that stand now, by kind; those about one button are the buttons that may not work, by cause. */
  faults: Type.Array(Type.Object({ code: Type.String(), count: Type.Integer(), buttons: Type.Boolean(), oldest: Type.Number() })),
  /**
   * Technical matters that began in the period, by kind: how many, how many of them are over, how long the longest took or takes, and how
   * long until somebody said that they had seen it. Of those that were over before a gateway of this release ran nothing is known here.
   */
  begun: Type.Array(
    Type.Object({
      code: Type.String(),
      buttons: Type.Boolean(),
      opened: Type.Integer(),
      ended: Type.Integer(),
      longestMs: Type.Number(),
      toSeen: Spans,
    }),
  ),
});
export type Report = Static<typeof Report>;
