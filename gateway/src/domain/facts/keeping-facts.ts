import { Type } from 'typebox';
import { AttachedTo, ReadWay, RetentionClass } from '../../contract/keeping.ts';
import { Count, Id, Ms, OptId } from './shapes.ts';

const Subjects = Type.Array(Id);

/**
 * Version 1 of how records are kept: who has read them, what lies beside them, how long they last. Names of photos, what they show and
 * reasons are sealed beside `data`.
 */
export const KEEPING_FACTS = {
  /** Somebody other than its worker has read it; `relation` and `parts` as they were then. */
  DebriefRead: Type.Object({ debrief: Id, by: Id, relation: Id, parts: Type.Array(Id), via: ReadWay }),
  /** `bytes` and `sha256` (hexadecimal) are of the sealed file, so that an outsider can check it without a key. */
  AttachmentAdded: Type.Object({ debrief: Id, attachment: Id, by: Id, part: AttachedTo, bytes: Count, sha256: Id }),
  AttachmentRemoved: Type.Object({ debrief: Id, attachment: Id, by: Id }),
  /** Nothing that it stands on is destroyed until it is lifted. */
  HoldSet: Type.Object({ on: Id, by: Id }),
  HoldLifted: Type.Object({ on: Id, by: Id }),
  /** The time has come by the wall clock, and a hold stands or this gateway has not seen that much time pass: looked at again then. */
  RetentionDeferred: Type.Object({ debrief: Id, until: Ms, why: Type.Enum(['hold', 'clock', 'open']) }),
  /** The time of a debrief is over: the keys of these subjects go. */
  RetentionEnded: Type.Object({ debrief: Id, class: RetentionClass, from: Ms, end: Ms, subjects: Subjects }),
  /** They are gone from the disk; `keys` is how many there were. */
  KeysDestroyed: Type.Object({ debrief: Id, subjects: Subjects, keys: Count }),
  /** All that is held of a person was given out: to themselves, or, without `by`, by the command line. */
  PersonExported: Type.Object({ person: Id, by: OptId }),
} as const;
