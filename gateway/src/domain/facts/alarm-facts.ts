import { Type } from 'typebox';
import { AlarmLevel, FoundWhere, Outcome, PlaceConfidence } from '../../contract/alarm.ts';
import { SignalKind, SignalPath } from '../../contract/signal.ts';
import { Count, Flag, Id, Ms, OptFlag, OptId, OptMs, OptSaid } from './shapes.ts';

/** Version 1 of an alarm's life. Notes, reasons and positions are sealed beside `data`. */
export const ALARM_FACTS = {
  AlarmRaised: Type.Object({
    alarm: Id,
    subject: Id,
    level: AlarmLevel,
    cause: SignalKind,
    drill: Flag,
    /** The drill that it belongs to, who leads that, and by when (engine ms) somebody has to confirm it. */
    exercise: Type.Optional(Type.Object({ drill: Id, leader: Id, confirmT: Ms })),
    device: Id,
    worker: OptId,
    place: OptId,
    confidence: PlaceConfidence,
    pressedAt: Ms,
    late: Flag,
    debrief: Id,
    path: SignalPath,
    /** When the first step of the escalation is due. */
    climbT: Ms,
    /** When it came in, if the log was away then. */
    said: OptSaid,
  }),
  AlarmPressedAgain: Type.Object({ alarm: Id, level: AlarmLevel, pressedAt: Ms, path: SignalPath, climbT: Ms, said: OptSaid }),
  AlarmShown: Type.Object({ alarm: Id, console: Id, person: OptId, shownAt: Ms }),
  AlarmUnseen: Type.Object({ alarm: Id }),
  AlarmTaken: Type.Object({
    alarm: Id,
    by: Id,
    takenAt: Ms,
    from: OptId,
    loudT: Ms,
    /** Said while the log was away. */ unrecorded: OptFlag,
  }),
  AlarmReleased: Type.Object({ alarm: Id, by: Id, climbT: Ms, said: OptSaid }),
  ResponderComing: Type.Object({ alarm: Id, by: Id, responder: Id, loudT: Ms, said: OptSaid }),
  ResponderHere: Type.Object({ alarm: Id, by: Id, said: OptSaid }),
  /** Where help found the worker; `place` where that was elsewhere and is known. Said again: the last word counts. */
  WorkerFound: Type.Object({ alarm: Id, by: Id, where: FoundWhere, place: OptId, said: OptSaid }),
  ProgressNoted: Type.Object({ alarm: Id, by: Id, loudT: OptMs, said: OptSaid }),
  AlarmLoudAgain: Type.Object({ alarm: Id, climbT: Ms }),
  /** A responder has been with the worker for long without a word: asked about on the consoles, without a sound. */
  AlarmReminded: Type.Object({ alarm: Id }),
  EscalationStepped: Type.Object({
    alarm: Id,
    step: Count,
    told: Type.Array(Id),
    climbT: Ms,
    /** Under which policy, and the seq of the fact that had saved it; absent: the built-in one. */
    policy: OptId,
    saved: Type.Optional(Count),
    /** It was the consoles' turn. */
    consoles: OptFlag,
  }),
  /** Its level rose, and the policy for that level is quicker: the next step is due sooner than was planned. */
  EscalationHastened: Type.Object({ alarm: Id, climbT: Ms }),
  CancelAsked: Type.Object({ alarm: Id, pin: Type.Enum(['right', 'wrong', 'none']), said: OptSaid }),
  CoercionSignalled: Type.Object({ alarm: Id, climbT: Ms, said: OptSaid }),
  AllClearSaid: Type.Object({ alarm: Id, by: Id, /** Not confirmed by then: it sounds again. */ loudT: OptMs, said: OptSaid }),
  AllClearConfirmed: Type.Object({ alarm: Id, said: OptSaid }),
  AllClearRefused: Type.Object({ alarm: Id, by: Id, climbT: Ms, said: OptSaid }),
  AlarmClosed: Type.Object({ alarm: Id, by: Id, outcome: Outcome, singleHanded: Flag, said: OptSaid }),
  DrillConfirmed: Type.Object({ alarm: Id, by: Id, said: OptSaid }),
  /** From now on it is real: sounds, climbs from the first step on, and takes no outcome of a drill. */
  DrillBecameReal: Type.Object({
    alarm: Id,
    why: Type.Enum(['pressed-again', 'man-down', 'not-confirmed', 'by-hand']),
    by: OptId,
    climbT: Ms,
    said: OptSaid,
  }),
} as const;
