import { Type, type Static } from 'typebox';
import { MINUTE_MS, SECOND_MS } from '../base/durations.ts';
import { AlarmLevel } from './alarm.ts';
import { ClockTime, Hours, Weekdays } from './hours.ts';
import type { Role } from './organisation.ts';
import { WAYS } from './ways.ts';

/** Escalation policies and rotas as they are set up. Durations in ms, people's times as `HH:MM` and `YYYY-MM-DD` on the site's clock. */
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Ref = Type.String({ minLength: 1, maxLength: 64 });
const Day = Type.String({ pattern: '^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$' });
export { Hours };

/** Roles that a step can tell. Not `worker`: that may be everybody in the house. */
export const TOLD_ROLES = ['responder', 'reception', 'manager', 'administrator'] as const satisfies readonly Role[];

/** Nearest list first: a place's own emergency contacts, then those of what it lies in. */
const LISTS_MAX = 16;

const only = { additionalProperties: false };
export const Target = Type.Union([
  /** They sound from the press on; such a step is their time to answer. */
  Type.Object({ to: Type.Literal('consoles') }, only),
  /** Of the whole house, of the policy's own place, or of a place above it. */
  Type.Object({ to: Type.Literal('rota'), rota: Ref }, only),
  Type.Object({ to: Type.Literal('person'), person: Ref }, only),
  /** Whoever has it at the alarm's place, or at what that lies in. */
  Type.Object({ to: Type.Literal('role'), role: Type.Enum([...TOLD_ROLES]) }, only),
  /** The nearest free manager of the worker; each time that the step repeats one more, upwards. */
  Type.Object({ to: Type.Literal('line') }, only),
  /** The place's emergency contacts: list 1 is the nearest one, 2 the next above it. */
  Type.Object({ to: Type.Literal('contacts'), list: Type.Optional(Type.Integer({ minimum: 1, maximum: LISTS_MAX })) }, only),
]);
export type Target = Static<typeof Target>;

/** A step waits at most this long; steps are counted in seconds. */
export const STEP_AFTER_MAX_MS = 10 * MINUTE_MS;
/** The last step repeats no faster: a phone that rings without a break can't be answered. */
export const REPEAT_MIN_MS = 5 * SECOND_MS;
const REPEAT_MAX_MS = 60 * MINUTE_MS;

export const EscalationStep = Type.Object(
  {
    /** From the step before; of the first, from the press. */
    afterMs: Type.Integer({ minimum: 0, maximum: STEP_AFTER_MAX_MS }),
    targets: Type.Array(Target, { minItems: 1, maxItems: 8 }),
    /** Only by these; absent: by all that are set up. Whom none of them reaches is told by all. */
    ways: Type.Optional(Type.Array(Type.Enum([...WAYS]), { minItems: 1, maxItems: WAYS.length })),
    /** Whoever the steps before have told is told once more. */
    again: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type EscalationStep = Static<typeof EscalationStep>;

export const EscalationPolicyBody = Type.Object(
  {
    name: Name,
    /** With all below it; absent: the whole house. */
    place: Type.Optional(Ref),
    /** Absent: all. */
    levels: Type.Optional(Type.Array(AlarmLevel, { minItems: 1, maxItems: 2 })),
    /** On the clock of the alarm's site; absent: always. */
    hours: Type.Optional(Type.Array(Hours, { minItems: 1, maxItems: 14 })),
    steps: Type.Array(EscalationStep, { minItems: 1, maxItems: 16 }),
    /** The last step comes again so often, until somebody has the alarm. */
    repeatMs: Type.Integer({ minimum: REPEAT_MIN_MS, maximum: REPEAT_MAX_MS }),
  },
  { additionalProperties: false },
);
export type EscalationPolicyBody = Static<typeof EscalationPolicyBody>;
export const EscalationPolicyView = Type.Object({ policy: Type.String(), ...EscalationPolicyBody.properties });
export type EscalationPolicyView = Static<typeof EscalationPolicyView>;

/** People on one shift. */
export const SHIFT_PEOPLE_MAX = 32;

/** Counted from the first of the month, or, below zero, from its last: `-1` is the last one. */
const nth = (most: number) => Type.Union([Type.Integer({ minimum: 1, maximum: most }), Type.Integer({ minimum: -most, maximum: -1 })]);

/** Not on each of its days of the week: only so, month by month. What is given must all be so; absent: whatever it is. */
export const InMonth = Type.Object(
  {
    /** The first, second … of its day of the week in the month; the fifth is not in each. */
    weeks: Type.Optional(Type.Array(nth(5), { minItems: 1, maxItems: 10 })),
    /** Of the month; the 31st is not in each. */
    days: Type.Optional(Type.Array(nth(31), { minItems: 1, maxItems: 31 })),
    /** Each so many months, counted from the month of `since`; absent: each month. */
    everyMonths: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 })),
  },
  { additionalProperties: false },
);
export type InMonth = Static<typeof InMonth>;

/** Longer than a fortnight nobody is on call without a break. */
export const SHIFT_DAYS_MAX = 14;

/** People on duty together, again each week or each few weeks. */
export const Shift = Type.Object(
  {
    people: Type.Array(Ref, { minItems: 1, maxItems: SHIFT_PEOPLE_MAX }),
    /** Days of the week on which it begins. */
    days: Weekdays,
    from: ClockTime,
    to: ClockTime,
    /** It ends so many days after the one on which it begins; absent: the same day, or the next where `to` is not after `from`. */
    endsAfterDays: Type.Optional(Type.Integer({ minimum: 0, maximum: SHIFT_DAYS_MAX })),
    /** Each so many weeks, counted from the week of `since`; absent: each week. */
    everyWeeks: Type.Optional(Type.Integer({ minimum: 1, maximum: 52 })),
    /** Monthly; then not by weeks besides. */
    inMonth: Type.Optional(InMonth),
    /** The first and the last day on which it may begin. */
    since: Day,
    until: Type.Optional(Day),
  },
  { additionalProperties: false },
);
export type Shift = Static<typeof Shift>;

/** From, to: epoch ms. Later ones in the list go over earlier ones. */
export const RotaOverride = Type.Object(
  {
    from: Type.Integer(),
    to: Type.Integer(),
    /** Who is on duty then; empty: nobody. */
    people: Type.Array(Ref, { maxItems: 32 }),
    /** They stand in for this person alone; absent: for everybody on the rota. */
    insteadOf: Type.Optional(Ref),
  },
  { additionalProperties: false },
);
export type RotaOverride = Static<typeof RotaOverride>;

export const RotaBody = Type.Object(
  {
    name: Name,
    /** Who may change it: whoever sets this place up. Absent: the whole house's alone. */
    place: Type.Optional(Ref),
    /** IANA; absent: that of its place, else of the first site. */
    zone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    shifts: Type.Array(Shift, { maxItems: 200 }),
    overrides: Type.Optional(Type.Array(RotaOverride, { maxItems: 200 })),
  },
  { additionalProperties: false },
);
export type RotaBody = Static<typeof RotaBody>;
export const RotaView = Type.Object({
  rota: Type.String(),
  ...RotaBody.properties,
  zone: Type.String(),
  /** Who is on duty now, of those who are not away. */
  now: Type.Array(Type.Object({ person: Type.String(), name: Type.String() })),
});
export type RotaView = Static<typeof RotaView>;

/** How far ahead coverage is looked at. */
export const COVERAGE_DAYS = 14;

export const GAP_KINDS = ['nobody', 'nobody-on-duty', 'all-away', 'nobody-named', 'not-watched', 'no-way'] as const;
export type GapKind = (typeof GAP_KINDS)[number];

const Person = Type.Object({ person: Type.String(), name: Type.String() });

/** One moment of the climb, as it would be. */
export const CoverageStep = Type.Object({
  step: Type.Integer(),
  /** From the press. */
  afterMs: Type.Number(),
  consoles: Type.Boolean(),
  told: Type.Array(Person),
  /** Nobody is found by the steps: whoever is left in the house. */
  lastResort: Type.Boolean(),
});
export type CoverageStep = Static<typeof CoverageStep>;

/** From, to: epoch ms. Within it nothing changes. */
export const CoverageSpan = Type.Object({
  from: Type.Number(),
  to: Type.Number(),
  /** Its name; absent: the built-in one. */
  policy: Type.Optional(Type.String()),
  steps: Type.Array(CoverageStep),
  repeatMs: Type.Number(),
});
export type CoverageSpan = Static<typeof CoverageSpan>;

/** Something that is missing for a while. */
export const CoverageGap = Type.Object({
  kind: Type.Enum([...GAP_KINDS]),
  from: Type.Number(),
  to: Type.Number(),
  level: AlarmLevel,
  /** Whose clock the people there go by. */
  zone: Type.String(),
  step: Type.Optional(Type.Integer()),
  policy: Type.Optional(Type.String()),
  rota: Type.Optional(Type.String()),
  person: Type.Optional(Person),
  /** The first places and workers that it is about, and how many there are. */
  where: Type.Array(Type.String()),
  total: Type.Integer(),
});
export type CoverageGap = Static<typeof CoverageGap>;

/** `GET /api/v1/coverage?place=…`: if somebody pressed there. */
export const Coverage = Type.Object({
  place: Type.Optional(Type.String()),
  path: Type.Array(Type.String()),
  worker: Type.Optional(Person),
  level: AlarmLevel,
  /** Whose clock the people there go by. */
  zone: Type.String(),
  from: Type.Number(),
  to: Type.Number(),
  spans: Type.Array(CoverageSpan),
});
export type Coverage = Static<typeof Coverage>;

/** `GET /api/v1/coverage/gaps`: of all places and workers that the reader may see the set-up of. */
export const CoverageGaps = Type.Object({
  /** Of the first site; each gap has that of its own. */
  zone: Type.String(),
  from: Type.Number(),
  to: Type.Number(),
  gaps: Type.Array(CoverageGap),
  /** Places and workers that were looked at, and whether there were more than one answer looks at. */
  looked: Type.Integer(),
  cut: Type.Boolean(),
});
export type CoverageGaps = Static<typeof CoverageGaps>;

export const UNPROVEN_CLIMBS = ['policy-new', 'policy-changed', 'policy-removed', 'contacts'] as const;
export type UnprovenClimbKind = (typeof UNPROVEN_CLIMBS)[number];

/**
 * `GET /api/v1/coverage/unproven`, one for each place: whom an alarm there is brought to was changed, and no test press from there, and no
 * drill, has gone that way since.
 */
export const UnprovenClimb = Type.Object({
  /** With all below it; absent, and `path` empty: the whole house. */
  place: Type.Optional(Type.String()),
  path: Type.Array(Type.String()),
  /** Epoch ms of the first of these changes. */
  since: Type.Number(),
  why: Type.Array(
    Type.Object({ kind: Type.Enum([...UNPROVEN_CLIMBS]), /** Its name; absent with `contacts`. */ policy: Type.Optional(Type.String()) }),
  ),
});
export type UnprovenClimb = Static<typeof UnprovenClimb>;

export const CoverageQuery = Type.Object(
  {
    place: Type.Optional(Ref),
    worker: Type.Optional(Ref),
    level: Type.Optional(AlarmLevel),
  },
  { additionalProperties: false },
);
export type CoverageQuery = Static<typeof CoverageQuery>;
