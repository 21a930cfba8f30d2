import { Type } from 'typebox';
import { Flag, Id, Ms, OptId } from './shapes.ts';

/** Version 1 of a drill's window; what its alarms live through stands among the alarms' facts. */
export const DRILL_FACTS = {
  DrillStarted: Type.Object({
    drill: Id,
    place: Id,
    leader: Id,
    participants: Type.Array(Id),
    announced: Flag,
    /** Engine ms at which the window ends by itself. */
    untilT: Ms,
  }),
  /** By whom; absent: its time was over. */
  DrillEnded: Type.Object({ drill: Id, by: OptId }),
} as const;
