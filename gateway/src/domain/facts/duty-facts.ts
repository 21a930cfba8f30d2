import { Type } from 'typebox';
import { DutyDecision } from '../../contract/duty.ts';
import { Count, Id, Ms, OptMs } from './shapes.ts';

/** Version 1 of telling a regulator. Reasons, names, ways and references are sealed; rules and times stand open, for deadlines go by them. */
export const DUTY_FACTS = {
  /** When somebody who answers for the place knew of it. */
  DutyAwareSaid: Type.Object({ debrief: Id, by: Id, aware: Ms }),
  DutyConsidered: Type.Object({ debrief: Id, by: Id, version: Count, decision: DutyDecision, rules: Type.Array(Id) }),
  /** One limit of one rule was met; `askedAt`: the regulator asked for it in writing. */
  DutyNotified: Type.Object({ debrief: Id, by: Id, rule: Id, limit: Id, toldAt: Ms, askedAt: OptMs }),
  /** The owner was reminded of all that was due by then. */
  DutyReminded: Type.Object({ debrief: Id, until: Ms }),
} as const;
