import { Type } from 'typebox';
import { Id } from './shapes.ts';

/** Version 1 of debriefs of one incident that are held together. Nothing in them is anybody's words. */
export const JOINING_FACTS = {
  /** `debrief` is held within `into` from now on: its owner and its state are those of the other. */
  DebriefJoined: Type.Object({ debrief: Id, into: Id, by: Id }),
  /** It goes on by itself again, with the owner and in the state that it has. */
  DebriefSeparated: Type.Object({ debrief: Id, from: Id, by: Id }),
} as const;
