import { Type, type Static } from 'typebox';
import { AlarmStateName, NamedPerson } from './alarm.ts';

/** Drills over REST (docs/http-api.md). All times are epoch milliseconds. */
const Ref = Type.String({ minLength: 1, maxLength: 64 });

export const DrillBody = Type.Object(
  {
    place: Ref,
    /** Whose first press is the drill. */
    participants: Type.Array(Ref, { minItems: 1, maxItems: 200 }),
    /** They were told before. */
    announced: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type DrillBody = Static<typeof DrillBody>;

export const DRILL_STATES = ['running', 'ended'] as const;

/** A drill in a list. */
export const DrillRow = Type.Object({
  drill: Type.String(),
  state: Type.Enum([...DRILL_STATES]),
  place: Type.String(),
  path: Type.Array(Type.String()),
  leader: NamedPerson,
  announced: Type.Boolean(),
  participants: Type.Integer(),
  pressed: Type.Integer(),
  startedAt: Type.Number(),
  /** While it runs: when it ends by itself. */
  endsAt: Type.Optional(Type.Number()),
  endedAt: Type.Optional(Type.Number()),
});
export type DrillRow = Static<typeof DrillRow>;

/**
 * What became of one participant's first press. Spans in ms from the press; absent: it did not come to that. In the order in which
 * they were listed: nothing ranks people, it is the way to them that is tried.
 */
export const DrillPart = Type.Object({
  who: NamedPerson,
  alarm: Type.Optional(Type.String()),
  state: Type.Optional(AlarmStateName),
  pressedAt: Type.Optional(Type.Number()),
  shownMs: Type.Optional(Type.Number()),
  takenMs: Type.Optional(Type.Number()),
  hereMs: Type.Optional(Type.Number()),
  /** Who said that it is the drill; absent: nobody did in time, or it became real before. */
  confirmed: Type.Optional(NamedPerson),
  /** It is, or was to its end, a drill; false: it became real. */
  drill: Type.Optional(Type.Boolean()),
});
export type DrillPart = Static<typeof DrillPart>;

export const DrillScore = Type.Object({ ...DrillRow.properties, parts: Type.Array(DrillPart) });
export type DrillScore = Static<typeof DrillScore>;

export const DrillPage = Type.Object({ running: Type.Array(DrillRow), ended: Type.Array(DrillRow) });
export type DrillPage = Static<typeof DrillPage>;
