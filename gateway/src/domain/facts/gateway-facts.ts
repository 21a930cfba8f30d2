import { Type } from 'typebox';
import { Count, Flag, Id, OptId, OptMs, OptText, Text } from './shapes.ts';

/** Version 1 of what the gateway says of itself and of the technical matters around it. */
export const GATEWAY_FACTS = {
  FaultOpened: Type.Object({ fault: Id, code: Id, subject: Id, label: Text, place: OptId, detail: OptText }),
  FaultClosed: Type.Object({ fault: Id }),
  WatchStarted: Type.Object({ console: Id, person: OptId, place: OptId }),
  WatchEnded: Type.Object({ console: Id, person: OptId, place: OptId, why: OptText }),
  /** A person at a console was asked whether they heard its test tones, and answered. `posts`: what an alarm would have to be heard for there. */
  SoundTested: Type.Object({ console: Id, person: Id, place: OptId, heard: Flag, posts: Type.Optional(Type.Array(Id)) }),
  /** The rules could not decide this input. Nothing of it is lost: all of it is sealed beside. */
  InputFailed: Type.Object({ input: Id, type: Id, error: Text, alarm: OptId }),
  HeadSigned: Type.Object({ signed: Count, hash: Text, key: Text, signature: Text }),
  GatewayNoted: Type.Object({
    event: Type.Enum(['started', 'stopped', 'restored', 'lifeboat-entered', 'lifeboat-left']),
    detail: OptText,
    /** When the log went away: the note of that can only be written when it is back. */
    since: OptMs,
    clean: Type.Optional(Flag),
  }),
} as const;
