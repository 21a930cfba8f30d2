import type { AlarmId, ConsoleId, DeviceId, DrillId, InputId } from '../../gateway/src/base/ids.ts';
import { ALARM_ACTIONS, type AlarmAction, type AlarmActionBody } from '../../gateway/src/contract/alarm.ts';
import type { SignalKind } from '../../gateway/src/contract/signal.ts';
import type { Alarm } from '../../gateway/src/domain/alarm.ts';
import type { Input, Signal } from '../../gateway/src/domain/input.ts';
import type { State } from '../../gateway/src/domain/state.ts';
import { device, person, place } from '../../gateway/src/domain/testing/stage.ts';
import { AT, T } from './scale.ts';

/** Everything that can happen to an alarm, each once. */
export interface Event {
  /** Its row in the table of docs/alarm-states.md; for what a person does, who it is comes behind it. */
  readonly name: string;
  readonly by: 'device' | 'person' | 'gateway';
  /** What a person does. */
  readonly act?: { readonly actor: string; readonly action: AlarmAction; readonly body: AlarmActionBody } | undefined;
  /** What the input is, to this alarm. */
  readonly input: (alarm: Alarm) => Input;
  /** What else is so at that moment; forgotten afterwards. */
  readonly meanwhile?: ((state: State) => void) | undefined;
}

/** The press that opened the alarm, and the name of whatever comes next. */
export const FIRST: readonly [number, number] = [1, 1];
const NEXT: readonly [number, number] = [1, 2];
export const CONSOLE = 'c1' as ConsoleId; // as: an id by hand.
export const OPERATORS = ['maria', 'lee'] as const;
export const WORKER = 'ana';
const ID = 'i2' as InputId; // as: an id by hand.

export const EVENTS: readonly Event[] = [...deviceEvents(), ...personEvents(), ...gatewayEvents()];

/** The same event where the two operators have changed places; undefined where it is written for the first alone. */
export function mirrored(event: Event): Event | undefined {
  if (event.act === undefined) return event.name.includes('I have it') ? undefined : event;
  const { actor } = event.act;
  const other = actor === OPERATORS[0] ? OPERATORS[1] : actor === OPERATORS[1] ? OPERATORS[0] : actor;
  return EVENTS.find(({ name, act }) => name === event.name && act?.actor === other);
}

function signal(
  kind: SignalKind,
  more: { readonly name?: readonly [number, number]; readonly pin?: string } = {},
): (alarm: Alarm) => Signal {
  const [boot, seq] = more.name ?? NEXT;
  return (alarm) => ({ device: alarm.device, boot, seq, kind, receivedAt: AT, pressedAt: AT, path: { by: 'mqtt' }, pin: more.pin });
}

function deviceEvents(): Event[] {
  const have = { person: person('maria'), at: AT };
  const says = (name: string, made: (alarm: Alarm) => Signal, more: Partial<Pick<Event, 'meanwhile'>> = {}): Event => {
    return { name, by: 'device', input: (alarm) => ({ id: ID, type: 'signal', signal: made(alarm) }), ...more };
  };
  const withHave = (name: string, made: (alarm: Alarm) => Signal): Event => {
    return { name, by: 'device', input: (alarm) => ({ id: ID, type: 'signal', signal: made(alarm), have }) };
  };
  const testing = (state: State): void => {
    for (const { device: id } of state.devices.values()) state.tests.set(id, { device: id, until: T + 1 });
  };
  return [
    says('press', signal('duress')),
    says('press for assistance', signal('assist')),
    says('fall', signal('man-down')),
    withHave('press, and *I have it* while the log was away', signal('duress')),
    says('press of a participant of a drill', signal('duress'), { meanwhile: drilling }),
    says('press of a device in test mode', signal('duress'), { meanwhile: testing }),
    says('copy of a known press', signal('duress', { name: FIRST })),
    withHave('copy, and *I have it* while the log was away', signal('duress', { name: FIRST })),
    says('cancel without a PIN', signal('cancel')),
    says('cancel with a wrong PIN', signal('cancel', { pin: '1111' })),
    says('cancel with the right PIN', signal('cancel', { pin: '2468' })),
    says('cancel with the duress PIN', signal('cancel', { pin: '8642' })),
    says('test press', signal('test')),
    says('tamper', signal('tamper')),
    says('check-in', signal('check-in')),
    {
      name: 'something unreadable',
      by: 'device',
      input: (alarm) => ({ id: ID, type: 'unreadable', device: alarm.device, by: 'mqtt', raw: '', why: 'kind' }),
    },
    {
      name: 'position',
      by: 'device',
      input: (alarm) => ({ id: ID, type: 'position', device: alarm.device, place: { beacon: 'beacon-4' }, at: AT }),
    },
  ];
}

function personEvents(): Event[] {
  const events: Event[] = [];
  for (const actor of [...OPERATORS, WORKER]) {
    for (const action of ALARM_ACTIONS) {
      if (action !== 'close') events.push(does(action, { actor, action, body: {} }));
    }
    events.push(
      does('coming, of somebody else', { actor, action: 'coming', body: { responder: person('tom') } }),
      does('close without an outcome', { actor, action: 'close', body: {} }),
      does('close', { actor, action: 'close', body: { outcome: 'genuine' } }),
      does('close as a drill', { actor, action: 'close', body: { outcome: 'drill' } }),
      does('close as a drill with a reason', { actor, action: 'close', body: { outcome: 'drill', reason: 'it was one' } }),
      does('close with a reason', { actor, action: 'close', body: { outcome: 'genuine', reason: 'the room is empty' } }),
    );
  }
  // What was said while the log was away is decided as of then.
  const body = { outcome: 'genuine', reason: 'the room is empty' } as const;
  for (const action of ALARM_ACTIONS) {
    events.push(does(`${action}, said while the log was away`, { actor: 'maria', action, body: action === 'close' ? body : {} }, 1));
  }
  return events;
}

function does(name: string, act: NonNullable<Event['act']>, ago = 0): Event {
  const said = ago === 0 ? undefined : { at: AT, t: T - ago };
  return {
    name,
    by: 'person',
    act,
    input: ({ alarm }) => ({ id: ID, type: 'act', actor: person(act.actor), alarm, action: act.action, body: act.body, said }),
  };
}

function gatewayEvents(): Event[] {
  const due = ({ alarm }: Alarm): Input => ({ id: ID, type: 'deadline', table: 'alarms', key: alarm });
  const nobody = (state: State): void => {
    for (const one of state.people.values()) state.people.set(one.person, { ...one, active: false });
  };
  const shown = (name: string, reopened: (times: number) => number): Event => ({
    name,
    by: 'gateway',
    input: (alarm) => {
      const times = new Map<AlarmId, number>([[alarm.alarm, reopened(alarm.reopened?.times ?? 0)]]);
      return { id: ID, type: 'shown', alarms: [alarm.alarm], reopened: times, console: CONSOLE, at: AT };
    },
  });
  return [
    shown('shown on a watching console', (times) => times),
    shown('shown as it was before it was opened again', (times) => times - 1),
    { name: 'deadline', by: 'gateway', input: due },
    { name: 'deadline, and nobody is left to be told', by: 'gateway', input: due, meanwhile: nobody },
  ];
}

/** A drill that lists the worker is on, and they have not pressed since it began. */
function drilling(state: State): void {
  const drill = 'x1' as DrillId; // as: an id by hand.
  const by = { place: place('site'), leader: person('ruth'), participants: [person(WORKER)], announced: true };
  state.drills.set(drill, { state: 'running', drill, ...by, startedAt: AT, startedT: T, untilT: T + 1, presses: [], forced: [] });
}

export interface Opening {
  readonly name: string;
  readonly from: DeviceId;
  readonly input: Input;
  /** What else is so at that moment; forgotten afterwards. */
  readonly meanwhile?: ((state: State) => void) | undefined;
}

/** What opens an alarm where there is none, from a worker's button and from one without a worker. */
export const OPENINGS: readonly Opening[] = (
  [
    ['press', 'duress', undefined, false],
    ['press for assistance', 'assist', undefined, false],
    ['fall', 'man-down', undefined, false],
    ['cancel without a PIN', 'cancel', undefined, false],
    ['cancel with a wrong PIN', 'cancel', '1111', false],
    ['cancel with the right PIN', 'cancel', '2468', false],
    ['cancel with the duress PIN', 'cancel', '8642', false],
    ['press, and *I have it* while the log was away', 'duress', undefined, true],
    ['press of a participant of a drill', 'duress', undefined, false],
    ['press for assistance of a participant of a drill', 'assist', undefined, false],
    ['fall of a participant of a drill', 'man-down', undefined, false],
  ] as const
).flatMap(([name, kind, pin, had]) =>
  ['b-ana', 'b-desk'].map((id) => {
    const [boot, seq] = FIRST;
    const path = { by: 'mqtt' as const };
    const from = device(id);
    const made: Signal = { device: from, boot, seq, kind, receivedAt: AT, pressedAt: AT, path, pin };
    const have = had ? { person: person('maria'), at: AT } : undefined;
    const meanwhile = name.endsWith('of a drill') ? drilling : undefined;
    return { name, from, meanwhile, input: { id: 'i1' as InputId, type: 'signal' as const, signal: made, have } }; // as: an id by hand.
  }),
);
