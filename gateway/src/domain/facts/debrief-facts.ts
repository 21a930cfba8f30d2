import { Type } from 'typebox';
import { OwnerReason } from '../../contract/debrief.ts';
import { Count, Flag, Id, Ms, OptFlag, OptId, OptMs } from './shapes.ts';

const Passed = Type.Array(Type.Object({ person: Id, why: OwnerReason }));
const OptIds = Type.Optional(Type.Array(Id));
const Written = { debrief: Id, by: Id, version: Count };

/** Version 1 of a debrief's life. Everything that people write is sealed beside `data`. */
export const DEBRIEF_FACTS = {
  DebriefOpened: Type.Object({
    debrief: Id,
    alarm: Id,
    worker: OptId,
    place: OptId,
    drill: Flag,
    owner: Id,
    reason: OwnerReason,
    passed: Passed,
    welfareDue: Ms,
    debriefDue: Ms,
  }),
  /** The last of its alarms has closed: the time to accept runs. */
  DebriefReady: Type.Object({ debrief: Id, short: Flag, acceptBy: Ms }),
  DebriefReassigned: Type.Object({
    debrief: Id,
    to: Id,
    from: Id,
    by: Id,
    reason: OwnerReason,
    passed: Passed,
    acceptBy: OptMs,
    /** Until then the new owner has time for what was late already. */
    graceUntil: OptMs,
  }),
  /** `named`: by the worker or the owner, by hand. */
  PersonInvolved: Type.Object({ debrief: Id, person: Id, named: OptFlag }),
  DebriefAccepted: Type.Object({ debrief: Id, by: Id }),
  WelfareChecked: Type.Object(Written),
  AccountGiven: Type.Object(Written),
  DebriefReviewed: Type.Object({ ...Written, factors: OptIds }),
  PreventionPlanned: Type.Object({ debrief: Id, by: Id, action: Id, owner: Id, due: Ms, factors: OptIds }),
  DebriefCompleted: Type.Object({ debrief: Id, by: Id }),
} as const;
