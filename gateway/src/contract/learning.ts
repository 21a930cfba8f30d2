import { Type, type Static } from 'typebox';
import { Spans } from './report.ts';
import { FACTORS, INCIDENT_KINDS } from './debrief-content.ts';

/**
 * What a unit (a place with all below it) can learn from its own incidents (docs/adr/0037). Counts alone, never people: each count is
 * given as one of the bands 0–4, 5–9, 10–14 … in which it lies, so that none can be worked out from others.
 */
export const BAND_WIDTH = 5;
/** Both inclusive. `from` 0 is said as "fewer than 5", and may be none. */
export const Band = Type.Object({ from: Type.Integer(), to: Type.Integer() });
export type Band = Static<typeof Band>;

/** How the day is parted, on the site's clock: night from 0, morning from 6, afternoon from 12, evening from 18. */
export const DAY_PARTS = ['night', 'morning', 'afternoon', 'evening'] as const;
export type DayPart = (typeof DAY_PARTS)[number];
export const DAY_PART_HOURS = 6;

export const LEARNING_KINDS = INCIDENT_KINDS;
/** Named in the form; each has its row whether it was named or not. One of a site's own list has a row from five on: that it has one would say that it was named. */
export const LEARNING_FACTORS = FACTORS;
export const LEARNING_HARMED = ['worker', 'bystanders', 'client'] as const;
export const LEARNING_HARMS = ['physical', 'emotional', 'social'] as const;
/** What the worker is asked about the alarm; what is counted is a *no*. */
export const LEARNING_QUESTIONS = ['reachable', 'felt', 'rightRoom', 'helpInTime'] as const;
export const LEARNING_STEPS = ['pressToShown', 'shownToTaken', 'takenToHere', 'pressToHere'] as const;
export type LearningStep = (typeof LEARNING_STEPS)[number];
export const LEARNING_ACTIONS = ['planned', 'open', 'done', 'checked', 'dropped', 'worked', 'partly', 'notWorked'] as const;

/** A year, a quarter or a month; only what is over is shown. */
export const PERIOD_PATTERN = '^[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]))?$';
const PlaceId = Type.String({ minLength: 1, maxLength: 64 });
export const LearningQuery = Type.Object(
  { place: Type.Optional(PlaceId), period: Type.Optional(Type.String({ pattern: PERIOD_PATTERN })) },
  { additionalProperties: false },
);
export type LearningQuery = Static<typeof LearningQuery>;
export const PackQuery = Type.Object(
  { place: PlaceId, month: Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' }) },
  { additionalProperties: false },
);
export type PackQuery = Static<typeof PackQuery>;
/** `PUT /api/v1/learning/notice`: of the reader alone. */
export const MonthNoticeBody = Type.Object({ site: PlaceId, wanted: Type.Boolean() }, { additionalProperties: false });

const Day = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' });
/** Days on the site's clock; whole ISO weeks in `from` to `to`. `phases`: days on which something was changed, parted by commas. */
export const EvaluationQuery = Type.Object(
  {
    place: PlaceId,
    from: Day,
    to: Day,
    phases: Type.Optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}(,[0-9]{4}-[0-9]{2}-[0-9]{2}){0,9}$' })),
  },
  { additionalProperties: false },
);
export type EvaluationQuery = Static<typeof EvaluationQuery>;
/** Three years and a half: enough before and after a change, and some ten seconds of reading. */
export const EVALUATION_WEEKS_MAX = 183;

/** Months of the trend, and how many of them must be known before limits are drawn. */
export const TREND_MONTHS = 24;
export const TREND_NEEDS = 12;
/** So many months in a row on one side of the middle are a signal. */
export const TREND_RUN = 8;

const Counted = Type.Object({ of: Type.String(), count: Band });
export type Counted = Static<typeof Counted>;
/** As the site's own list calls it; what the form has built in has no name here. */
const Name = Type.Optional(Type.String());
const Path = Type.Array(Type.String());

export const TREND_SIGNALS = ['above', 'below', 'run-above', 'run-below'] as const;
export const Trend = Type.Object({
  /** Oldest first. Without a count: nothing was recorded yet. */
  months: Type.Array(Type.Object({ month: Type.String(), count: Type.Optional(Band) })),
  limits: Type.Union([
    Type.Object({ middle: Type.Number(), lower: Type.Number(), upper: Type.Number() }),
    /** Why there are none: too few months, or too few alarms in most of them. */
    Type.Object({ missing: Type.Enum(['months', 'alarms']), known: Type.Integer() }),
  ]),
  signals: Type.Array(Type.Object({ rule: Type.Enum([...TREND_SIGNALS]), from: Type.String(), to: Type.String() })),
});
export type Trend = Static<typeof Trend>;

/** What the team might talk about, in neutral words; made from the bands alone. */
export const Suggestion = Type.Union([
  Type.Object({ about: Type.Literal('factor'), factor: Type.Optional(Type.String()), name: Name }),
  Type.Object({ about: Type.Literal('actions'), count: Band }),
  Type.Object({ about: Type.Literal('slowest'), step: Type.Optional(Type.Enum([...LEARNING_STEPS])), p50: Type.Optional(Type.Number()) }),
]);
export type Suggestion = Static<typeof Suggestion>;

export const LearningPage = Type.Object({
  at: Type.Number(),
  place: Type.String(),
  path: Path,
  period: Type.String(),
  zone: Type.String(),
  /** What this reader may choose from. */
  choices: Type.Object({
    units: Type.Array(Type.Object({ place: Type.String(), path: Path })),
    periods: Type.Array(Type.String()),
  }),
  /** Where the reader may see the whole site: do they hear at the beginning of a month that the last one can be read? `reachable`: by mail. */
  notice: Type.Optional(Type.Object({ site: Type.String(), name: Type.String(), wanted: Type.Boolean(), reachable: Type.Boolean() })),
  /** Real alarms that are over: genuine, or a precaution. */
  alarms: Band,
  /** Others that are over, in no other count. */
  apart: Type.Object({ accidental: Band, technical: Band, drills: Band }),
  /** The places that lie in it. What is at the place itself has no row. */
  where: Type.Array(Type.Object({ place: Type.String(), name: Type.String(), count: Band })),
  /** 28: each part of each day, Monday is 1. */
  when: Type.Array(Type.Object({ day: Type.Integer(), part: Type.Enum([...DAY_PARTS]), count: Band })),
  speed: Type.Array(Type.Object({ step: Type.Enum([...LEARNING_STEPS]), count: Band, spans: Type.Optional(Type.Omit(Spans, ['count'])) })),
  takenInTime: Band,
  debriefs: Type.Object({
    opened: Band,
    reviewed: Band,
    /** Not done by its time, or not done and past it. */
    welfareLate: Band,
    debriefLate: Band,
    followUps: Band,
    /** Texts whose key was destroyed: nothing of them is in any count. */
    notKept: Band,
  }),
  kinds: Type.Array(Counted),
  factors: Type.Array(Type.Object({ ...Counted.properties, name: Name })),
  lowline: Type.Array(Type.Object({ of: Type.String(), possible: Band, helped: Band })),
  /** `some`: some or serious. */
  harm: Type.Array(Type.Object({ who: Type.Enum([...LEARNING_HARMED]), kind: Type.Enum([...LEARNING_HARMS]), some: Band, serious: Band })),
  answers: Type.Array(Type.Object({ of: Type.Enum([...LEARNING_QUESTIONS]), no: Band })),
  actions: Type.Array(Type.Object({ of: Type.Enum([...LEARNING_ACTIONS]), count: Band })),
  /** The same factor at the same place five times or more; at most 20. */
  repeated: Type.Array(Type.Object({ factor: Type.String(), name: Name, path: Path, count: Band })),
  trend: Trend,
  suggestions: Type.Array(Suggestion),
  /** The period holds more than was looked at. */
  cut: Type.Boolean(),
});
export type LearningPage = Static<typeof LearningPage>;
