import { Type, type Static } from 'typebox';
import { NamedPerson } from './alarm.ts';

/** Debriefs that are held together at most: alarms of one incident, which people can still talk through in one go. */
export const JOINED_MAX = 16;

/** The other debrief, of the same owner. */
export const JoinBody = Type.Object({ other: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false });
export type JoinBody = Static<typeof JoinBody>;

/** Why two debriefs can't be held together: the `detail` of `not-now`. */
export const NOT_JOINED = ['together-already', 'drill-and-real', 'alarm-open', 'answered', 'silent', 'too-many'] as const;
export type NotJoined = (typeof NOT_JOINED)[number];

/** Another debrief of the same incident, or one that may be. */
const OtherDebrief = Type.Object({
  /** For its owner, and for its own worker; of the others a worker reads the name alone. */
  debrief: Type.Optional(Type.String()),
  worker: Type.Optional(NamedPerson),
  path: Type.Optional(Type.Array(Type.String())),
  openedAt: Type.Optional(Type.Number()),
  /** What happened, what comes of it and the answer are written there; absent where they are not held together. */
  leads: Type.Optional(Type.Boolean()),
  welfareDone: Type.Optional(Type.Boolean()),
});
export type OtherDebrief = Static<typeof OtherDebrief>;

/** Several alarms of one incident. */
export const TogetherView = Type.Object({
  /** The others that it is held together with. */
  others: Type.Array(OtherDebrief),
  /** The owner's own debriefs of about the same time: were they one incident? */
  perhaps: Type.Array(OtherDebrief),
});
export type TogetherView = Static<typeof TogetherView>;
