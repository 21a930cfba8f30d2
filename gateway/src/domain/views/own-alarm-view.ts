import type { AlarmRow, AlarmView } from '../../contract/alarm.ts';
import { asToldToWorker, isSilent, looksConfirmed, type Alarm } from '../alarm.ts';
import { reachedOf } from '../reach.ts';
import { isReadAlong } from '../rules/read-along.ts';
import type { StateView } from '../state.ts';
import { alarmRow, alarmView, withoutNames, type Reader } from './alarm-view.ts';

/**
 * An alarm for one reader. Whoever forces a worker to cancel stands beside them and reads what they read. So, while their own
 * alarm is open and a PIN was given that reception reads as right or as duress, the worker is shown what is the same after both;
 * and nothing at all (`undefined`) of an alarm that the duress PIN alone has raised. Everybody else is shown the truth.
 */
export function alarmViewFor(state: StateView, alarm: Alarm, reader: Reader): AlarmView | undefined {
  if (isHiddenFrom(state, alarm, reader.person)) return undefined;
  if (isOwnAndOpen(alarm, reader.person)) return maskedView(state, alarm, reader);
  const view = { ...alarmView(state, alarm, reader), ...reachView(alarm) };
  return isToldOfForce(state, alarm, reader.person) ? { ...view, coerced: true } : view;
}

/** How far the climb has reached. Not for the worker's own screens: whoever forces them would read that nobody believed the PIN. */
function reachView({ reach }: Alarm): Pick<AlarmView, 'reach'> {
  return reach === undefined || reach.told.length === 0 ? {} : { reach: reachedOf(reach) };
}

/** For a screen that the public may see: whoever forces the worker may stand before it. */
export function publicAlarmView(state: StateView, alarm: Alarm, reader: Reader): AlarmView | undefined {
  if (alarm.state !== 'closed' && isSilent(alarm)) return undefined;
  return withoutNames(alarm.state === 'closed' ? alarmView(state, alarm, reader) : maskedView(state, alarm, reader));
}

function maskedView(state: StateView, alarm: Alarm, reader: Reader): AlarmView {
  const told = asToldToWorker(alarm);
  // That somebody was found says that somebody came, which may be kept from them; they know where they are.
  const { found: _found, ...view } = alarmView(state, told, reader);
  return alarm.pinGiven === true ? sameAfterBothPins(told, view) : view;
}

/** An alarm that was pressed for while a silent one was open: its worker learns it when that one is over too. */
function isToldOfForce(state: StateView, { forcedBefore, worker }: Alarm, reader: Reader['person']): boolean {
  if (forcedBefore === undefined) return false;
  return worker !== reader || !(state.alarms.has(forcedBefore) || isReadAlong(state, worker));
}

/** Is there nothing to know of this alarm for this reader yet? */
export function isHiddenFrom(state: StateView, alarm: Alarm, reader: Reader['person']): boolean {
  if (reader === undefined || alarm.worker !== reader || !isSilent(alarm)) return false;
  return alarm.state !== 'closed' || isReadAlong(state, reader);
}

/** The same for a row of the history. */
export function alarmRowFor(state: StateView, alarm: Alarm, reader: Reader['person']): AlarmRow | undefined {
  if (isHiddenFrom(state, alarm, reader)) return undefined;
  if (!isOwnAndOpen(alarm, reader)) return alarmRow(state, alarm);
  const told = asToldToWorker(alarm);
  const row = alarmRow(state, told);
  return alarm.pinGiven === true ? { ...row, level: pressedLevel(told), state: standsAs(told) } : row;
}

/** May this reader not be told the story of this alarm yet? It says which PIN was given. */
export function isStoryHidden(state: StateView, alarm: Alarm, reader: Reader['person']): boolean {
  return isHiddenFrom(state, alarm, reader) || (isOwnAndOpen(alarm, reader) && alarm.pinGiven === true);
}

/** What the duress PIN has not changed: it raises the level of whatever was pressed. */
export function pressedLevel(alarm: Alarm): Alarm['level'] {
  return alarm.cause === 'assist' ? 'assist' : 'duress';
}

/** The reader's own alarm, as long as somebody may stand beside them and read along. */
export function isOwnAndOpen(alarm: Alarm, reader: Reader['person']): boolean {
  return alarm.state !== 'closed' && reader !== undefined && alarm.worker === reader;
}

/** How an open alarm stands for its own worker. */
export function ownAlarmState(alarm: Alarm): Alarm['state'] {
  return standsAs(asToldToWorker(alarm));
}

function standsAs(alarm: Alarm): Alarm['state'] {
  return looksConfirmed(alarm) ? 'cleared' : alarm.state;
}

function sameAfterBothPins(alarm: Alarm, view: AlarmView): AlarmView {
  // Where it was shown begins anew when the duress PIN opens it again.
  const { loudAt: _loudAt, hand: _hand, reminded: _reminded, reopened: _reopened, shown: _shown, ...rest } = view;
  const base: AlarmView = { ...rest, level: pressedLevel(alarm), coerced: false, loud: standsAs(alarm) === 'open' };
  // Pressed again after it looked confirmed: the worker does nothing to it any more, whoever has it; see the rules' own refusal.
  if (!looksConfirmed(alarm)) return alarm.again === undefined ? base : { ...base, actions: [] };
  const { taken: _taken, responder: _responder, here: _here, cleared: _cleared, cancelAsked: _asked, ...bare } = base;
  return { ...bare, state: 'cleared', unseen: false, actions: [] };
}
