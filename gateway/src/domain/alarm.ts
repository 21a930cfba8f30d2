import type { AlarmId, ConsoleId, DebriefId, DeviceId, DrillId, PersonId, PlaceId } from '../base/ids.ts';
import type { AlarmLevel, FoundWhere, Outcome, PlaceConfidence } from '../contract/alarm.ts';
import type { FeedbackState } from '../contract/hand.ts';
import type { SignalKind } from '../contract/signal.ts';
import type { Reach } from './reach.ts';

/** Where the alarm is believed to be. `at` in epoch ms. */
export interface Whereabouts {
  readonly place?: PlaceId | undefined;
  readonly confidence: PlaceConfidence;
  readonly at: number;
  /** A satellite fix; there only while the alarm is open, and sealed on disk. */
  readonly position?:
    { readonly lat: number; readonly lon: number; readonly accuracy?: number | undefined; readonly at: number } | undefined;
}

export interface Deed {
  readonly person: PersonId;
  /** Epoch ms. */
  readonly at: number;
}

/** Where help found the worker, as somebody said it. */
export interface Found extends Deed {
  readonly where: FoundWhere;
  /** Elsewhere, and known. */
  readonly place?: PlaceId | undefined;
}

/** That an alarm began in a drill; stays when it has become real, so that its story can be told. */
export interface Exercise {
  readonly drill: DrillId;
  readonly leader: PersonId;
  /** Engine ms: not confirmed by then it becomes real. */
  readonly confirmT: number;
  /** Who said that it is the drill. */
  readonly confirmed?: Deed | undefined;
}

/** What every alarm carries whatever its state. Times ending in `T` are engine ms, all others epoch ms. */
interface AlarmCore {
  readonly alarm: AlarmId;
  /** Whose: `worker:<id>`, `device:<id>`, with `drill:` before it where it is one, `silent:` where the duress PIN alone raised it. Fixed at opening, but for a drill that becomes real. */
  readonly subject: string;
  readonly level: AlarmLevel;
  readonly cause: SignalKind;
  /** It is a drill as long as this is so; once real it never is again. */
  readonly drill: boolean;
  readonly exercise?: Exercise | undefined;
  readonly device: DeviceId;
  readonly worker?: PersonId | undefined;
  readonly where: Whereabouts;
  readonly pressedAt: number;
  /** When the gateway heard the press; it may have been written later, `recordedT`, if the log was away then. */
  readonly raisedAt: number;
  readonly raisedT: number;
  readonly recordedT?: number | undefined;
  readonly lastPressAt: number;
  readonly presses: number;
  readonly late: boolean;
  readonly debrief: DebriefId;
  /** Where it was shown since it was opened, or opened again: who saw an alarm that was over has not seen this one. */
  readonly shown: readonly { readonly console: ConsoleId; readonly person?: PersonId | undefined; readonly at: number }[];
  /** Open again after an all clear: how often, and since when (engine ms). */
  readonly reopened?: { readonly times: number; readonly t: number } | undefined;
  /** When it was first shown, noted as it is opened again; when somebody first took it, and first was with the worker; stays, whoever takes it over, releases it or opens it again. */
  readonly first?:
    { readonly shownAt?: number | undefined; readonly takenAt?: number | undefined; readonly hereAt?: number | undefined } | undefined;
  readonly found?: Found | undefined;
  /** 15 s passed since it was opened, or opened again, and no watching console had shown it. */
  readonly unseen: boolean;
  readonly hand?: { readonly state: FeedbackState; readonly at: number } | undefined;
  readonly heard: readonly { readonly receiver: string; readonly rssi?: number | undefined }[];
  readonly cancelAsked?: { readonly at: number; readonly pin: 'right' | 'wrong' | 'none' } | undefined;
  readonly coerced: boolean;
  /**
   * The duress PIN was given on an all clear: what the hand showed then, and goes on showing while the alarm is open again, as it
   * would after the right PIN.
   */
  readonly masked?: FeedbackState | undefined;
  /** … and whom it named then. */
  readonly maskedBy?: PersonId | undefined;
  /** Looked confirmed to the worker, and was pressed again after that: what had been done by then, of which they are told nothing. */
  readonly again?:
    { readonly taken?: Deed | undefined; readonly responder?: Deed | undefined; readonly here?: Deed | undefined } | undefined;
  /** Pressed while an alarm was open that the duress PIN alone had raised: that one. Reception is told; the worker's own pages are not. */
  readonly forcedBefore?: AlarmId | undefined;
  /** A PIN was given that is right or the duress PIN. From then on the worker's own screens are the same for both, while it is open. */
  readonly pinGiven?: true | undefined;
  /**
   * How far the climb has come: the step that was last taken, under which state of which policy (absent: the built-in one), and, while
   * it is loud, when the next one is due.
   */
  readonly climb: { readonly step: number; readonly under?: string | undefined; readonly nextT?: number | undefined };
  /** Whom the climb has told beyond the screens, and what became of it. */
  readonly reach?: Reach | undefined;
}

/** One person has it. Without progress by `loudT` it sounds again and climbs on; while a responder is with the worker it stays quiet until pressed again. */
interface Held {
  readonly taken: Deed;
  readonly loudT?: number | undefined;
}

export type OpenAlarm = AlarmCore & { readonly state: 'open' };
export type TakenAlarm = AlarmCore & Held & { readonly state: 'taken' };
export type ComingAlarm = AlarmCore & Held & { readonly state: 'coming'; readonly responder: Deed };
export type HereAlarm = AlarmCore &
  Held & {
    readonly state: 'here';
    readonly responder: Deed;
    readonly here: Deed;
    /** Engine ms of the last word or reminder: from then on the time to the next reminder runs. */
    readonly wordT?: number | undefined;
    /** The last reminder since the last word, and which one it was. */
    readonly reminded?: { readonly at: number; readonly times: number } | undefined;
  };
export type ClearedAlarm = AlarmCore & {
  readonly state: 'cleared';
  /** Neither confirmed nor closed by then: sounds again. */
  readonly loudT?: number | undefined;
  readonly taken?: Deed | undefined;
  readonly responder?: Deed | undefined;
  readonly here?: Deed | undefined;
  readonly cleared: Deed & { readonly t: number; /** The worker confirmed it on the device. */ readonly confirmed: boolean };
};
export type ClosedAlarm = AlarmCore & {
  readonly state: 'closed';
  readonly taken?: Deed | undefined;
  readonly responder?: Deed | undefined;
  readonly here?: Deed | undefined;
  readonly cleared: Deed;
  readonly closed: Deed & { readonly outcome: Outcome; readonly singleHanded: boolean };
};

export type Alarm = OpenAlarm | TakenAlarm | ComingAlarm | HereAlarm | ClearedAlarm | ClosedAlarm;
export type LiveAlarm = Exclude<Alarm, ClosedAlarm>;

/**
 * What the duress PIN alone has raised is apart from what is pressed (ADR 0014): after the right PIN there would be nothing that a later
 * press could join, and whoever forces the worker must not see by its number, its times or who has it that there was.
 */
export function silentSubjectOf(subject: string): string {
  return `silent:${subject}`;
}

/** What a drill opens is apart from what is real (language.md). */
export function drillSubjectOf(subject: string): string {
  return `drill:${subject}`;
}

/** Whose it is, whether it is a drill or raised in secret. */
export function bareSubjectOf(subject: string): string {
  return subject.replace(/^(?:drill|silent):/, '');
}

/** When it was first shown, whatever was shown of it since it was opened again. Epoch ms; undefined: never. */
export function firstShownAt(alarm: Alarm): number | undefined {
  return alarm.first?.shownAt ?? alarm.shown[0]?.at;
}

/** A drill press that nobody has confirmed yet: when it becomes real by itself (engine ms). */
export function becomesRealT(alarm: Alarm): number | undefined {
  return alarm.drill && alarm.exercise?.confirmed === undefined ? alarm.exercise?.confirmT : undefined;
}

/**
 * Raised by the duress PIN alone: after the right PIN there would be nothing, and so there is nothing to see, while it is open, for
 * the worker and for whoever stands beside them.
 */
export function isSilent(alarm: Alarm): boolean {
  return alarm.cause === 'cancel' && alarm.presses === 1;
}

/** The right PIN confirms an all clear; after the duress PIN it looks confirmed to the worker for as long as the alarm is open. */
export function looksConfirmed(alarm: Alarm): boolean {
  return alarm.masked !== undefined || (alarm.state === 'cleared' && alarm.cleared.confirmed);
}

/** What the worker was last told of is over: a press after that. Nothing that was done before it belongs to it. */
export function againAfter(alarm: LiveAlarm): Alarm['again'] {
  if (!looksConfirmed(alarm)) return alarm.again;
  return {
    taken: 'taken' in alarm ? alarm.taken : undefined,
    responder: 'responder' in alarm ? alarm.responder : undefined,
    here: 'here' in alarm ? alarm.here : undefined,
  };
}

/**
 * The alarm as its worker is told of it while it is open. After the right PIN nobody would have had it when it was pressed again; what
 * was done between the duress PIN and that press, by those who knew of it, is not told.
 */
export function asToldToWorker(alarm: Alarm): Alarm {
  const before = alarm.again;
  if (before === undefined || alarm.state === 'open' || alarm.state === 'closed') return alarm;
  const responder = 'responder' in alarm ? since(before.responder, alarm.responder) : undefined;
  const here = 'here' in alarm ? since(before.here, alarm.here) : undefined;
  // Whoever has had it since before, and comes or is there only now, seems to have taken it just then.
  const taken = since(before.taken, alarm.taken) ?? responder ?? here;
  if (alarm.state === 'cleared') return { ...alarm, taken, responder: responder ?? here, here };
  const open = withoutDeeds(alarm);
  if (taken === undefined) return open;
  const { loudT } = alarm;
  if (here !== undefined) return { ...open, state: 'here', taken, loudT, responder: responder ?? here, here };
  return responder === undefined ? { ...open, state: 'taken', taken, loudT } : { ...open, state: 'coming', taken, loudT, responder };
}

function since(before: Deed | undefined, done: Deed | undefined): Deed | undefined {
  return done !== undefined && done.person === before?.person && done.at === before.at ? undefined : done;
}

function withoutDeeds(alarm: TakenAlarm | ComingAlarm | HereAlarm): OpenAlarm {
  const none = { responder: undefined, here: undefined, wordT: undefined, reminded: undefined };
  const {
    taken: _taken,
    loudT: _loudT,
    responder: _responder,
    here: _here,
    wordT: _wordT,
    reminded: _reminded,
    ...rest
  } = { ...none, ...alarm };
  return { ...rest, state: 'open' };
}

/** Whom the worker is told of: whoever is coming or with them, else whoever has it. */
export function inChargeOf(alarm: Alarm): PersonId | undefined {
  if ('responder' in alarm && alarm.responder !== undefined) return alarm.responder.person;
  return 'taken' in alarm ? alarm.taken?.person : undefined;
}

/**
 * Consoles that an alarm remembers to have shown it, each with a fact. A house has a handful; when it is full no more are noted: that
 * people see it is proven, and a console that is not remembered would be a new fact each time it says so. Counted anew each time that
 * the alarm is opened again, which takes an all clear of a person first: else nobody could be proven to see it any more.
 */
export const SHOWN_MAX = 64;

/** Must sound at `t`: nobody has it, or whoever has it made no progress in time, or it was pressed again since. */
export function isLoud(alarm: Alarm, t: number): boolean {
  switch (alarm.state) {
    case 'open':
      return true;
    case 'taken':
    case 'coming':
    case 'here':
    case 'cleared':
      return alarm.loudT !== undefined && t >= alarm.loudT;
    case 'closed':
      return false;
  }
}
