import { may, rightsAt, type Verb } from '../access/permissions.ts';
import type { Principal } from '../access/principal.ts';
import type { AlarmId, DebriefId, DeviceId, PersonId, PlaceId } from '../base/ids.ts';
import type { AlarmView } from '../contract/alarm.ts';
import type { FaultView, Topic } from '../contract/feed.ts';
import type { Alarm } from '../domain/alarm.ts';
import type { Fault } from '../domain/fault.ts';
import { isWithin } from '../domain/places.ts';
import type { Policy } from '../domain/policy.ts';
import { actionsFor } from '../domain/rules/alarm-actions.ts';
import type { StateView } from '../domain/state.ts';
import { alarmViewFor, isOwnAndOpen, publicAlarmView } from '../domain/views/own-alarm-view.ts';
import { taskView } from '../domain/views/task-view.ts';

/** Which rows a topic is made of. Watch and hand are not made of rows. */
export const TABLE_OF: Readonly<Partial<Record<Topic, string>>> = { alarms: 'alarm', faults: 'fault', tasks: 'debrief' };

/** A change of these may change who sees what: then nothing less than a snapshot is right. */
export const RIGHTS_TABLES = ['grant', 'place', 'person', 'token'] as const;

/** How the subject of a device's fault begins, and of one of an alarm. */
const OF_DEVICE = 'device:';
const OF_ALARM = 'alarm:';

export interface Viewer {
  readonly principal: Principal;
  readonly place?: PlaceId | undefined;
}

/**
 * One row of a topic as JSON text for one viewer, or undefined when it is not there or not theirs to see. Permission is asked
 * for each row and each message. Texts are shared between viewers who see the same: a thousand consoles cost one text.
 */
export class Items {
  readonly #state: StateView;
  readonly #policy: Policy;
  readonly #now: { readonly at: number; readonly t: number };
  readonly #texts = new Map<string, string | undefined>();
  /** What was made for a viewer already; undefined is not theirs to see. */
  readonly #made = new Map<Viewer, Map<string, string | undefined>>();

  /** One of these is made for each commit or snapshot, so that nothing old is kept. */
  constructor(state: StateView, policy: Policy, now: { readonly at: number; readonly t: number }) {
    this.#state = state;
    this.#policy = policy;
    this.#now = now;
  }

  of(topic: Topic, key: string, viewer: Viewer): string | undefined {
    if (!this.#isThere(topic, key)) return undefined;
    const made = this.#made.get(viewer) ?? new Map<string, string | undefined>();
    this.#made.set(viewer, made);
    const name = `${topic} ${key}`;
    if (!made.has(name)) made.set(name, this.#make(topic, key, viewer));
    return made.get(name);
  }

  #isThere(topic: Topic, key: string): boolean {
    const { alarms, faults, debriefs } = this.#state;
    // as (both): the keys of a table are its branded ids.
    if (topic === 'alarms') return alarms.has(key as AlarmId);
    return topic === 'tasks' ? debriefs.has(key as DebriefId) : topic === 'faults' && faults.has(key);
  }

  #make(topic: Topic, key: string, viewer: Viewer): string | undefined {
    // as (all in this function): the keys of a table are its branded ids.
    switch (topic) {
      case 'alarms':
        return this.#alarm(key as AlarmId, viewer);
      case 'faults':
        return this.#fault(key, viewer);
      case 'tasks':
        return this.#task(key as DebriefId, viewer);
      case 'watch':
      case 'hand':
        return undefined;
    }
  }

  /** All keys of a topic's rows, whoever may see them. */
  keys(topic: Topic): string[] {
    const { alarms, faults, debriefs } = this.#state;
    switch (topic) {
      case 'alarms':
        return [...alarms.values()].map((alarm) => alarm.alarm);
      case 'faults':
        return [...faults.values()].map((fault) => fault.fault);
      case 'tasks':
        return [...debriefs.values()].map((debrief) => debrief.debrief);
      case 'watch':
      case 'hand':
        return [];
    }
  }

  #alarm(key: AlarmId, viewer: Viewer): string | undefined {
    const state = this.#state;
    const alarm = state.alarms.get(key);
    if (alarm === undefined) return undefined;
    const access = accessTo(state, alarm, viewer);
    if (access === undefined) return undefined;
    // Asked first, and the view made only when nobody alike has had it: a thousand consoles look at each alarm.
    const actions = access.mayAct && access.person !== undefined ? actionsFor(alarm, access.person).join() : '';
    // A worker may be shown another one of their own alarm.
    const name = `${key} ${String(access.named)} ${String(access.person === alarm.worker)} ${actions}`;
    if (this.#texts.has(name)) return this.#texts.get(name);
    const view = viewWith(access, { state, alarm, now: this.#now, policy: this.#policy });
    const text = view === undefined ? undefined : JSON.stringify(view);
    this.#texts.set(name, text);
    return text;
  }

  #fault(key: string, viewer: Viewer): string | undefined {
    const state = this.#state;
    const fault = state.faults.get(key);
    if (fault === undefined || !mayAt(state, viewer, { verb: 'see-faults', place: fault.place })) return undefined;
    if (this.#isOfOwnAlarm(fault, viewer)) return undefined;
    return JSON.stringify({ ...faultView(fault), label: this.#faultLabel(fault, viewer) });
  }

  /** What the own alarm is short of says that there is one, and how it climbs: both differ by which PIN was given. */
  #isOfOwnAlarm({ subject }: Fault, { principal }: Viewer): boolean {
    if (!subject.startsWith(OF_ALARM) || principal.kind !== 'person') return false;
    const alarm = this.#state.alarms.get(subject.slice(OF_ALARM.length) as AlarmId); // as: looked up; an id that is none has no alarm.
    return alarm !== undefined && isOwnAndOpen(alarm, principal.person);
  }

  /** A device goes by its own label, often its wearer's name, for those who may see names where it is; else by its id. */
  #faultLabel({ subject, label }: Fault, viewer: Viewer): string {
    if (!subject.startsWith(OF_DEVICE)) return label;
    const state = this.#state;
    const id = subject.slice(OF_DEVICE.length) as DeviceId; // as: looked up; an id that is none has no device.
    const device = state.devices.get(id);
    if (device === undefined) return label;
    const place = device.place ?? (device.worker === undefined ? undefined : state.people.get(device.worker)?.place);
    return mayAt(state, viewer, { verb: 'see-names', place }) ? device.label : id;
  }

  #task(key: DebriefId, viewer: Viewer): string | undefined {
    const debrief = this.#state.debriefs.get(key);
    if (debrief === undefined || viewer.principal.kind !== 'person') return undefined;
    const task = taskView(this.#state, debrief, { person: viewer.principal.person, at: this.#now.at });
    return task === undefined ? undefined : JSON.stringify(task);
  }
}

/** What a viewer is to one alarm: whose eyes see it, whether with names, and whether they may act on it. */
interface AlarmAccess {
  readonly person: PersonId | undefined;
  readonly named: boolean;
  readonly mayAct: boolean;
}

/** Asked anew for each alarm, viewer and moment; undefined when the alarm is not theirs to see. */
function accessTo(state: StateView, alarm: Alarm, { principal, place: only }: Viewer): AlarmAccess | undefined {
  const { place } = alarm.where;
  if (!isInView(state, only, place)) return undefined;
  const may = rightsAt(state, principal, place);
  if (!may('see-alarms')) return undefined;
  const named = may('see-names');
  return { person: principal.kind === 'person' ? principal.person : undefined, named, mayAct: named && may('act-on-alarms') };
}

function viewWith({ person, named, mayAct }: AlarmAccess, { state, alarm, now, policy }: Seen): AlarmView | undefined {
  const reader = { person, mayAct, ...now, policy };
  return named ? alarmViewFor(state, alarm, reader) : publicAlarmView(state, alarm, reader);
}

interface Seen {
  readonly state: StateView;
  readonly alarm: Alarm;
  readonly now: { readonly at: number; readonly t: number };
  readonly policy: Policy;
}

/** An alarm as one viewer may see it; undefined when it is not theirs to see. */
export function alarmFor(seen: Seen, viewer: Viewer): AlarmView | undefined {
  const access = accessTo(seen.state, seen.alarm, viewer);
  return access === undefined ? undefined : viewWith(access, seen);
}

/** What lies at no known place is shown to every subscription that may see such things at all. */
export function mayAt(state: StateView, viewer: Viewer, asked: { readonly verb: Verb; readonly place: PlaceId | undefined }): boolean {
  return isInView(state, viewer.place, asked.place) && may(state, viewer.principal, asked);
}

function isInView(state: StateView, only: PlaceId | undefined, place: PlaceId | undefined): boolean {
  return only === undefined || place === undefined || isWithin(state.places, place, only);
}

function faultView(fault: Fault): FaultView {
  const { fault: key, code, subject, label, since, place, detail } = fault;
  return {
    fault: key,
    code,
    subject,
    label,
    since,
    ...(place === undefined ? {} : { place }),
    ...(detail === undefined ? {} : { detail }),
  };
}
