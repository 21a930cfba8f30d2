import { Type, type Static } from 'typebox';
import { NamedPerson } from './alarm.ts';
import { REGIMES } from './jurisdictions.ts';

/**
 * Must somebody be told? Rules about telling a regulator, as data with source and date of check, and what people say of one debrief.
 * It advises and says so; it never decides.
 */
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const Line = Type.String({ minLength: 1, maxLength: 400 });
const Key = Type.String({ pattern: '^[a-z0-9-]{1,64}$' });

export const DutyLimit = Type.Object(
  {
    key: Key,
    /** What has to be done, in plain words. */
    what: Line,
    unit: Type.Enum(['at-once', 'hours', 'days', 'business-days']),
    /** 0 with `at-once`. */
    count: Type.Integer({ minimum: 0, maximum: 366 }),
    /** `aware`: from when somebody who answers for the place knew. `asked`: only once the regulator asks, from then. */
    from: Type.Enum(['aware', 'asked']),
  },
  { additionalProperties: false },
);
export type DutyLimit = Static<typeof DutyLimit>;

export const DutyRule = Type.Object(
  {
    rule: Key,
    /** `AU` holds in every part of it. */
    jurisdiction: Type.String({ pattern: '^[A-Z]{2}(-[A-Z]{2,3})?$' }),
    regime: Type.Enum([...REGIMES]),
    /** Two rules of one topic never hold on the same day. */
    topic: Key,
    title: Line,
    /** A *yes* to one of them says that the rule may apply. */
    questions: Type.Array(Type.Object({ key: Key, text: Line }, { additionalProperties: false }), { minItems: 1, maxItems: 12 }),
    /** What the law says, in one sentence. */
    law: Line,
    who: Line,
    regulator: Type.Object({ name: Line, phone: Type.Optional(Line), web: Line }, { additionalProperties: false }),
    limits: Type.Array(DutyLimit, { minItems: 1, maxItems: 4 }),
    /** What must be left as it is. */
    scene: Type.Optional(Line),
    keepYears: Type.Integer({ minimum: 1, maximum: 100 }),
    /** First day on which it holds; `unknown`: it is not known to be law there yet. */
    from: Type.Union([Day, Type.Literal('unknown')]),
    /** First day on which it does not hold any more. */
    until: Type.Optional(Day),
    source: Type.Object({ law: Line, web: Line }, { additionalProperties: false }),
    /** When somebody last looked at the source. */
    checked: Day,
    /** `checked`: duty and time limit were read in the source. `from-memory`: check before use. */
    sure: Type.Enum(['checked', 'from-memory']),
    /** What in particular was not read. */
    note: Type.Optional(Line),
  },
  { additionalProperties: false },
);
export type DutyRule = Static<typeof DutyRule>;

export const DUTY_DECISIONS = ['yes', 'no', 'unsure'] as const;
export const DutyDecision = Type.Enum([...DUTY_DECISIONS]);
export type DutyDecision = (typeof DUTY_DECISIONS)[number];

/** Rules that one decision names; no place has more that hold at a time. */
export const DUTY_RULES_MAX = 16;
const Words = Type.String({ maxLength: 4_000 });
const Said = Type.Enum(['yes', 'no', 'unsure']);

/** What somebody decided; `yes` says by which rules. */
export const DutyDecisionBody = Type.Object(
  {
    decision: DutyDecision,
    rules: Type.Array(Key, { maxItems: DUTY_RULES_MAX, uniqueItems: true }),
    why: Type.String({ minLength: 1, maxLength: 4_000 }),
    /** Answers to the questions, by rule and question: `au-nsw-whs/hospital`. */
    answers: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z0-9-]{1,64}/[a-z0-9-]{1,64}$' }), Said, { maxProperties: 100, additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
);
export type DutyDecisionBody = Static<typeof DutyDecisionBody>;

/** When somebody who answers for the place knew of it; else the alarm's own time counts. */
export const DutyAwareBody = Type.Object(
  { at: Type.Integer(), who: Type.String({ minLength: 1, maxLength: 400 }), why: Type.String({ minLength: 1, maxLength: 4_000 }) },
  { additionalProperties: false },
);
export type DutyAwareBody = Static<typeof DutyAwareBody>;

export const DUTY_SCENES = ['kept', 'released', 'not-kept'] as const;
/** One limit of one rule was met. */
export const DutyNotifiedBody = Type.Object(
  {
    rule: Key,
    limit: Key,
    at: Type.Integer(),
    how: Type.String({ minLength: 1, maxLength: 400 }),
    to: Type.String({ minLength: 1, maxLength: 400 }),
    reference: Type.Optional(Type.String({ maxLength: 200 })),
    scene: Type.Optional(Type.Enum([...DUTY_SCENES])),
    sceneNote: Type.Optional(Words),
    /** The regulator asked for it in writing, at this time. */
    askedAt: Type.Optional(Type.Integer()),
  },
  { additionalProperties: false },
);
export type DutyNotifiedBody = Static<typeof DutyNotifiedBody>;

/** In a debrief and in a list of tasks: no word of what happened. */
export const DutySummary = Type.Object({
  decision: Type.Optional(DutyDecision),
  by: Type.Optional(NamedPerson),
  at: Type.Optional(Type.Number()),
  /** What is still to be decided or told. */
  open: Type.Integer(),
  /** The next time limit of those. */
  due: Type.Optional(Type.Number()),
  overdue: Type.Boolean(),
});
export type DutySummary = Static<typeof DutySummary>;

export const DutyLimitView = Type.Object({
  ...DutyLimit.properties,
  due: Type.Optional(Type.Number()),
  doneAt: Type.Optional(Type.Number()),
  overdue: Type.Boolean(),
});
export type DutyLimitView = Static<typeof DutyLimitView>;

export const DutyRuleView = Type.Object({
  ...DutyRule.properties,
  limits: Type.Array(DutyLimitView),
  /** It held on the day of the incident. */
  holds: Type.Boolean(),
  /** Nobody has looked at its source for over a year. */
  stale: Type.Boolean(),
});
export type DutyRuleView = Static<typeof DutyRuleView>;

const Stamp = { by: NamedPerson, at: Type.Number() };
export const DutyView = Type.Object({
  /** The reader may say something here. */
  may: Type.Boolean(),
  jurisdiction: Type.Optional(Type.String()),
  zone: Type.String(),
  summary: DutySummary,
  /** `said` where somebody has said another time than the alarm's. */
  aware: Type.Object({ at: Type.Number(), said: Type.Optional(Type.Object({ ...Stamp, who: Type.String(), why: Type.String() })) }),
  rules: Type.Array(DutyRuleView),
  /** The newest first; the texts for those who may read them. */
  decisions: Type.Array(
    Type.Object({
      ...Stamp,
      version: Type.Integer(),
      decision: DutyDecision,
      rules: Type.Array(Type.String()),
      why: Type.Optional(Type.String()),
      answers: Type.Optional(Type.Record(Type.String(), Said)),
    }),
  ),
  notified: Type.Array(
    Type.Object({
      ...Stamp,
      rule: Type.String(),
      limit: Type.String(),
      told: Type.Number(),
      how: Type.Optional(Type.String()),
      to: Type.Optional(Type.String()),
      reference: Type.Optional(Type.String()),
      scene: Type.Optional(Type.Enum([...DUTY_SCENES])),
      sceneNote: Type.Optional(Type.String()),
    }),
  ),
});
export type DutyView = Static<typeof DutyView>;

/** All rules that this build knows, for whoever keeps them up to date. */
export const DutyRulesView = Type.Object({
  at: Type.Number(),
  rules: Type.Array(Type.Object({ ...DutyRule.properties, stale: Type.Boolean() })),
});
export type DutyRulesView = Static<typeof DutyRulesView>;
