import type { AlarmRow, AlarmView, NamedPerson, PlaceView } from '../../contract/alarm.ts';
import type { PersonId } from '../../base/ids.ts';
import { isLoud, type Alarm, type Deed, type Whereabouts } from '../alarm.ts';
import { nearest, pathOf } from '../places.ts';
import { offeredTo } from '../rules/alarm-actions.ts';
import type { StateView } from '../state.ts';
import type { Policy } from '../policy.ts';

/** Who looks, and when. */
export interface Reader {
  readonly person?: PersonId | undefined;
  /** May act on alarms of this place; else no actions are offered. */
  readonly mayAct: boolean;
  /** Engine ms. */
  readonly t: number;
  /** Epoch ms at the same moment, to say engine times in people's time. */
  readonly at: number;
  readonly policy: Policy;
}

/** An alarm as a console shows it. Everything in it is committed. */
export function alarmView(state: StateView, alarm: Alarm, reader: Reader): AlarmView {
  const wall = (t: number): number => reader.at + (t - reader.t);
  const loudT = 'loudT' in alarm ? alarm.loudT : undefined;
  const protocol = nearest(state.places, alarm.where.place, (place) => place.protocol);
  const phone = alarm.worker === undefined ? undefined : state.people.get(alarm.worker)?.phone;
  return {
    alarm: alarm.alarm,
    level: alarm.level,
    state: alarm.state,
    cause: alarm.cause,
    drill: alarm.drill,
    ...exercise(state, alarm, wall),
    recorded: true,
    ...(alarm.worker === undefined ? {} : { who: named(state, alarm.worker) }),
    ...(phone === undefined ? {} : { phone }),
    device: { device: alarm.device, label: state.devices.get(alarm.device)?.label ?? alarm.device },
    where: placeView(state, alarm.where),
    pressedAt: alarm.pressedAt,
    raisedAt: alarm.raisedAt,
    lastPressAt: alarm.lastPressAt,
    presses: alarm.presses,
    late: alarm.late,
    loud: isLoud(alarm, reader.t),
    ...(loudT === undefined ? {} : { loudAt: wall(loudT) }),
    ...deeds(state, alarm),
    ...foundView(state, alarm),
    ...(alarm.state === 'here' && alarm.reminded !== undefined ? { reminded: alarm.reminded } : {}),
    ...(alarm.state === 'cleared'
      ? { cleared: clearedView(state, alarm.cleared, { aloneFrom: wall(alarm.cleared.t + reader.policy.aloneAfterMs) }) }
      : {}),
    ...(alarm.state === 'closed'
      ? { closed: { ...deed(state, alarm.closed), outcome: alarm.closed.outcome, singleHanded: alarm.closed.singleHanded } }
      : {}),
    ...(alarm.cancelAsked === undefined ? {} : { cancelAsked: alarm.cancelAsked }),
    coerced: alarm.coerced,
    unseen: alarm.unseen,
    ...firstShown(alarm),
    ...(alarm.reopened === undefined ? {} : { reopened: alarm.reopened.times }),
    ...(alarm.hand === undefined ? {} : { hand: alarm.hand }),
    heard: alarm.heard.map(({ receiver, rssi }) => ({ receiver, ...(rssi === undefined ? {} : { rssi }) })),
    ...(protocol === undefined ? {} : { protocol }),
    actions: offeredTo(alarm, reader),
  };
}

/**
 * For a screen that the public may see: the room and the time, nobody's name and nothing that tells who; and nothing of what the
 * worker asked for in secret, for whoever forces them may be reading too.
 */
export function withoutNames(view: AlarmView): AlarmView {
  const { who: _who, phone: _phone, cancelAsked: _asked, shown: _shown, found: _found, ...said } = view;
  const { taken, responder, here, cleared, closed, ...rest } = said;
  const nameless = { person: '', name: '' };
  return {
    ...rest,
    device: { device: '', label: '' },
    coerced: false,
    actions: [],
    ...(taken === undefined ? {} : { taken: { ...nameless, at: taken.at } }),
    ...(responder === undefined ? {} : { responder: { ...nameless, at: responder.at } }),
    ...(here === undefined ? {} : { here: { ...nameless, at: here.at } }),
    ...(cleared === undefined ? {} : { cleared: { ...cleared, ...nameless } }),
    ...(closed === undefined ? {} : { closed: { ...closed, ...nameless } }),
    ...(view.exercise === undefined ? {} : { exercise: { confirmBy: view.exercise.confirmBy } }),
  };
}

/** A row of the history. */
export function alarmRow(state: StateView, alarm: Alarm): AlarmRow {
  return {
    alarm: alarm.alarm,
    level: alarm.level,
    state: alarm.state,
    drill: alarm.drill,
    ...(alarm.worker === undefined ? {} : { who: named(state, alarm.worker) }),
    device: alarm.device,
    path: pathOf(state.places, alarm.where.place),
    raisedAt: alarm.raisedAt,
    ...(alarm.state === 'closed' ? { closedAt: alarm.closed.at, outcome: alarm.closed.outcome } : {}),
    presses: alarm.presses,
  };
}

/** A person by name. Whoever was erased has none; the screen says so in its own words. */
export function named(state: StateView, person: PersonId): NamedPerson {
  return { person, name: state.people.get(person)?.name ?? '' };
}

export function placeView(state: StateView, where: Whereabouts): PlaceView {
  const { place, confidence, at, position } = where;
  const fix =
    position === undefined
      ? undefined
      : {
          lat: position.lat,
          lon: position.lon,
          at: position.at,
          ...(position.accuracy === undefined ? {} : { accuracy: position.accuracy }),
        };
  return {
    ...(place === undefined ? {} : { place }),
    path: pathOf(state.places, place),
    confidence,
    at,
    ...(fix === undefined ? {} : { position: fix }),
  };
}

function exercise(state: StateView, alarm: Alarm, wall: (t: number) => number): Pick<AlarmView, 'exercise'> {
  if (!alarm.drill || alarm.exercise === undefined) return {};
  const { confirmT, confirmed } = alarm.exercise;
  return { exercise: { confirmBy: wall(confirmT), ...(confirmed === undefined ? {} : { confirmed: deed(state, confirmed) }) } };
}

function firstShown({ shown: [first] }: Alarm): Pick<AlarmView, 'shown'> {
  if (first === undefined) return {};
  const { console, person, at } = first;
  return { shown: { console, at, ...(person === undefined ? {} : { person }) } };
}

/** Where the worker was found; nothing where nobody has said it. */
export function foundView(state: StateView, { found }: Alarm): Pick<AlarmView, 'found'> {
  if (found === undefined) return {};
  const { where, place } = found;
  return { found: { where, ...(place === undefined ? {} : { path: pathOf(state.places, place) }), ...deed(state, found) } };
}

type DeedView = NamedPerson & { at: number };

function deed(state: StateView, done: Deed): DeedView {
  return { ...named(state, done.person), at: done.at };
}

function deeds(state: StateView, alarm: Alarm): { taken?: DeedView; responder?: DeedView; here?: DeedView } {
  return {
    ...('taken' in alarm && alarm.taken !== undefined ? { taken: deed(state, alarm.taken) } : {}),
    ...('responder' in alarm && alarm.responder !== undefined ? { responder: deed(state, alarm.responder) } : {}),
    ...('here' in alarm && alarm.here !== undefined ? { here: deed(state, alarm.here) } : {}),
  };
}

function clearedView(
  state: StateView,
  cleared: Deed & { readonly confirmed: boolean },
  more: { readonly aloneFrom: number },
): NonNullable<AlarmView['cleared']> {
  return { ...deed(state, cleared), aloneFrom: more.aloneFrom, confirmed: cleared.confirmed };
}
