import { Type } from 'typebox';
import { SERVICE_REVIEWS, DisputedPart, Worked } from '../../contract/debrief-content.ts';
import { Flag, Id, Ms, OptId, OptMs } from './shapes.ts';

const Done = { debrief: Id, by: Id };
const Check = Type.Optional(Type.Object({ person: Id, due: Ms }));

/** Version 1 of what is said in a debrief and what comes of it. Every word, and which support or option it was, is sealed. */
export const DEBRIEF_CONTENT_FACTS = {
  PartDisputed: Type.Object({ ...Done, dispute: Id, part: DisputedPart, action: OptId }),
  DisputeAnswered: Type.Object({ ...Done, dispute: Id }),
  SupportOffered: Type.Object({ ...Done, support: Id, check: Check }),
  /** `next`: the look that follows this one, under its own id. */
  SupportChecked: Type.Object({ ...Done, support: Id, next: Type.Optional(Type.Object({ id: Id, person: Id, due: Ms })) }),
  ServiceDecided: Type.Object({ ...Done, decision: Id, second: OptId, reviewDue: OptMs }),
  ServiceAnswered: Type.Object({ ...Done, decision: Id, agreed: Flag }),
  ServiceReviewed: Type.Object({ ...Done, decision: Id, result: Type.Enum([...SERVICE_REVIEWS]), reviewDue: OptMs }),
  PreventionDone: Type.Object({ ...Done, action: Id, checkDue: Ms }),
  PreventionChecked: Type.Object({ ...Done, action: Id, worked: Worked }),
  PreventionDropped: Type.Object({ ...Done, action: Id }),
  PreventionMoved: Type.Object({ ...Done, action: Id, owner: Id, due: Ms }),
  PreventionReplied: Type.Object({ ...Done, action: Id }),
  /** A place's own lists; names, phones and hours are sealed. */
  DebriefListsSaved: Type.Object({ place: Id }),
} as const;
