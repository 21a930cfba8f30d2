import type { AlarmId, DebriefId, PersonId } from '../../base/ids.ts';
import { sha256Hex } from '../../base/digest.ts';
import type { AlarmLevel } from '../../contract/alarm.ts';
import { drillSubjectOf, isSilent, silentSubjectOf, type LiveAlarm } from '../alarm.ts';
import type { Device, KnownPress } from '../devices.ts';
import type { RunningDrill } from '../drill.ts';
import type { Draft, FactData } from '../facts/catalogue.ts';
import type { Have, Moment, Signal } from '../input.ts';
import { byDevice, decided, draft, refused, type Decision, type Ruling } from '../ruling.ts';
import type { StateView } from '../state.ts';
import { involve, openDebrief, type Drafts } from './debrief-opening.ts';
import { becomesReal, partOf, toldReal } from './drill-rules.ts';
import { firstStepT, hastened, nobodyFaultOver } from './escalation.ts';
import { faultClosed, faultOpened } from './faults.ts';
import { pressMeaning, type PressMeaning } from './press-meaning.ts';
import { fixIn, whereabouts } from './whereabouts.ts';
import { take } from './take.ts';

export interface Press {
  readonly signal: Signal;
  /** *I have it* said while the log was away. */
  readonly have?: Have | undefined;
  /** It came while the log was away: the ruling is as of then. */
  readonly came?: Moment | undefined;
}

/**
 * What one signal from a device means. A second press is never a duplicate and a duplicate is never a second press:
 * identity is (device, boot, seq), and a known identity whose press time does not fit is a press, marked.
 */
export function decideSignal(ruling: Ruling, press: Press): Decision {
  const { signal } = press;
  const device = ruling.state.devices.get(signal.device);
  if (device === undefined || device.revoked) return refused('unknown-device');
  const known = knownPress(ruling, signal);
  if (known !== undefined && isCopy(ruling, known, signal)) return heardAgain(ruling, press, known);
  const said = press.came === undefined ? undefined : { at: ruling.at, t: ruling.t };
  const seen: Seen = { ruling, device, signal, repeated: known !== undefined, said };
  const decision = meaningOf(seen, press);
  return { ...decision, facts: [...decision.facts, ...wellAgain(seen)] };
}

/** A readable signal ends *unreadable*; a test press that has passed through ends *tampered with* and *silent* too. */
function wellAgain(seen: Seen): Draft[] {
  const { ruling, device, signal } = seen;
  const subject = byDevice(device.device);
  const isTest = signal.kind === 'test' || inTestMode(seen);
  return [
    ...faultClosed(ruling, { code: 'device-unreadable', subject }, { actor: subject }),
    ...(isTest ? faultClosed(ruling, { code: 'device-tamper', subject }, { actor: subject }) : []),
    ...(isTest ? faultClosed(ruling, { code: 'device-silent', subject }, { actor: subject }) : []),
  ];
}

function meaningOf(seen: Seen, press: Press): Decision {
  const { signal } = seen;
  switch (signal.kind) {
    case 'duress':
    case 'assist':
      return inTestMode(seen) ? probe(seen) : raise(seen, press.have);
    case 'man-down':
      // Nobody tests by falling: test mode takes a press alone.
      return raise(seen, press.have);
    case 'test':
      return probe(seen);
    case 'cancel':
      return cancel(seen, press.have);
    case 'tamper':
      return tamper(seen);
    case 'check-in-start':
    case 'check-in':
    case 'check-in-end':
      return decided([received(seen, { meaning: 'noted' })]);
  }
}

interface Seen {
  readonly ruling: Ruling;
  readonly device: Device;
  readonly signal: Signal;
  readonly repeated: boolean;
  /** When it came, if it can be written only later. */
  readonly said: Moment | undefined;
}

function knownPress(ruling: Ruling, signal: Signal): KnownPress | undefined {
  const memory = ruling.state.presses.get(signal.device);
  return memory?.boots.find((entry) => entry.boot === signal.boot)?.presses.find((press) => press.seq === signal.seq);
}

/**
 * A press whose time does not fit its identity may be a new one of a device that lost its counters: better one alarm too many.
 * Anything else that is known is a copy whatever its age: a replayed cancel must never do anything.
 */
function isCopy(ruling: Ruling, known: KnownPress, signal: Signal): boolean {
  const couldBePress = signal.kind === 'duress' || signal.kind === 'assist' || signal.kind === 'man-down';
  if (!couldBePress) return true;
  // Kept by a broker, it seems younger than it is by as long as it was kept.
  const younger = signal.pressedAt - known.pressedAt;
  const { sameSignalWithinMs } = ruling.policy;
  return known.kind === signal.kind && younger >= -sameSignalWithinMs && younger <= sameSignalWithinMs + (signal.waitedMs ?? 0);
}

/** How old a press may have been when it came. */
function ageAtMost({ receivedAt, pressedAt, waitedMs = 0 }: Signal): number {
  return receivedAt - pressedAt + waitedMs;
}

function heardAgain(ruling: Ruling, press: Press, known: KnownPress): Decision {
  const { device, boot, seq, path } = press.signal;
  const isNews = known.alarm !== undefined && path.receiver !== undefined && !known.receivers.includes(path.receiver);
  const about = { actor: byDevice(device), about: known.alarm };
  const heard = isNews ? [draft('SignalHeardAgain', { device, boot, seq, path, alarm: known.alarm }, about)] : [];
  const open = known.alarm === undefined ? undefined : ruling.state.alarms.get(known.alarm);
  // What was shown as not recorded was recorded before: whoever said *I have it* has that alarm.
  const taken = open?.state === 'open' ? takeUnrecorded(ruling, open, press.have) : { facts: [], messages: [] };
  return decided(
    [...heard, ...taken.facts],
    { outcome: 'duplicate', alarm: known.kind === 'cancel' ? undefined : known.alarm },
    taken.messages,
  );
}

/** The same after what opens an alarm again, should it be over. */
function takeFree(ruling: Ruling, alarm: LiveAlarm, have: Press['have']): Drafts {
  return alarm.state === 'open' || alarm.state === 'cleared' ? takeUnrecorded(ruling, alarm, have) : { facts: [], messages: [] };
}

/** *I have it*, said while the log was away, on an alarm that is there already. Taking is taking part. */
function takeUnrecorded(ruling: Ruling, alarm: LiveAlarm, have: Press['have']): Drafts {
  if (have === undefined) return { facts: [], messages: [] };
  const part = involve(ruling, alarm.debrief, have.person);
  const taken = take(ruling, { alarm: alarm.alarm, by: have.person, takenAt: have.at, takenT: have.t, unrecorded: true });
  return { facts: [taken, ...nobodyFaultOver(ruling, alarm), ...part.facts], messages: part.messages };
}

function received(seen: Seen, more: Pick<FactData<'SignalReceived'>, 'meaning' | 'alarm'>): Draft {
  const { device, boot, seq, kind, pressedAt, receivedAt, battery } = seen.signal;
  // Where somebody is counts only while an alarm is open: a check-in or a test leaves no trace of it.
  const path = more.alarm === undefined ? { by: seen.signal.path.by } : seen.signal.path;
  const late = ageAtMost(seen.signal) > seen.ruling.policy.lateAfterMs;
  // as: the rules name alarms by branded ids; a fact holds the plain string.
  const about = more.alarm as AlarmId | undefined;
  return draft(
    'SignalReceived',
    { device, boot, seq, signal: kind, pressedAt, receivedAt, path, battery, late, ...more, repeated: seen.repeated ? true : undefined },
    { actor: byDevice(device), about },
  );
}

function inTestMode(seen: Seen): boolean {
  const until = seen.ruling.state.tests.get(seen.device.device)?.until;
  if (until === undefined || seen.ruling.t >= until || isAlarmed(seen)) return false;
  // A press that was made before the test was started, and could not get through then, is no test.
  return seen.ruling.t - ageAtMost(seen.signal) >= until - seen.ruling.policy.testModeMs;
}

/**
 * Something has happened while test mode was on, a fall or a press of the worker's other device: nobody is testing any more. Not
 * what was raised in secret: beside that the device must do what it does after the right PIN.
 */
function isAlarmed({ ruling, device }: Seen): boolean {
  const own = ruling.state.alarms.by('device', device.device).filter((alarm) => alarm.state !== 'closed');
  return [openAlarmOf(ruling, device), ...own].some((alarm) => alarm !== undefined && !isSilent(alarm));
}

/** A probe goes the whole path, opens nothing, and ends test mode: the next press is real. */
function probe(seen: Seen): Decision {
  const { device, boot, seq } = seen.signal;
  return decided([received(seen, { meaning: 'probe' }), draft('TestPassed', { device, boot, seq }, { actor: byDevice(device) })]);
}

/** Whose alarm a press is: the worker's, or the device's own while it has no worker. */
export function subjectOf(device: Device): string {
  return device.worker === undefined ? `device:${device.device}` : `worker:${device.worker}`;
}

/** What was pressed and is open: real, or else a drill. There are never both of one worker, for a second press makes a drill real. */
export function openAlarmOf(ruling: Pick<Ruling, 'state'>, device: Device): LiveAlarm | undefined {
  return openOf(ruling, subjectOf(device)) ?? openOf(ruling, drillSubjectOf(subjectOf(device)));
}

function silentAlarmOf(ruling: Pick<Ruling, 'state'>, device: Device): LiveAlarm | undefined {
  return openOf(ruling, silentSubjectOf(subjectOf(device)));
}

function openOf({ state }: Pick<Ruling, 'state'>, subject: string): LiveAlarm | undefined {
  const open = state.alarms.by('subject', subject)[0];
  return open === undefined || open.state === 'closed' ? undefined : open;
}

/** The alarm that a cancel of this device asks about: what was pressed, else what the duress PIN alone has raised. */
export function cancelledAlarmOf(ruling: Pick<Ruling, 'state'>, device: Device): LiveAlarm | undefined {
  return openAlarmOf(ruling, device) ?? silentAlarmOf(ruling, device);
}

/**
 * The alarm whose level the duress PIN raises: what was really pressed, else what that PIN alone has raised. A drill is none: beside
 * it the PIN raises an alarm of its own, and the drill goes on looking as it would after the right one.
 */
export function forcedAlarmOf(ruling: Pick<Ruling, 'state'>, device: Device): LiveAlarm | undefined {
  return openOf(ruling, subjectOf(device)) ?? silentAlarmOf(ruling, device);
}

/** Every open alarm for which it counts where this device is. */
export function openAlarmsOf(ruling: Pick<Ruling, 'state'>, device: Device): LiveAlarm[] {
  return [openAlarmOf(ruling, device), silentAlarmOf(ruling, device)].filter((alarm) => alarm !== undefined);
}

function levelOf(signal: Signal): AlarmLevel {
  return signal.kind === 'assist' ? 'assist' : 'duress';
}

function raise(seen: Seen, have: Press['have']): Decision {
  const { ruling, device, signal } = seen;
  const open = openAlarmOf(ruling, device);
  const { who, drill } = partOf(ruling, device.worker);
  const isBefore = drill !== undefined && ruling.t - ageAtMost(signal) < drill.startedT;
  const meaning = pressMeaning({
    open: open === undefined ? 'nothing' : open.drill ? 'drill' : 'real',
    by: signal.kind === 'man-down' ? 'man-down' : 'press',
    who,
    when: seen.said !== undefined ? 'while-the-log-was-away' : isBefore ? 'before-it' : 'in-the-drill',
    forced: silentAlarmOf(ruling, device) !== undefined,
  });
  return open === undefined ? raiseNew(seen, have, meaning === 'drill' ? drill : undefined) : join(seen, { open, meaning }, have);
}

function raiseNew(seen: Seen, have: Press['have'], drill?: RunningDrill): Decision {
  const { ruling, device, signal } = seen;
  // as: the input's id is unique, and so are the names made from it.
  const alarm = `a-${ruling.id}` as AlarmId;
  const debrief = `d-${ruling.id}` as DebriefId;
  const where = whereabouts(ruling.state, device, signal);
  const fix = fixIn(signal.place);
  const data: FactData<'AlarmRaised'> = {
    alarm,
    subject: subjectOfNew(seen, drill),
    level: levelOf(signal),
    cause: signal.kind,
    drill: drill !== undefined,
    exercise:
      drill === undefined ? undefined : { drill: drill.drill, leader: drill.leader, confirmT: ruling.t + ruling.policy.drillConfirmMs },
    device: device.device,
    worker: device.worker,
    place: where.place,
    confidence: where.confidence,
    pressedAt: signal.pressedAt,
    late: ageAtMost(signal) > ruling.policy.lateAfterMs,
    debrief,
    path: signal.path,
    climbT: firstStepT(ruling, { where, level: levelOf(signal) }),
    said: seen.said,
  };
  const secret = fix === undefined ? undefined : { subject: `alarm:${alarm}`, value: fix };
  const options = { actor: byDevice(device.device), about: alarm };
  const involved = have === undefined ? [] : [have.person];
  const opened = openDebrief(ruling, { debrief, alarm, worker: device.worker, place: where.place, drill: data.drill, involved });
  const facts = [
    received(seen, { meaning: 'raised', alarm }),
    draft('AlarmRaised', data, { ...options, secret }),
    ...(signal.kind === 'cancel' ? [draft('CoercionSignalled', { alarm, climbT: data.climbT, said: seen.said }, options)] : []),
    ...opened.facts,
    ...(have === undefined ? [] : [take(ruling, { alarm, by: have.person, takenAt: have.at, takenT: have.t, unrecorded: true })]),
  ];
  return decided(facts, { outcome: 'accepted', alarm }, opened.messages);
}

function subjectOfNew({ device, signal }: Seen, drill: RunningDrill | undefined): string {
  const subject = subjectOf(device);
  if (signal.kind === 'cancel') return silentSubjectOf(subject);
  return drill === undefined ? subject : drillSubjectOf(subject);
}

function join(seen: Seen, { open, meaning }: { open: LiveAlarm; meaning: PressMeaning }, have: Press['have']): Decision {
  const { ruling, signal, said } = seen;
  const level = levelOf(signal) === 'duress' ? 'duress' : open.level;
  const climbT = firstStepT(ruling, { where: open.where, level });
  const isReal = meaning === 'joins-as-real';
  const why = signal.kind === 'man-down' ? 'man-down' : 'pressed-again';
  const facts: Draft[] = [
    received(seen, { meaning: 'joined', alarm: open.alarm }),
    ...(isReal ? [becomesReal(open, { why, climbT, said })] : []),
    draft(
      'AlarmPressedAgain',
      { alarm: open.alarm, level, pressedAt: signal.pressedAt, path: signal.path, climbT, said },
      { actor: byDevice(signal.device), about: open.alarm },
    ),
    // What becomes real climbs anew, by the level that it has by then.
    ...(isReal ? [] : hastened(ruling, open, level)),
  ];
  const taken = takeFree(ruling, open, have);
  const messages = [...(isReal ? toldReal(ruling, open) : []), ...taken.messages];
  return decided([...facts, ...taken.facts], { outcome: 'accepted', alarm: open.alarm }, messages);
}

/** A cancel asks; it never closes. Every PIN looks the same on the device, the duress PIN raises the alarm. */
function cancel(seen: Seen, have: Press['have']): Decision {
  // The answer goes to the worker's own page: it names no alarm, for after the right PIN there may be none.
  return { ...cancelled(seen, have), reply: { outcome: 'accepted' } };
}

function cancelled(seen: Seen, have: Press['have']): Decision {
  const { ruling, device, signal } = seen;
  const pin = pinMeaning(ruling, device, signal.pin);
  const open = cancelledAlarmOf(ruling, device);
  if (pin === 'duress') return forced(seen, have);
  return decided(open === undefined ? [received(seen, { meaning: 'cancel' })] : askedOf(seen, open, pin));
}

/** What any PIN but the duress PIN does to an open alarm: it asks, or confirms what a person has said. */
function askedOf(seen: Seen, open: LiveAlarm, pin: 'right' | 'wrong' | 'none'): Draft[] {
  const { device, said } = seen;
  const { alarm } = open;
  const options = { actor: byDevice(device.device), about: alarm };
  if (pin === 'right' && open.state === 'cleared') {
    return [received(seen, { meaning: 'confirmed', alarm }), draft('AllClearConfirmed', { alarm, said }, options)];
  }
  return [received(seen, { meaning: 'cancel', alarm }), draft('CancelAsked', { alarm, pin, said }, options)];
}

/** The duress PIN is real and silent, in a drill too: to that drill, and so to the hand, it is the right PIN. */
function forced(seen: Seen, have: Press['have']): Decision {
  const { ruling, device } = seen;
  const drill = openOf(ruling, drillSubjectOf(subjectOf(device)));
  const known = forcedAlarmOf(ruling, device);
  const real = known === undefined ? raiseNew(seen, have) : coerced(seen, known, have);
  if (drill === undefined) return real;
  const apart = real.facts.filter(({ kind }) => kind !== 'SignalReceived');
  return { ...real, facts: [...askedOf(seen, drill, 'right'), ...apart] };
}

function coerced(seen: Seen, open: LiveAlarm, have: Press['have']): Decision {
  const taken = takeFree(seen.ruling, open, have);
  return decided([...coercionOf(seen, open), ...taken.facts], { outcome: 'accepted' }, taken.messages);
}

function coercionOf(seen: Seen, open: LiveAlarm): Draft[] {
  const { ruling, device, said } = seen;
  const { alarm } = open;
  const climbT = firstStepT(ruling, { where: open.where, level: 'duress' });
  const signalled = draft('CoercionSignalled', { alarm, climbT, said }, { actor: byDevice(device.device), about: alarm });
  return [received(seen, { meaning: 'cancel', alarm }), signalled, ...hastened(ruling, open, 'duress')];
}

/** The digest under which a person's PIN is kept. */
export function pinDigest(person: PersonId, digits: string): string {
  return sha256Hex(`${person}:${digits}`);
}

/** Was the duress PIN given with it? Then it raises an alarm, or the level of one, like a press. */
export function isForced(state: StateView, signal: Signal): boolean {
  const device = signal.kind === 'cancel' ? state.devices.get(signal.device) : undefined;
  return device !== undefined && pinMeaning({ state }, device, signal.pin) === 'duress';
}

function pinMeaning(ruling: Pick<Ruling, 'state'>, device: Device, digits: string | undefined): 'right' | 'wrong' | 'none' | 'duress' {
  if (digits === undefined || device.worker === undefined) return 'none';
  const credential = ruling.state.credentials.get(device.worker);
  const digest = pinDigest(device.worker, digits);
  if (credential?.duressPin === digest) return 'duress';
  if (credential?.pin === undefined) return 'none';
  return credential.pin === digest ? 'right' : 'wrong';
}

function tamper(seen: Seen): Decision {
  const { ruling, device } = seen;
  const subject = byDevice(device.device);
  const opened = faultOpened(ruling, { code: 'device-tamper', subject, label: device.device, place: device.place });
  return decided([received(seen, { meaning: 'tamper' }), ...opened]);
}
