import { assert, unreachable } from '../../base/assert.ts';
import type { AlarmId, ConsoleId, DebriefId, DeviceId, DrillId, PersonId, PlaceId, PolicyId } from '../../base/ids.ts';
import {
  againAfter,
  asToldToWorker,
  bareSubjectOf,
  firstShownAt,
  inChargeOf,
  SHOWN_MAX,
  type Alarm,
  type ClosedAlarm,
  type ComingAlarm,
  type Deed,
  type HereAlarm,
  type LiveAlarm,
  type OpenAlarm,
  type TakenAlarm,
} from '../alarm.ts';
import { keyOf } from '../escalation-policy.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { ALARM_FACTS } from '../facts/alarm-facts.ts';
import { isReal, lookAgain } from './apply-debrief.ts';
import { forcedBeforeOf, noteForced } from './apply-drill.ts';
import { foundBy } from './apply-found.ts';
import { handState } from '../hand-state.ts';
import { begunAnew, stepped } from '../reach.ts';
import { climbProvenByDrill } from '../rules/climb-proof.ts';
import type { State } from '../state.ts';

export type AlarmFact = Extract<Fact, { readonly kind: keyof typeof ALARM_FACTS }>;
type Of<K extends AlarmFact['kind']> = Extract<AlarmFact, { readonly kind: K }>;

/** What a fact makes of an alarm. Total over the alarm's facts; a fact that does not fit its alarm is a bug. */
export function applyAlarm(state: State, fact: AlarmFact): void {
  if (fact.kind === 'AlarmRaised') {
    const alarm = raised(state, fact);
    state.alarms.set(alarm.alarm, alarm);
    return;
  }
  // as: ids in facts are the strings that branded ids became.
  const id = fact.data.alarm as AlarmId;
  const alarm = state.alarms.get(id);
  assert(alarm !== undefined && alarm.state !== 'closed', `${fact.kind} is about an alarm that is not closed`);
  const next = nextAlarm(alarm, fact);
  state.alarms.set(id, fact.kind === 'DrillBecameReal' ? { ...next, forcedBefore: forcedBeforeOf(state, next.subject) } : next);
  if (fact.kind === 'DrillBecameReal') isReal(state, alarm.debrief);
  if (fact.kind === 'CoercionSignalled') noteForced(state, alarm.worker);
  if (fact.kind === 'EscalationStepped' && alarm.drill && fact.data.told.length > 0)
    climbProvenByDrill(state, alarm.where.place, fact.data.policy as PolicyId | undefined); // as: see above.
  if (fact.kind === 'AlarmClosed' && alarm.worker !== undefined) lookAgain(state, alarm.worker);
}

function raised(state: State, fact: Of<'AlarmRaised'>): OpenAlarm {
  const { data } = fact;
  // as: ids in facts are the strings that branded ids became.
  return {
    state: 'open',
    alarm: data.alarm as AlarmId,
    subject: data.subject,
    level: data.level,
    cause: data.cause,
    drill: data.drill,
    exercise: exerciseIn(data.exercise),
    device: data.device as DeviceId,
    worker: data.worker as PersonId | undefined,
    where: { place: data.place as PlaceId | undefined, confidence: data.confidence, at: data.pressedAt, position: positionIn(fact) },
    pressedAt: data.pressedAt,
    raisedAt: said(fact).at,
    raisedT: said(fact).t,
    recordedT: data.said === undefined ? undefined : fact.t,
    lastPressAt: data.pressedAt,
    presses: 1,
    late: data.late,
    debrief: data.debrief as DebriefId,
    shown: [],
    unseen: false,
    heard: heardBy([], data.path),
    coerced: false,
    forcedBefore: forcedBeforeOf(state, data.subject),
    climb: { step: 0, nextT: data.climbT },
  };
}

/** What a fact makes of an alarm that is there. */
export function nextAlarm(alarm: LiveAlarm, fact: Exclude<AlarmFact, Of<'AlarmRaised'>>): Alarm {
  switch (fact.kind) {
    case 'AlarmPressedAgain':
      return pressedAgain(alarm, fact);
    case 'AlarmShown':
      return { ...alarm, unseen: false, shown: [...alarm.shown, shownOn(fact)].slice(0, SHOWN_MAX) };
    case 'AlarmUnseen':
      return { ...alarm, unseen: true };
    case 'AlarmTaken':
      return taken(alarm, fact);
    case 'AlarmReleased':
      return released(alarm, fact.data.climbT);
    case 'AllClearRefused':
      return reopened(alarm, { t: fact.t, climbT: fact.data.climbT });
    case 'ResponderComing':
      return coming(alarm, fact);
    case 'ResponderHere':
      return here(alarm, fact);
    case 'WorkerFound':
      return foundBy(alarm, fact);
    case 'ProgressNoted':
      return progressed(alarm, fact);
    case 'AlarmReminded':
      return reminded(alarm, fact);
    case 'AlarmLoudAgain':
    case 'EscalationHastened':
      return { ...alarm, climb: { ...alarm.climb, nextT: fact.data.climbT } };
    case 'EscalationStepped':
      return climbed(alarm, fact);
    case 'CancelAsked':
      return asked(alarm, fact);
    case 'CoercionSignalled':
      return coerced(alarm, fact);
    case 'AllClearSaid':
      return cleared(alarm, fact);
    case 'AllClearConfirmed':
      assert(alarm.state === 'cleared', 'only an all clear can be confirmed');
      return { ...alarm, cleared: { ...alarm.cleared, confirmed: true }, pinGiven: true };
    case 'AlarmClosed':
      return closed(alarm, fact);
    case 'DrillConfirmed':
      return confirmedAsDrill(alarm, fact);
    case 'DrillBecameReal':
      return becameReal(alarm, fact);
    default:
      return unreachable(fact);
  }
}

function pressedAgain(alarm: LiveAlarm, fact: Of<'AlarmPressedAgain'>): LiveAlarm {
  const { data } = fact;
  const pressed = {
    ...alarm,
    level: data.level,
    presses: alarm.presses + 1,
    lastPressAt: Math.max(alarm.lastPressAt, data.pressedAt),
    heard: heardBy(alarm.heard, data.path),
    cancelAsked: undefined,
    masked: undefined,
    maskedBy: undefined,
    again: againAfter(alarm),
    ...(alarm.masked === undefined ? {} : shownAnew(alarm, fact.t)),
  };
  return loudNow(pressed, fact.t, data.climbT);
}

function climbed(alarm: LiveAlarm, fact: Of<'EscalationStepped'>): LiveAlarm {
  const { step, told } = fact.data;
  // as: ids in facts are the strings that branded ids became.
  return { ...alarm, climb: climbAt(fact), reach: stepped(alarm.reach, step, told as PersonId[]) };
}

function progressed(alarm: LiveAlarm, fact: Of<'ProgressNoted'>): LiveAlarm {
  if (!held(alarm)) return alarm;
  const quieted = { ...alarm, loudT: fact.data.loudT, climb: quiet(alarm) };
  return quieted.state === 'here' ? { ...quieted, wordT: said(fact).t, reminded: undefined } : quieted;
}

/** Asked about; the next time is counted from now. Nothing else changes: no sound, no step, no end. */
function reminded(alarm: LiveAlarm, fact: Of<'AlarmReminded'>): LiveAlarm {
  if (alarm.state !== 'here') return alarm;
  return { ...alarm, wordT: fact.t, reminded: { at: fact.at, times: (alarm.reminded?.times ?? 0) + 1 } };
}

function asked(alarm: LiveAlarm, fact: Of<'CancelAsked'>): LiveAlarm {
  const cancelAsked = { at: said(fact).at, pin: fact.data.pin };
  return fact.data.pin === 'right' ? { ...alarm, cancelAsked, pinGiven: true } : { ...alarm, cancelAsked };
}

/** Whoever looks over the worker's shoulder must not see that this PIN is another one. */
function coerced(alarm: LiveAlarm, fact: Of<'CoercionSignalled'>): LiveAlarm {
  const mask =
    alarm.state === 'cleared'
      ? { masked: handState(alarm), maskedBy: alarm.maskedBy ?? inChargeOf(asToldToWorker(alarm)) }
      : { masked: alarm.masked, maskedBy: alarm.maskedBy };
  const forced = {
    ...alarm,
    coerced: true,
    level: 'duress' as const,
    cancelAsked: { at: said(fact).at, pin: 'right' as const },
    ...mask,
    pinGiven: true as const,
  };
  return loudNow(forced, fact.t, fact.data.climbT);
}

function exerciseIn(data: Of<'AlarmRaised'>['data']['exercise']): Alarm['exercise'] {
  // as: ids in facts are the strings that branded ids became.
  return data === undefined ? undefined : { drill: data.drill as DrillId, leader: data.leader as PersonId, confirmT: data.confirmT };
}

function confirmedAsDrill(alarm: LiveAlarm, fact: Of<'DrillConfirmed'>): LiveAlarm {
  assert(alarm.exercise !== undefined, 'a drill is confirmed');
  return { ...alarm, exercise: { ...alarm.exercise, confirmed: deed(fact.data.by, said(fact).at) } };
}

/** Whoever was told before was told of an exercise: it climbs anew, from the first step on. */
function becameReal(alarm: LiveAlarm, fact: Of<'DrillBecameReal'>): LiveAlarm {
  const real = { ...alarm, drill: false, subject: bareSubjectOf(alarm.subject), climb: { step: 0 }, reach: begunAnew(alarm.reach) };
  return loudNow(real, fact.t, fact.data.climbT);
}

/** Sounds from now on and climbs, whoever has it; what was cleared is open again. */
function loudNow(alarm: LiveAlarm, t: number, climbT: number): LiveAlarm {
  if (alarm.state === 'cleared') return reopened(alarm, { t, climbT });
  const climb = { ...alarm.climb, nextT: alarm.climb.nextT ?? climbT };
  return held(alarm) ? { ...alarm, loudT: t, climb } : { ...alarm, climb };
}

function taken(alarm: LiveAlarm, fact: Of<'AlarmTaken'>): TakenAlarm | ComingAlarm | HereAlarm {
  const { by, takenAt, loudT } = fact.data;
  const first = { ...alarm.first, takenAt: alarm.first?.takenAt ?? takenAt };
  const mine = { taken: deed(by, takenAt), first, loudT, climb: quiet(alarm) };
  switch (alarm.state) {
    case 'coming':
      return { ...alarm, ...mine };
    case 'here':
      // A responder is with the worker: no clock disturbs them.
      return { ...alarm, ...mine, loudT: undefined, wordT: fact.t, reminded: undefined };
    case 'open':
    case 'taken':
    case 'cleared':
      return { ...core(alarm), ...mine, state: 'taken' };
  }
}

function coming(alarm: LiveAlarm, fact: Of<'ResponderComing'>): ComingAlarm {
  assert(held(alarm), 'a responder comes to an alarm that somebody has');
  return {
    ...core(alarm),
    state: 'coming',
    taken: alarm.taken,
    responder: deed(fact.data.responder, said(fact).at),
    loudT: fact.data.loudT,
    climb: quiet(alarm),
  };
}

function here(alarm: LiveAlarm, fact: Of<'ResponderHere'>): HereAlarm {
  assert(held(alarm), 'a responder arrives at an alarm that somebody has');
  const { at, t } = said(fact);
  const responder = alarm.state === 'taken' ? deed(fact.data.by, at) : alarm.responder;
  const first = { ...alarm.first, hereAt: alarm.first?.hereAt ?? at };
  const arrived = { taken: alarm.taken, responder, here: deed(responder.person, at), first, wordT: t };
  return { ...core(alarm), ...arrived, state: 'here', climb: quiet(alarm) };
}

function cleared(alarm: LiveAlarm, fact: Of<'AllClearSaid'>): Alarm {
  assert(alarm.state !== 'cleared', 'an all clear is said once');
  const { at, t } = said(fact);
  return {
    ...core(alarm),
    ...deeds(alarm),
    state: 'cleared',
    climb: quiet(alarm),
    loudT: fact.data.loudT,
    cleared: { ...deed(fact.data.by, at), t, confirmed: false },
  };
}

function closed(alarm: LiveAlarm, fact: Of<'AlarmClosed'>): ClosedAlarm {
  assert(alarm.state === 'cleared', 'an alarm is cleared before it is closed');
  const { by, outcome, singleHanded } = fact.data;
  const where = { ...alarm.where, position: undefined };
  return {
    ...core(alarm),
    ...deeds(alarm),
    where,
    // What became of messages is told by the facts; the row of what is over does not grow with it.
    reach: undefined,
    state: 'closed',
    cleared: alarm.cleared,
    closed: { ...deed(by, said(fact).at), outcome, singleHanded },
  };
}

function released(alarm: LiveAlarm, climbT: number): OpenAlarm {
  return { ...core(alarm), state: 'open', climb: { step: 0, nextT: climbT }, reach: begunAnew(alarm.reach) };
}

/** It was over, and is not: nobody has seen that yet, whoever saw it before. */
function reopened(alarm: LiveAlarm, { t, climbT }: { readonly t: number; readonly climbT: number }): OpenAlarm {
  return { ...released(alarm, climbT), ...shownAnew(alarm, t) };
}

function shownAnew(alarm: LiveAlarm, t: number): Pick<LiveAlarm, 'shown' | 'unseen' | 'reopened' | 'first'> {
  const first = alarm.shown.length === 0 ? alarm.first : { ...alarm.first, shownAt: firstShownAt(alarm) };
  return { first, shown: [], unseen: false, reopened: { times: (alarm.reopened?.times ?? 0) + 1, t } };
}

/** The alarm without what belongs to one state only. */
function core(alarm: LiveAlarm): Omit<OpenAlarm, 'state'> {
  const { alarm: id, subject, level, cause, drill, device, worker, where, pressedAt, raisedAt, raisedT, lastPressAt, presses } = alarm;
  const { late, debrief, shown, reopened, first, unseen, hand, heard, cancelAsked, coerced, masked, maskedBy, again, forcedBefore } = alarm;
  const { pinGiven, recordedT, climb, exercise, reach, found } = alarm;
  return {
    alarm: id,
    subject,
    level,
    cause,
    drill,
    exercise,
    device,
    worker,
    where,
    pressedAt,
    raisedAt,
    raisedT,
    recordedT,
    lastPressAt,
    presses,
    late,
    debrief,
    shown,
    reopened,
    first,
    found,
    unseen,
    hand,
    heard,
    cancelAsked,
    coerced,
    masked,
    maskedBy,
    again,
    forcedBefore,
    pinGiven,
    climb,
    reach,
  };
}

function deeds(alarm: LiveAlarm): { taken?: Deed | undefined; responder?: Deed | undefined; here?: Deed | undefined } {
  return {
    taken: 'taken' in alarm ? alarm.taken : undefined,
    responder: 'responder' in alarm ? alarm.responder : undefined,
    here: 'here' in alarm ? alarm.here : undefined,
  };
}

export function held(alarm: Alarm): alarm is TakenAlarm | ComingAlarm | HereAlarm {
  return alarm.state === 'taken' || alarm.state === 'coming' || alarm.state === 'here';
}

function quiet(alarm: LiveAlarm): Alarm['climb'] {
  const { step, under } = alarm.climb;
  return under === undefined ? { step } : { step, under };
}

function climbAt({ data }: Of<'EscalationStepped'>): Alarm['climb'] {
  const { step, climbT: nextT, policy, saved } = data;
  // as: ids in facts are the strings that branded ids became.
  const under = policy === undefined ? undefined : keyOf({ policy: policy as PolicyId, saved });
  return under === undefined ? { step, nextT } : { step, under, nextT };
}

function deed(person: string, at: number): Deed {
  // as: ids in facts are the strings that branded ids became.
  return { person: person as PersonId, at };
}

/** The two times at which somebody said it. What was said while the log was away keeps its own. */
function said(fact: Extract<AlarmFact, { readonly data: { readonly said?: unknown } }>): { readonly at: number; readonly t: number } {
  return fact.data.said ?? fact;
}

function shownOn(fact: Of<'AlarmShown'>): Alarm['shown'][number] {
  const { console, person, shownAt } = fact.data;
  // as: ids in facts are the strings that branded ids became.
  return { console: console as ConsoleId, person: person as PersonId | undefined, at: shownAt };
}

/** The receivers that heard the worker, each with its strongest signal. */
export function heardBy(
  heard: Alarm['heard'],
  path: { readonly receiver?: string | undefined; readonly rssi?: number | undefined },
): Alarm['heard'] {
  const { receiver, rssi } = path;
  if (receiver === undefined) return heard;
  const before = heard.find((one) => one.receiver === receiver);
  const best = Math.max(before?.rssi ?? -Infinity, rssi ?? -Infinity);
  const entry = { receiver, rssi: Number.isFinite(best) ? best : undefined };
  return [...heard.filter((one) => one.receiver !== receiver), entry];
}

/** The fix that a fact carries under seal; nothing when there was none or it was erased. */
export function positionIn(fact: { readonly at: number; readonly secret?: Fact['secret'] }): Alarm['where']['position'] {
  const value = fact.secret?.value;
  if (value === undefined || value === null || typeof value !== 'object' || !('lat' in value) || !('lon' in value)) return undefined;
  const { lat, lon, accuracy } = value;
  if (typeof lat !== 'number' || typeof lon !== 'number') return undefined;
  return { lat, lon, accuracy: typeof accuracy === 'number' ? accuracy : undefined, at: fact.at };
}
