import { Type } from 'typebox';
import { WAYS } from '../../contract/ways.ts';
import { MESSAGE_RESULTS } from '../../contract/messages.ts';
import { Count, Id, Ms, OptId, OptText } from './shapes.ts';

/** Version 1 of what became of messages to people. Codes and ids alone: a server's own words may hold somebody's address. */
export const CHANNELS_FACTS = {
  MessageReported: Type.Object({
    alarm: Id,
    message: Id,
    to: Id,
    /** The step of the escalation that sent it. */
    step: Count,
    /** All ways by which this message goes out to this person; none: nothing that is set up knows them. */
    of: Type.Array(Type.Enum([...WAYS])),
    way: Type.Optional(Type.Enum([...WAYS])),
    result: Type.Enum([...MESSAGE_RESULTS]),
    /** Which try this was the result of, from 1. */
    tries: Type.Integer({ minimum: 1 }),
    /** The name that the service gave it. */
    provider: OptId,
    why: OptText,
    reportedAt: Ms,
  }),
} as const;
