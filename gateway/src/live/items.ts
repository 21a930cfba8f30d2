import { faultViewFor, mayReadFault } from '../access/fault-reader.ts';
import type { AlarmId, DebriefId, PlaceId } from '../base/ids.ts';
import type { Topic } from '../contract/feed.ts';
import type { Fault } from '../domain/fault.ts';
import { upwards } from '../domain/places.ts';
import type { Policy } from '../domain/policy.ts';
import type { StateView } from '../domain/state.ts';
import { taskView } from '../domain/views/task-view.ts';
import { AlarmTexts } from './alarm-texts.ts';
import { mayAt, type Viewer } from './rights-at.ts';

/** Which rows a topic is made of. Watch and hand are not made of rows. */
export const TABLE_OF: Readonly<Partial<Record<Topic, string>>> = { alarms: 'alarm', faults: 'fault', tasks: 'debrief' };

/** A change of these may change who sees what: then nothing less than a snapshot is right. */
export const RIGHTS_TABLES = ['grant', 'place', 'person', 'token', 'policy', 'rota'] as const;

/** A technical matter that a viewer may see. */
export interface SeenFault {
  /** The site that it lies in; '' where that is not known. */
  readonly site: string;
  readonly since: number;
  readonly isShelved: boolean;
}

/**
 * One row of a topic as JSON text for one viewer, or undefined when it is not there or not theirs to see. Permission is asked
 * for each row and each message. Texts are shared between viewers who see the same: a thousand consoles cost one text.
 */
export class Items {
  readonly #state: StateView;
  readonly #now: { readonly at: number; readonly t: number };
  readonly #holidays: Policy['holidays'];
  readonly #alarms: AlarmTexts;
  /** What was made for a viewer already; undefined is not theirs to see. */
  readonly #made = new Map<Viewer, Map<string, string | undefined>>();

  /** One of these is made for each commit or snapshot, so that nothing old is kept. */
  constructor(state: StateView, policy: Policy, now: { readonly at: number; readonly t: number }) {
    this.#state = state;
    this.#now = now;
    this.#holidays = policy.holidays;
    this.#alarms = new AlarmTexts({ state, policy, now }, true);
  }

  of(topic: Topic, key: string, viewer: Viewer): string | undefined {
    if (!this.#isThere(topic, key)) return undefined;
    const made = this.#made.get(viewer) ?? new Map<string, string | undefined>();
    this.#made.set(viewer, made);
    const name = `${topic} ${key}`;
    if (!made.has(name)) made.set(name, this.#make(topic, key, viewer));
    return made.get(name);
  }

  /** A technical matter without its text, which is made only where it is told alone; undefined is not there, or not theirs to see. */
  seenFault(key: string, viewer: Viewer): SeenFault | undefined {
    const { faults, places } = this.#state;
    const fault = faults.get(key);
    if (fault === undefined || !this.#mayRead(fault, viewer)) return undefined;
    return { site: upwards(places, fault.place).at(-1)?.place ?? '', since: fault.since, isShelved: fault.shelved !== undefined };
  }

  nameOf(place: string): string {
    return this.#state.places.get(place as PlaceId)?.name ?? ''; // as: looked up.
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
    const alarm = this.#state.alarms.get(key);
    return alarm === undefined ? undefined : this.#alarms.of(alarm, viewer);
  }

  #fault(key: string, viewer: Viewer): string | undefined {
    const fault = this.#state.faults.get(key);
    if (fault === undefined || !this.#mayRead(fault, viewer)) return undefined;
    const view = faultViewFor(this.#state, viewer.principal, fault);
    return view === undefined ? undefined : JSON.stringify(view);
  }

  #mayRead(fault: Fault, viewer: Viewer): boolean {
    const isAsked = mayAt(this.#state, viewer, { verb: 'see-faults', place: fault.place });
    return isAsked && mayReadFault(this.#state, viewer.principal, fault);
  }

  #task(key: DebriefId, viewer: Viewer): string | undefined {
    const debrief = this.#state.debriefs.get(key);
    if (debrief === undefined || viewer.principal.kind !== 'person') return undefined;
    const task = taskView(this.#state, debrief, { person: viewer.principal.person, at: this.#now.at, holidays: this.#holidays });
    return task === undefined ? undefined : JSON.stringify(task);
  }
}
