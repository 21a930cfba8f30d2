import { Type } from 'typebox';
import { FOLLOW_UPS } from '../../contract/debrief.ts';
import { Count, Id, Ms } from './shapes.ts';

/** Version 1 of a debrief in time: what is asked again, and what the worker hears. Texts are sealed beside `data`. */
export const TIME_FACTS = {
  /** Somebody was reminded of one item. `item`: `welfare`, `action:<id>` …; `owner` when nobody else could take it from one who is away. */
  DebriefReminded: Type.Object({
    debrief: Id,
    item: Id,
    step: Type.Enum(['before', 'due', 'late']),
    /** When the item is due. */
    due: Ms,
    /** When something comes of it again. */
    next: Ms,
    to: Type.Array(Id),
  }),
  /** The worker has the answer; follow-ups or changes are still open. */
  DebriefAnswered: Type.Object({ debrief: Id, by: Id }),
  FollowedUp: Type.Object({ debrief: Id, by: Id, which: Type.Enum([...FOLLOW_UPS]), version: Count }),
} as const;
