import { Type, type Static } from 'typebox';

/** How often each button has to be tested, and which were not (docs/http-api.md). */
export const TEST_EVERY = ['shift', 'week', 'month', 'off'] as const;
export const TestEvery = Type.Enum([...TEST_EVERY]);
export type TestEvery = (typeof TEST_EVERY)[number];

/** `as-above` takes a place's own policy away: then that of the place around it holds. */
export const TestPolicyBody = Type.Object(
  {
    /** Absent: of the whole house. */
    place: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    every: Type.Enum([...TEST_EVERY, 'as-above']),
  },
  { additionalProperties: false },
);
export type TestPolicyBody = Static<typeof TestPolicyBody>;

export const TEST_SORTS = ['due', 'place', 'who'] as const;
export const TestQuery = Type.Object(
  {
    /** With all below it. */
    place: Type.Optional(Type.String({ maxLength: 64 })),
    /** Absent: those that are untested alone. */
    all: Type.Optional(Type.Literal('yes')),
    sort: Type.Optional(Type.Enum([...TEST_SORTS])),
  },
  { additionalProperties: false },
);
export type TestQuery = Static<typeof TestQuery>;

/** One button. Times in epoch ms. */
export const TestRow = Type.Object({
  device: Type.String(),
  label: Type.String(),
  who: Type.Optional(Type.String()),
  path: Type.Array(Type.String()),
  every: TestEvery,
  lastTest: Type.Optional(Type.Number()),
  /** Absent: never. 0: it was never tested. */
  dueAt: Type.Optional(Type.Number()),
  untested: Type.Boolean(),
});
export type TestRow = Static<typeof TestRow>;

export const TestPolicyRow = Type.Object({ place: Type.Optional(Type.String()), path: Type.Array(Type.String()), every: TestEvery });
export type TestPolicyRow = Static<typeof TestPolicyRow>;

export const TestPage = Type.Object({
  /** At most LIST_ROWS_MAX; `total` says how many there are. */
  rows: Type.Array(TestRow),
  total: Type.Integer(),
  buttons: Type.Integer(),
  untested: Type.Integer(),
  /** Those that somebody has set; without one for the house each button is to be tested each week, and no fault says so. */
  policies: Type.Array(TestPolicyRow),
});
export type TestPage = Static<typeof TestPage>;
