import type { AlarmRow, AlarmView } from '../../contract/alarm.ts';
import { isSilent, looksConfirmed, type Alarm } from '../alarm.ts';
import type { StateView } from '../state.ts';
import { alarmRow, alarmView, withoutNames, type Reader } from './alarm-view.ts';

/**
 * An alarm for one reader. Whoever forces a worker to cancel stands beside them and reads what they read. So, while their own
 * alarm is open and a PIN was given that reception reads as right or as duress, the worker is shown what is the same after both;
 * and nothing at all (`undefined`) of an alarm that the duress PIN alone has raised. Everybody else is shown the truth.
 */
export function alarmViewFor(state: StateView, alarm: Alarm, reader: Reader): AlarmView | undefined {
  return isOwnAndOpen(alarm, reader.person) ? maskedView(state, alarm, reader) : alarmView(state, alarm, reader);
}

/** For a screen that the public may see: whoever forces the worker may stand before it. */
export function publicAlarmView(state: StateView, alarm: Alarm, reader: Reader): AlarmView | undefined {
  const view = alarm.state === 'closed' ? alarmView(state, alarm, reader) : maskedView(state, alarm, reader);
  return view === undefined ? undefined : withoutNames(view);
}

function maskedView(state: StateView, alarm: Alarm, reader: Reader): AlarmView | undefined {
  if (isSilent(alarm)) return undefined;
  const view = alarmView(state, alarm, reader);
  return alarm.pinGiven === true ? sameAfterBothPins(alarm, view) : view;
}

/** Is there nothing to know of this alarm for this reader yet? */
export function isHiddenFrom(alarm: Alarm, reader: Reader['person']): boolean {
  return isOwnAndOpen(alarm, reader) && isSilent(alarm);
}

/** The same for a row of the history. */
export function alarmRowFor(state: StateView, alarm: Alarm, reader: Reader['person']): AlarmRow | undefined {
  if (!isOwnAndOpen(alarm, reader)) return alarmRow(state, alarm);
  if (isSilent(alarm)) return undefined;
  const row = alarmRow(state, alarm);
  return alarm.pinGiven === true ? { ...row, level: pressedLevel(alarm), state: standsAs(alarm) } : row;
}

/** May this reader not be told the story of this alarm yet? It says which PIN was given. */
export function isStoryHidden(alarm: Alarm, reader: Reader['person']): boolean {
  return isOwnAndOpen(alarm, reader) && (isSilent(alarm) || alarm.pinGiven === true);
}

/** What the duress PIN has not changed: it raises the level of whatever was pressed. */
export function pressedLevel(alarm: Alarm): Alarm['level'] {
  return alarm.cause === 'assist' ? 'assist' : 'duress';
}

/** The reader's own alarm, as long as somebody may stand beside them and read along. */
export function isOwnAndOpen(alarm: Alarm, reader: Reader['person']): boolean {
  return alarm.state !== 'closed' && reader !== undefined && alarm.worker === reader;
}

function standsAs(alarm: Alarm): Alarm['state'] {
  return looksConfirmed(alarm) ? 'cleared' : alarm.state;
}

function sameAfterBothPins(alarm: Alarm, view: AlarmView): AlarmView {
  // Where it was shown begins anew when the duress PIN opens it again.
  const { loudAt: _loudAt, hand: _hand, reminded: _reminded, reopened: _reopened, shown: _shown, ...rest } = view;
  const base: AlarmView = { ...rest, level: pressedLevel(alarm), coerced: false, loud: standsAs(alarm) === 'open' };
  if (!looksConfirmed(alarm)) return base;
  const { taken: _taken, responder: _responder, here: _here, cleared: _cleared, cancelAsked: _asked, ...bare } = base;
  return { ...bare, state: 'cleared', unseen: false, actions: [] };
}
