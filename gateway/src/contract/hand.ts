import { Type, type Static } from 'typebox';
import { DevicePlace, Uint32 } from './signal.ts';

/**
 * What the worker's hand is told, and what it tells besides signals (docs/device-protocol.md, version 1).
 * A state is only ever what is proven; it may go back (a release after `taken`).
 */
export const FEEDBACK_STATES = ['held', 'unseen', 'shown', 'taken', 'coming', 'here', 'cancel-asked', 'closed', 'tested'] as const;
export const FeedbackState = Type.Enum([...FEEDBACK_STATES]);
export type FeedbackState = (typeof FEEDBACK_STATES)[number];

/** How many committed presses `held` lists. A device stops repeating a press once it stands there. */
export const HELD_PRESSES = 8;

export const FeedbackBody = Type.Object({
  v: Type.Literal(1),
  /** Grows with every change, across restarts and restores; a device ignores a lower one than it has shown. */
  rev: Type.Integer({ minimum: 0 }),
  /** Absent when nothing is open for this device. */
  alarm: Type.Optional(Type.String()),
  /** Absent when there is nothing to show. */
  state: Type.Optional(FeedbackState),
  /** It is a drill: said with every state of it, so that nobody takes an exercise for help that is coming. Absent: it is real. */
  drill: Type.Optional(Type.Literal(true)),
  /** Who has it, is coming or is here, by name. For a worker's phone page alone: a button has no screen to read it from. */
  by: Type.Optional(Type.String({ maxLength: 200 })),
  /** The last committed presses as [boot, seq], newest last. */
  held: Type.Array(Type.Tuple([Uint32, Uint32]), { maxItems: HELD_PRESSES }),
  /** False while the log can't take the press: people see it, it is not on disk yet. */
  recorded: Type.Boolean(),
  /** ISO 8601, UTC. */
  at: Type.String(),
});
export type FeedbackBody = Static<typeof FeedbackBody>;

export const FeedbackAckBody = Type.Object({ v: Type.Literal(1), rev: Type.Integer({ minimum: 0 }) });
export type FeedbackAckBody = Static<typeof FeedbackAckBody>;

export const StatusBody = Type.Object({
  v: Type.Literal(1),
  battery: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  rssi: Type.Optional(Type.Integer({ minimum: -200, maximum: 100 })),
  firmware: Type.Optional(Type.String({ maxLength: 64 })),
  worn: Type.Optional(Type.Boolean()),
});
export type StatusBody = Static<typeof StatusBody>;

export const LinkBody = Type.Object({
  v: Type.Literal(1),
  state: Type.Enum(['up', 'lost']),
  session: Uint32,
  can: Type.Optional(Type.Array(Type.String({ maxLength: 32 }), { maxItems: 32 })),
});
export type LinkBody = Static<typeof LinkBody>;

export const PositionBody = Type.Intersect([Type.Object({ v: Type.Literal(1) }), DevicePlace]);
export type PositionBody = Static<typeof PositionBody>;

export const ConfigBody = Type.Object({
  v: Type.Literal(1),
  /** Seconds between two heartbeats. */
  heartbeat: Type.Integer({ minimum: 1, maximum: 86_400 }),
  /** True: nothing that the worker carries makes a sound. */
  silent: Type.Boolean(),
  /** Milliseconds to hold the button before it counts as a press. */
  hold: Type.Integer({ minimum: 0, maximum: 5_000 }),
});
export type ConfigBody = Static<typeof ConfigBody>;
