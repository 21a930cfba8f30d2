import type { AlarmId, DeviceId } from '../base/ids.ts';
import { HELD_PRESSES, type FeedbackBody, type FeedbackState } from '../contract/hand.ts';
import { DAY_MS } from '../base/durations.ts';
import { asToldToWorker, drillSubjectOf, inChargeOf, isSilent, type Alarm } from './alarm.ts';
import type { Device } from './devices.ts';
import { subjectOf } from './rules/press.ts';
import type { StateView } from './state.ts';

/** A closed alarm, a passed test: said until the device has confirmed it, or this long (device protocol). */
const CLEARED_AFTER_MS = DAY_MS;

/**
 * What is proven about an alarm, as the worker's hand may be told it. A cancel looks the same whatever PIN was given:
 * whoever looks over the worker's shoulder must not see which.
 */
export function handState(open: Alarm): FeedbackState {
  const alarm = asToldToWorker(open);
  if (alarm.state === 'closed') return 'closed';
  // Whatever becomes of it now: after the right PIN the hand would not have moved.
  if (alarm.masked !== undefined) return maskedState(alarm, alarm.masked);
  if (alarm.cancelAsked !== undefined && (alarm.state === 'open' || alarm.state === 'taken')) return 'cancel-asked';
  switch (alarm.state) {
    case 'taken':
    case 'coming':
    case 'here':
      return alarm.state;
    case 'cleared':
      return alarm.here !== undefined ? 'here' : alarm.taken !== undefined ? 'taken' : shownState(alarm);
    case 'open':
      return shownState(alarm);
  }
}

/** A confirmed all clear can still be shown on a console for the first time. */
function maskedState(alarm: Alarm, masked: FeedbackState): FeedbackState {
  return (masked === 'held' || masked === 'unseen') && alarm.shown.length > 0 ? 'shown' : masked;
}

function shownState(alarm: Alarm): FeedbackState {
  if (alarm.shown.length > 0) return 'shown';
  return alarm.unseen ? 'unseen' : 'held';
}

interface Asked {
  readonly device: DeviceId;
  /** Grows with every commit, across restarts and restores. */
  readonly rev: number;
  /** Epoch ms. */
  readonly at: number;
  /** Presses as [boot, seq] in the order in which they were last heard, newest last; those that are not committed count for nothing. */
  readonly heard?: readonly (readonly [number, number])[] | undefined;
}

/** The whole feedback state of one device, absolute, from what is committed. */
export function feedbackFor(state: StateView, asked: Asked): FeedbackBody {
  const { device: id, rev, at } = asked;
  const device = state.devices.get(id);
  const open = device === undefined ? undefined : (openOf(state, device) ?? ownOpen(state, id));
  const base = { v: 1 as const, rev, held: heldOf(state, asked), recorded: true, at: new Date(at).toISOString() };
  if (open !== undefined) {
    const by = device?.family === 'phone' ? nameInCharge(state, open) : undefined;
    const drill = open.drill ? { drill: true as const } : {};
    return { ...base, alarm: open.alarm, state: handState(open), ...drill, ...(by === undefined ? {} : { by }) };
  }
  return { ...base, ...lastWord(state, id, at) };
}

function openOf(state: StateView, device: Device): Alarm | undefined {
  const subject = subjectOf(device);
  const open = state.alarms.by('subject', subject)[0] ?? state.alarms.by('subject', drillSubjectOf(subject))[0];
  return open === undefined || isSilent(open) ? undefined : open;
}

/** An alarm of this very device that is not its worker's: the device changed hands, or the rules had to open it blindly. */
function ownOpen(state: StateView, device: DeviceId): Alarm | undefined {
  return state.alarms.by('device', device).find((open) => !isSilent(open));
}

/** What is over and has not been confirmed by the device: its closed alarm, or its passed test. */
function lastWord(state: StateView, device: DeviceId, at: number): { alarm?: string; state?: 'closed' | 'tested' } {
  const press = state.presses.get(device)?.boots.at(-1)?.presses.at(-1);
  if (press === undefined || at - press.pressedAt > CLEARED_AFTER_MS) return {};
  const hand = state.hands.get(device);
  if (press.alarm !== undefined && !wasSilent(state, device, press.alarm)) {
    const confirmed = hand?.alarm === press.alarm && hand.state === 'closed';
    return confirmed ? {} : { alarm: press.alarm, state: 'closed' };
  }
  const passedAt = state.tests.get(device)?.passedAt;
  if (passedAt === undefined || at - passedAt > CLEARED_AFTER_MS || (hand?.state === 'tested' && hand.at >= passedAt)) return {};
  return { state: 'tested' };
}

/** Nothing but cancels of this device ever belonged to that alarm, so its hand never showed it. */
function wasSilent(state: StateView, device: DeviceId, alarm: AlarmId): boolean {
  const boots = state.presses.get(device)?.boots ?? [];
  return !boots.some(({ presses }) => presses.some((press) => press.alarm === alarm && press.kind !== 'cancel'));
}

function nameInCharge(state: StateView, alarm: Alarm): string | undefined {
  const person = alarm.masked === undefined ? inChargeOf(asToldToWorker(alarm)) : alarm.maskedBy;
  return person === undefined ? undefined : state.people.get(person)?.name;
}

/**
 * The committed presses that were heard last, newest last. A device with more than eight of them in its memory repeats those that
 * are not listed: what it repeats is what it must be told about.
 */
function heldOf(state: StateView, { device, heard = [] }: Asked): [number, number][] {
  const boots = state.presses.get(device)?.boots ?? [];
  const committed = boots.flatMap(({ boot, presses }) => presses.map(({ seq }): [number, number] => [boot, seq]));
  const isIn = (list: readonly (readonly [number, number])[], name: readonly [number, number]): boolean =>
    list.some(([boot, seq]) => boot === name[0] && seq === name[1]);
  const others = committed.filter((name) => !isIn(heard, name));
  const recent = heard.filter((name) => isIn(committed, name)).map(([boot, seq]): [number, number] => [boot, seq]);
  return [...others, ...recent].slice(-HELD_PRESSES);
}
