import type { AlarmAction, AlarmRow, AlarmStateName, AlarmView, TimelineEntry } from '@duress/gateway/contract/alarm.ts';
import type { FaultView, PendingPress } from '@duress/gateway/contract/feed.ts';

/** Whoever is signed in at the console under test. */
export const ME = { person: 'maria', name: 'Maria Silva' };
export const JON = { person: 'jon', name: 'Jon Okafor' };

export const PROTOCOL = [
  '1. Ring Room 12 on 412. If nobody answers, go in pairs.',
  '2. Take the side corridor; the main door opens into the room.',
  '3. Security: 7000. Police: 000, say “Clinic North, east gate”.',
].join('\n');

const PEOPLE = ['Ana Ruiz', 'Tom Berger', 'Li Wei', 'Sofía Hernández-Castellanos', 'Priya Nair', 'Marek Dvořák'];
const ROOMS = ['Room 12', 'Room 3', 'Triage 2', 'Car park, level 2', 'Medication room', 'Reception hall'];

/** The buttons of the real transition table for the person at this console. */
const ACTIONS: Readonly<Record<AlarmStateName, readonly AlarmAction[]>> = {
  open: ['take', 'all-clear'],
  taken: ['release', 'coming', 'here', 'progress', 'all-clear'],
  coming: ['release', 'coming', 'here', 'progress', 'all-clear'],
  here: ['progress', 'found', 'all-clear'],
  cleared: ['found', 'not-all-clear', 'close'],
  closed: [],
};

export function actionsFor(view: AlarmView): AlarmAction[] {
  const mine = view.taken === undefined || view.taken.person === ME.person;
  const actions = ACTIONS[view.state].filter((action) => mine || action !== 'release');
  return mine || view.state === 'open' || view.state === 'cleared' ? actions : ['take-over', ...actions];
}

export function sampleAlarm(number: number, at: number, change: Partial<AlarmView> = {}): AlarmView {
  const name = PEOPLE[number % PEOPLE.length] ?? '';
  const view: AlarmView = {
    alarm: `alarm-${number}`,
    level: 'duress',
    state: 'open',
    cause: 'duress',
    drill: false,
    recorded: true,
    who: { person: `person-${number}`, name },
    device: { device: `button-${number}`, label: `Button ${String(number).padStart(3, '0')}` },
    where: {
      place: `place-${number}`,
      path: ['Clinic North', 'East wing', 'Ground floor', ROOMS[number % ROOMS.length] ?? ''],
      confidence: 'heard',
      at: at - 4_000,
    },
    pressedAt: at,
    raisedAt: at,
    lastPressAt: at,
    presses: 1,
    late: false,
    loud: true,
    coerced: false,
    unseen: false,
    hand: { state: 'held', at },
    heard: [{ receiver: 'Receiver east 1', rssi: -61 }],
    protocol: PROTOCOL,
    actions: ['take', 'all-clear'],
    ...change,
  };
  return { ...view, actions: change.actions ?? actionsFor(view) };
}

export function samplePending(at: number): PendingPress {
  const { alarm, level, who, device, where, pressedAt, presses } = sampleAlarm(3, at);
  return { press: `press-of-${alarm}`, level, kind: 'duress', who: who ?? ME, device, where, pressedAt, presses };
}

export function sampleFault(number: number, at: number, more: Partial<FaultView> = {}): FaultView {
  return {
    fault: `device-battery-low:device:button-${number}`,
    code: 'device-battery-low',
    subject: `device:button-${number}`,
    label: `Button ${number}`,
    since: at - 3_600_000,
    shelfMs: 7 * 86_400_000,
    actions: ['acknowledge', 'look-after', 'shelve'],
    ...more,
  };
}

export function sampleRow(number: number, at: number): AlarmRow {
  const { alarm, level, who, device, where, presses } = sampleAlarm(number, at);
  const outcome = (['genuine', 'precaution', 'accidental', 'technical', 'drill'] as const)[number % 5];
  const closedAt = at + 120_000 + number * 7_000;
  return {
    alarm,
    level: number % 3 === 0 ? 'assist' : level,
    state: 'closed',
    drill: outcome === 'drill',
    ...(who === undefined ? {} : { who }),
    device: device.label,
    path: where.path,
    raisedAt: at,
    closedAt,
    ...(outcome === undefined ? {} : { outcome }),
    presses,
  };
}

type Step = [after: number, kind: string, actor: string, name: string | undefined, detail: Record<string, unknown>];

/** The first step of the escalation, and what became of its messages. */
function sampleMessages(): Step[] {
  const names = { gus: 'Gus Lindqvist', sam: 'Sam Okafor' };
  const report = (after: number, detail: Record<string, unknown>): Step => [
    after,
    'MessageReported',
    'gateway',
    undefined,
    { message: `m-${String(detail['to'])}`, names, tries: 1, ...detail },
  ];
  return [
    [30_000, 'EscalationStepped', 'gateway', undefined, { step: 1, told: ['gus', 'sam'], names }],
    report(30_400, { to: 'gus', way: 'sms', result: 'accepted' }),
    report(30_900, { to: 'gus', way: 'mail', result: 'failed', why: 'mail ECONNECTION' }),
    report(31_200, { to: 'sam', way: undefined, result: 'failed', why: 'no-address' }),
    report(33_000, { to: 'gus', way: 'sms', result: 'delivered' }),
    report(36_000, { to: 'gus', way: 'voice', result: 'failed', why: 'not-picked-up' }),
  ];
}

/** A story as the log tells it. */
export function sampleTimeline(view: AlarmView): TimelineEntry[] {
  const steps: Step[] = [
    [0, 'SignalReceived', view.device.device, view.device.label, { meaning: 'raised' }],
    [0, 'AlarmRaised', view.device.device, view.who?.name, { level: view.level }],
    [0, 'DebriefOpened', 'gateway', undefined, {}],
    [400, 'AlarmShown', ME.person, ME.name, {}],
    [700, 'HandConfirmed', view.device.device, view.device.label, { state: 'shown' }],
  ];
  if (view.taken !== undefined) steps.push([view.taken.at - view.raisedAt, 'AlarmTaken', view.taken.person, view.taken.name, {}]);
  if (view.responder !== undefined)
    steps.push([view.responder.at - view.raisedAt, 'ResponderComing', view.responder.person, view.responder.name, {}]);
  if (view.found !== undefined) {
    const { where, path, at, person: finder, name } = view.found;
    steps.push([at - view.raisedAt, 'WorkerFound', finder, name, { where, ...(path === undefined ? {} : { path }) }]);
  }
  if (view.cleared !== undefined) steps.push([view.cleared.at - view.raisedAt, 'AllClearSaid', view.cleared.person, view.cleared.name, {}]);
  if (view.reach !== undefined) steps.push(...sampleMessages());
  return steps.map(([after, kind, actor, name, detail], i) => ({
    seq: i + 1,
    at: view.raisedAt + after,
    kind,
    actor,
    ...(name === undefined ? {} : { name }),
    detail,
  }));
}
