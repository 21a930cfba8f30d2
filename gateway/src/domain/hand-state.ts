import type { DeviceId } from '../base/ids.ts';
import { HELD_PRESSES, type FeedbackBody, type FeedbackState } from '../contract/hand.ts';
import { DAY_MS } from '../base/durations.ts';
import type { Alarm } from './alarm.ts';
import { subjectOf } from './rules/press.ts';
import type { StateView } from './state.ts';

/** A closed alarm, a passed test: said until the device has confirmed it, or this long (device protocol). */
const CLEARED_AFTER_MS = DAY_MS;

/**
 * What is proven about an alarm, as the worker's hand may be told it. A cancel looks the same whatever PIN was given:
 * whoever looks over the worker's shoulder must not see which.
 */
export function handState(alarm: Alarm): FeedbackState {
  if (alarm.state === 'closed') return 'closed';
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
}

/** The whole feedback state of one device, absolute, from what is committed. */
export function feedbackFor(state: StateView, asked: Asked): FeedbackBody {
  const { device: id, rev, at } = asked;
  const device = state.devices.get(id);
  const open = device === undefined ? undefined : state.alarms.by('subject', subjectOf(device))[0];
  const base = { v: 1 as const, rev, held: heldOf(state, id), recorded: true, at: new Date(at).toISOString() };
  if (open !== undefined) {
    const by = device?.family === 'phone' ? nameInCharge(state, open) : undefined;
    return { ...base, alarm: open.alarm, state: handState(open), ...(by === undefined ? {} : { by }) };
  }
  return { ...base, ...lastWord(state, id, at) };
}

/** What is over and has not been confirmed by the device: its closed alarm, or its passed test. */
function lastWord(state: StateView, device: DeviceId, at: number): { alarm?: string; state?: 'closed' | 'tested' } {
  const press = state.presses.get(device)?.boots.at(-1)?.presses.at(-1);
  if (press === undefined || at - press.pressedAt > CLEARED_AFTER_MS) return {};
  const hand = state.hands.get(device);
  if (press.alarm !== undefined) {
    const confirmed = hand?.alarm === press.alarm && hand.state === 'closed';
    return confirmed ? {} : { alarm: press.alarm, state: 'closed' };
  }
  const passedAt = state.tests.get(device)?.passedAt;
  if (passedAt === undefined || (hand?.state === 'tested' && hand.at >= passedAt)) return {};
  return { state: 'tested' };
}

function nameInCharge(state: StateView, alarm: Alarm): string | undefined {
  const person =
    'responder' in alarm && alarm.responder !== undefined ? alarm.responder.person : 'taken' in alarm ? alarm.taken?.person : undefined;
  return person === undefined ? undefined : state.people.get(person)?.name;
}

/** The last presses of a device that are committed, newest last. */
function heldOf(state: StateView, device: DeviceId): [number, number][] {
  const boots = state.presses.get(device)?.boots ?? [];
  return boots.flatMap(({ boot, presses }) => presses.map(({ seq }): [number, number] => [boot, seq])).slice(-HELD_PRESSES);
}
