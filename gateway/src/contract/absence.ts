import { Type, type Static } from 'typebox';
import { NamedPerson } from './alarm.ts';
import { OwnerReason } from './debrief.ts';
import { Leave } from './organisation.ts';

/** Being away: by hand, and by a calendar's file. */

/** Events of one file that are looked at. */
export const LEAVE_EVENTS_MAX = 2_000;
/** Bytes of a file: some years of one person's calendar. */
export const LEAVE_FILE_MAX = 1024 * 1024;
/** Leave periods of one person, by hand and from calendars. */
export const LEAVE_MAX = 100;
/** So far ahead leave is taken from a calendar; a series without an end goes on in the next file. */
export const LEAVE_AHEAD_DAYS = 400;

/** Who stands in; absent: nobody, and tasks go up the line. */
export const DelegateBody = Type.Object(
  { delegate: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })) },
  { additionalProperties: false },
);
export type DelegateBody = Static<typeof DelegateBody>;

/** `which`: events that say that they are leave, or all that make busy. */
export const LeaveCalendarQuery = Type.Object(
  { dryRun: Type.Optional(Type.Enum(['0', '1'])), which: Type.Optional(Type.Enum(['leave', 'all'])) },
  { additionalProperties: false },
);
export type LeaveCalendarQuery = Static<typeof LeaveCalendarQuery>;

export const LeaveCalendarReport = Type.Object({
  dryRun: Type.Boolean(),
  /** Its name in the file. */
  name: Type.String(),
  /** What is taken: joined where events touch, from now on. */
  periods: Type.Array(Leave),
  /** Periods that the same calendar had brought before; these take their place. */
  replaces: Type.Integer(),
  /** Events that are no leave. */
  others: Type.Integer(),
  /** The file can't be taken at all. */
  refused: Type.Boolean(),
  /** Events that can't be taken as they are meant; `line` is where each begins. */
  problems: Type.Array(Type.Object({ line: Type.Integer(), column: Type.Optional(Type.String()), problem: Type.String() })),
});
export type LeaveCalendarReport = Static<typeof LeaveCalendarReport>;

/** What being away would mean: to whom a new task of theirs goes. */
export const AbsenceView = Type.Object({
  person: Type.String(),
  /** Nobody reports to them: no debrief of a worker comes to them by the line. */
  leads: Type.Boolean(),
  away: Type.Optional(Type.Enum(['leave', 'unavailable'])),
  /** When they are away: the next owner, and why it is that one. */
  goesTo: Type.Optional(Type.Object({ ...NamedPerson.properties, reason: OwnerReason })),
  /** Tasks that they have now, and keep: being away moves none of them by itself. */
  keeps: Type.Integer(),
});
export type AbsenceView = Static<typeof AbsenceView>;
