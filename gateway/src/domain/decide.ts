import type { AlarmId, DebriefId, DeviceId, DrillId, PersonId, PlaceId, SessionId } from '../base/ids.ts';
import type { Draft, FactData } from './facts/catalogue.ts';
import type { DeadlineTable, Input, Moment, Signal } from './input.ts';
import { alarmDue, alarmDueT } from './rules/escalation.ts';
import { decideDeed } from './rules/answer.ts';
import { decideDebrief } from './rules/debrief-rules.ts';
import { debriefDue, debriefTime } from './rules/debrief-time.ts';
import { decideKeeping } from './rules/keeping-inputs.ts';
import { decideMonthNotice, monthNoticeDue, monthNoticeDueAt } from './rules/month-notice.ts';
import { retentionDue, retentionDueAt } from './rules/retention.ts';
import type { Drafts } from './rules/debrief-opening.ts';
import { dutyTime } from './duty/standing.ts';
import { decideDrillEnd, decideDrillStart, drillDue } from './rules/drill-rules.ts';
import { decideHandAck, decidePosition, decideShown, decideTestStart, testDue } from './rules/device-rules.ts';
import { dutyReminded } from './rules/duty-rules.ts';
import { decideFaultAct, faultDue, faultDueT } from './rules/fault-actions.ts';
import { faultClosed, faultOpened } from './rules/faults.ts';
import { decideHandOver, handOverDue, offerEndT } from './rules/hand-over.ts';
import { findOwner, NOBODY } from './rules/owner.ts';
import { decideMessage } from './rules/message-rules.ts';
import { decideSignal } from './rules/press.ts';
import { decideSave } from './rules/set-up-rules.ts';
import { decideTestResult, decideTestSend } from './rules/test-send.ts';
import { decideBattery, decidePathChanged, decidePresence } from './rules/supervision.ts';
import { byDevice, byPerson, decided, draft, GATEWAY, refused, type Decision, type Ruling } from './ruling.ts';
import { earliest, type WrittenTime } from './written-time.ts';
import { sessionEndT } from './people.ts';
import type { Policy } from './policy.ts';
import type { StateView } from './state.ts';

/**
 * What an input changes. Pure: the same state, time and input give the same facts. Refusals are replies without facts.
 * A throw is a bug; the engine contains it.
 */
export function decide(ruling: Ruling, input: Input): Decision {
  const { state } = ruling;
  switch (input.type) {
    case 'signal':
      return decideSignal(asOf(ruling, input.came), input);
    case 'unreadable':
      return unreadable(ruling, input);
    case 'position':
      return decidePosition(ruling, input);
    case 'hand-ack':
      return decideHandAck(ruling, input);
    case 'shown':
      return decideShown(ruling, input);
    case 'message':
      return decideMessage(ruling, input);
    case 'test-send':
      return decideTestSend(ruling, input);
    case 'test-result':
      return decideTestResult(ruling, input);
    case 'act':
      return decideDeed(asOf(ruling, input.said), input, state.alarms.get(input.alarm));
    case 'debrief':
      return decideDebrief(ruling, input, state.debriefs.get(input.debrief));
    case 'test-start':
      return decideTestStart(ruling, input);
    case 'drill-start':
      return decideDrillStart(ruling, input);
    case 'drill-end':
      return decideDrillEnd(ruling, input);
    case 'save':
      return decideSave(ruling, input);
    case 'fault':
      return fault(ruling, input);
    case 'watch':
      return watch(input);
    case 'sound-test':
      return soundTest(input);
    case 'hand-over':
      return decideHandOver(ruling, input);
    case 'downlink':
      return downlink(ruling, input);
    case 'presence':
      return decidePresence(ruling, input);
    case 'battery':
      return decideBattery(ruling, input);
    case 'path-changed':
      return decidePathChanged(ruling, input);
    case 'fault-act':
      return decideFaultAct(ruling, input);
    case 'head-signed':
      return headSigned(input);
    case 'note':
      return decided([draft('GatewayNoted', { event: input.event, detail: input.detail, since: input.since }, { actor: GATEWAY })]);
    case 'canary':
      // What it asks is whether the loop comes round and the disk writes: the engine answers that.
      return decided([]);
    case 'canary-hour':
      return decided([draft('CanaryCounted', { ...input.count, failed: [...input.count.failed] }, { actor: GATEWAY })]);
    case 'reading':
    case 'hold':
    case 'keys-destroyed':
    case 'person-export':
      return decideKeeping(ruling, input);
    case 'month-notice':
      return decideMonthNotice(ruling, input);
    case 'deadline':
      return deadline(ruling, input);
  }
}

type Of<T extends Input['type']> = Extract<Input, { readonly type: T }>;

/**
 * What came or was said while the log was away is decided as of then: neither its quiet nor its waiting times begin anew. Never later than
 * now: the wall clock may have been put back meanwhile.
 */
function asOf(ruling: Ruling, then: Moment | undefined): Ruling {
  return then === undefined ? ruling : { ...ruling, at: Math.min(then.at, ruling.at), t: Math.min(then.t, ruling.t), now: ruling.at };
}

function unreadable(ruling: Ruling, input: Of<'unreadable'>): Decision {
  const { device, by, raw, why } = input;
  const options = { actor: byDevice(device) };
  const secret = { subject: byDevice(device), value: raw };
  const place = ruling.state.devices.get(device)?.place;
  return decided([
    draft('SignalUnreadable', { device, by, why }, { ...options, secret }),
    ...faultOpened(ruling, { code: 'device-unreadable', subject: byDevice(device), label: device, place, detail: why }),
  ]);
}

function fault(ruling: Ruling, input: Of<'fault'>): Decision {
  return decided(input.open ? faultOpened(ruling, input) : faultClosed(ruling, input));
}

/** A counter is given out once: whoever asked before the log was read, or before another did, asks again. */
function downlink(ruling: Ruling, { device, from, reserveTo, epoch }: Of<'downlink'>): Decision {
  if ((ruling.state.downlinks.get(device)?.reservedTo ?? 0) > from) return refused('not-now');
  return decided([draft('DownlinkReserved', { device, reservedTo: reserveTo, epoch }, { actor: GATEWAY })]);
}

function headSigned({ seq, hash, key, signature }: Of<'head-signed'>): Decision {
  return decided([draft('HeadSigned', { signed: seq, hash, key, signature }, { actor: GATEWAY })]);
}

function watch(input: Of<'watch'>): Decision {
  const { console, person, place, why } = input;
  const options = { actor: `console:${console}` };
  if (input.watching) return decided([draft('WatchStarted', { console, person, place }, options)]);
  return decided([draft('WatchEnded', { console, person, place, why }, options)]);
}

function soundTest({ console, person, place, heard, posts }: Of<'sound-test'>): Decision {
  return decided([draft('SoundTested', { console, person, place, heard, posts: [...posts] }, { actor: byPerson(person) })]);
}

/** Something is due. Whether it still is, is asked anew: the state may have moved on since the heap was told. */
function deadline(ruling: Ruling, input: Of<'deadline'>): Decision {
  const { state } = ruling;
  // as (all in this function): the heap's keys are the tables' own keys.
  switch (input.table) {
    case 'alarms': {
      const alarm = state.alarms.get(input.key as AlarmId);
      if (alarm === undefined || alarm.state === 'closed') return decided([]);
      const due = alarmDue(ruling, alarm);
      return decided(due.facts, { outcome: 'accepted', alarm: alarm.alarm }, due.messages);
    }
    case 'debriefs': {
      const debrief = state.debriefs.get(input.key as DebriefId);
      return debrief === undefined ? decided([]) : withDuty(debriefDue(ruling, debrief), dutyReminded(ruling, debrief));
    }
    case 'drills':
      return drillDue(ruling, input.key as DrillId);
    case 'tests':
      return testDue(ruling, input.key as DeviceId);
    case 'faults':
      return faultDue(ruling, input.key);
    case 'sessions': {
      const session = state.sessions.get(input.key as SessionId);
      if (session === undefined || ruling.t < sessionEndT(session)) return decided([]);
      return decided([draft('SessionClosed', { session: session.session }, { actor: GATEWAY })]);
    }
    case 'handOvers':
      return handOverDue(ruling, input.key as PersonId);
    case 'retentions':
      return retentionDue(ruling, input.key as DebriefId);
    case 'monthNotices':
      return monthNoticeDue(ruling, input.key as PlaceId);
  }
}

/**
 * The debrief moved on or did not; beside that its owner is reminded of whom to tell. One that moves in this very moment has a new owner, who is
 * reminded at the next look: what is said now would be said to nobody.
 */
function withDuty(moved: Decision, reminded: Drafts): Decision {
  if (moved.facts.some(({ kind }) => kind === 'DebriefReassigned')) return moved;
  return { ...moved, facts: [...moved.facts, ...reminded.facts], messages: [...moved.messages, ...reminded.messages] };
}

/**
 * When something is due by itself: in engine time, or by the wall clock where people's hours count; `orT`: or in engine time, where that comes
 * first, as it does after the wall clock has gone back.
 */
export type Due = { readonly clock: 't' | 'at'; readonly value: number; readonly orT?: number };

/** The next deadline of one row, derived from the state alone; undefined when nothing is due by itself. */
export function nextDue(state: StateView, row: { readonly table: DeadlineTable; readonly key: string }, policy: Policy): Due | undefined {
  // as (all in this function): the rows' keys are the tables' own keys.
  switch (row.table) {
    case 'alarms': {
      const alarm = state.alarms.get(row.key as AlarmId);
      return alarm === undefined || alarm.state === 'closed' ? undefined : due('t', alarmDueT(alarm, policy));
    }
    case 'debriefs': {
      const debrief = state.debriefs.get(row.key as DebriefId);
      if (debrief === undefined) return undefined;
      const known = { state, holidays: policy.holidays };
      return dueOf(earliest([debriefTime(state, debrief), dutyTime(known, debrief)]));
    }
    case 'drills': {
      const drill = state.drills.get(row.key as DrillId);
      return due('t', drill?.state === 'running' ? drill.untilT : undefined);
    }
    case 'tests':
      return due('t', state.tests.get(row.key as DeviceId)?.until);
    case 'faults':
      return due('t', faultDueT(state.faults.get(row.key)));
    case 'sessions': {
      const session = state.sessions.get(row.key as SessionId);
      return session === undefined ? undefined : due('t', sessionEndT(session));
    }
    case 'handOvers': {
      const open = state.handOvers.get(row.key as PersonId);
      return open === undefined ? undefined : due('t', offerEndT(open, policy));
    }
    case 'retentions':
      return due('at', retentionDueAt(state.retentions.get(row.key as DebriefId)));
    case 'monthNotices':
      return due('at', monthNoticeDueAt({ state, policy }, state.monthNotices.get(row.key as PlaceId)));
  }
}

function due(clock: Due['clock'], value: number | undefined): Due | undefined {
  return value === undefined ? undefined : { clock, value };
}

function dueOf(time: WrittenTime | undefined): Due | undefined {
  if (time === undefined) return undefined;
  const byWall = { clock: 'at' as const, value: time.at };
  return Number.isFinite(time.t) ? { ...byWall, orT: time.t } : byWall;
}

/** The tables whose rows can be due, as they are named on disk. */
export const DEADLINE_TABLES: Readonly<Record<string, DeadlineTable>> = {
  alarm: 'alarms',
  debrief: 'debriefs',
  drill: 'drills',
  test: 'tests',
  fault: 'faults',
  session: 'sessions',
  'hand-over': 'handOvers',
  retention: 'retentions',
  'month-notice': 'monthNotices',
};

/** What the blind rule is told besides the input. */
export interface Failing {
  readonly error: string;
  /** Even the memory of the press could not be written: without it then. */
  readonly bare: boolean;
}

/**
 * The rule without branches: the rules could not decide something that could be a press, so a duress alarm opens for that
 * device. It uses nothing but the device's id, so that nothing in it can fail the same way. The press is remembered, so that the
 * device stops repeating it and one press stays one alarm.
 */
export function decideBlindly(ruling: Ruling, input: Input, failing: Failing): Decision {
  const signal = input.type === 'signal' ? input.signal : undefined;
  const device = signal !== undefined && couldBePress(signal.kind) ? signal.device : undefined;
  const alarm = device === undefined ? undefined : (`a-${ruling.id}` as AlarmId); // as: made from the input's unique id.
  const secret = { subject: sealingOf(input), value: JSON.stringify(input, withoutSecrets) };
  const about = { input: ruling.id, type: input.type, error: failing.error, alarm };
  const failed = draft('InputFailed', about, { actor: GATEWAY, secret });
  const remembered = signal === undefined || failing.bare ? [] : [receivedBlindly(signal, alarm)];
  if (device === undefined || alarm === undefined) return decided([failed, ...remembered], { outcome: 'refused', code: 'failed' });
  return decided([failed, ...remembered, ...raisedBlindly(ruling, device, alarm)], { outcome: 'accepted', alarm });
}

/** Whose key seals what failed: an erasure of that person, device or debrief takes it along. */
function sealingOf(input: Input): string {
  if (input.type === 'signal') return byDevice(input.signal.device);
  return input.type === 'debrief' ? `debrief:${input.debrief}` : GATEWAY;
}

/** PINs never enter the log, and set-up of people is not kept twice under a key that is not theirs. */
function withoutSecrets(name: string, value: unknown): unknown {
  return name === 'pin' || name === 'changes' ? undefined : value;
}

/** A cancel could carry the duress PIN. */
function couldBePress(kind: Signal['kind']): boolean {
  return kind === 'duress' || kind === 'assist' || kind === 'man-down' || kind === 'cancel';
}

function receivedBlindly(signal: Signal, alarm: AlarmId | undefined): Draft {
  const { device, boot, seq, kind, pressedAt, receivedAt, path } = signal;
  const meaning = alarm === undefined ? 'noted' : 'raised';
  return draft(
    'SignalReceived',
    { device, boot, seq, signal: kind, pressedAt, receivedAt, path, meaning, alarm, late: false },
    { actor: byDevice(device), about: alarm },
  );
}

/** The owner rule is asked too, for it is seldom what has failed; but nothing may depend on it here. */
function ownerBlindly(ruling: Ruling, device: DeviceId): Pick<FactData<'DebriefOpened'>, 'owner' | 'reason' | 'passed'> {
  const { state, at } = ruling;
  try {
    const known = state.devices.get(device);
    const { owner, reason, passed } = findOwner({ state, at, worker: known?.worker, place: known?.place, involved: [] });
    return { owner, reason, passed: [...passed] };
  } catch {
    // Whatever is broken there, an alarm must open: what failed first is in `InputFailed`, and somebody gets the debrief.
    const owner = [...state.grants.values()].find((grant) => grant.role === 'administrator')?.person ?? NOBODY;
    return { owner, reason: 'administrator', passed: [] };
  }
}

function raisedBlindly(ruling: Ruling, device: DeviceId, alarm: AlarmId): Draft[] {
  const debrief = `d-${ruling.id}` as DebriefId; // as: made from the input's unique id.
  const common = { drill: false, place: undefined, worker: undefined };
  const raised = {
    ...common,
    alarm,
    subject: byDevice(device),
    level: 'duress' as const,
    cause: 'duress' as const,
    device,
    confidence: 'unknown' as const,
    pressedAt: ruling.at,
    late: false,
    debrief,
    path: { by: 'mqtt' as const },
    climbT: ruling.t,
  };
  const opened = {
    ...common,
    debrief,
    alarm,
    ...ownerBlindly(ruling, device),
    welfareDue: ruling.at,
    debriefDue: ruling.at,
  };
  return [
    draft('AlarmRaised', raised, { actor: GATEWAY, about: alarm }),
    draft('DebriefOpened', opened, { actor: GATEWAY, about: debrief }),
  ];
}
