import type { PersonId } from '../../base/ids.ts';
import type { DrillPart, DrillRow } from '../../contract/drill.ts';
import { firstShownAt, type Alarm } from '../alarm.ts';
import type { Drill } from '../drill.ts';
import { pathOf } from '../places.ts';
import type { StateView } from '../state.ts';
import { named } from './alarm-view.ts';
import { isOwnAndOpen, ownAlarmState } from './own-alarm-view.ts';

/** Engine and wall time of the same moment. */
interface Now {
  readonly at: number;
  readonly t: number;
}

export function drillRow(state: StateView, drill: Drill, now: Now): DrillRow {
  return {
    drill: drill.drill,
    state: drill.state,
    place: drill.place,
    path: pathOf(state.places, drill.place),
    leader: named(state, drill.leader),
    announced: drill.announced,
    participants: drill.participants.length,
    pressed: drill.presses.length,
    startedAt: drill.startedAt,
    ...(drill.state === 'running' ? { endsAt: now.at + drill.untilT - now.t } : { endedAt: drill.endedAt }),
  };
}

interface Reading {
  /** Whoever leads it may take part, and be forced to show how it goes. */
  readonly reader: PersonId;
  /** The alarms that their presses made. */
  readonly alarmOf: (alarm: string) => Alarm | undefined;
}

/** One line for each participant, in the order in which they were listed. */
export function drillParts(state: StateView, drill: Drill, { reader, alarmOf }: Reading): DrillPart[] {
  return drill.participants.map((person) => {
    const who = named(state, person);
    const press = drill.presses.find((one) => one.person === person);
    const alarm = press === undefined ? undefined : alarmOf(press.alarm);
    if (press === undefined) return { who };
    if (alarm === undefined) return { who, alarm: press.alarm, pressedAt: press.at };
    const isSame = alarm.pinGiven === true && isOwnAndOpen(alarm, reader);
    return { who, pressedAt: press.at, ...(isSame ? sameAfterBothPins(alarm) : partOf(state, alarm, press.at)) };
  });
}

/** What others do to it after either PIN differs: its own worker is told of that when it is closed. */
function sameAfterBothPins(alarm: Alarm): Omit<DrillPart, 'who' | 'pressedAt'> {
  return { alarm: alarm.alarm, state: ownAlarmState(alarm), drill: alarm.drill };
}

function partOf(state: StateView, alarm: Alarm, pressedAt: number): Omit<DrillPart, 'who' | 'pressedAt'> {
  const since = (at: number | undefined): number | undefined => (at === undefined ? undefined : Math.max(0, at - pressedAt));
  const { takenAt, hereAt } = alarm.first ?? {};
  const spans = { shownMs: since(firstShownAt(alarm)), takenMs: since(takenAt), hereMs: since(hereAt) };
  const confirmed = alarm.exercise?.confirmed;
  return {
    alarm: alarm.alarm,
    state: alarm.state,
    drill: alarm.drill,
    ...Object.fromEntries(Object.entries(spans).filter(([, span]) => span !== undefined)),
    ...(confirmed === undefined ? {} : { confirmed: named(state, confirmed.person) }),
  };
}
