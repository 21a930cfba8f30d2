import type { Cancel, Clock } from '../base/clock.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../base/durations.ts';
import type { AlarmId, PersonId } from '../base/ids.ts';
import { FLOOD_PER_TEN_MINUTES, type LoadFigures } from '../contract/supervision.ts';
import type { Core } from '../engine/ports/core.ts';
import type { NewFact } from '../engine/ports/log.ts';

/** Counted by the minute, for a day: 1,440 small records. */
const SLOT_MS = MINUTE_MS;
const SLOTS = DAY_MS / SLOT_MS;
const TEN_MINUTES = 10;

interface Slot {
  /** Number of the minute by the monotonic clock. */
  readonly no: number;
  alarms: number;
  faults: number;
  /** Of these what one worker must not know of, by worker. */
  readonly secret: Map<string, { alarms: number; faults: number }>;
}

interface About {
  readonly operators: number;
  readonly reader: PersonId;
}

/** How the subject of a fault about an alarm begins. */
const OF_ALARM = 'alarm:';

/**
 * How much reception is asked to look at, by the person who watches (ISA-18.2, EEMUA 191). Counted in memory from what is committed: these
 * are figures about the work, kept for a day, and about nobody in particular.
 */
export class LoadCounter {
  readonly #core: Core;
  readonly #clock: Clock;
  #slots: Slot[] = [];
  /** Who watches at which console. */
  readonly #watching = new Map<string, string>();
  #since = 0;
  #unfollow: Cancel | undefined;

  constructor(deps: { readonly core: Core; readonly clock: Clock }) {
    this.#core = deps.core;
    this.#clock = deps.clock;
  }

  start(): void {
    if (this.#unfollow !== undefined) return;
    this.#since = this.#clock.wall();
    this.#unfollow = this.#core.follow(({ facts }) => {
      for (const fact of facts) this.#count(fact);
    });
  }

  stop(): void {
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  /** `reader`: what the duress PIN of theirs has raised, and what the climb of their own alarm was short of, is not counted. */
  figures(reader: PersonId): LoadFigures {
    const now = this.#minute();
    const operators = new Set(this.#watching.values()).size;
    const about = { operators, reader };
    const tenMinutes = this.#load(now - TEN_MINUTES, now, about);
    const hour = this.#load(now - HOUR_MS / SLOT_MS, now, about);
    const fullest = this.#fullest(about);
    const flood = tenMinutes.alarms + tenMinutes.faults > FLOOD_PER_TEN_MINUTES * Math.max(operators, 1);
    return { since: Math.max(this.#since, this.#clock.wall() - DAY_MS), operators, tenMinutes, hour, fullest, flood };
  }

  #count({ kind, data }: NewFact): void {
    const members = typeof data === 'object' && data !== null ? Object.entries(data) : [];
    const text = (name: string): string => {
      const value: unknown = members.find(([key]) => key === name)?.[1];
      return typeof value === 'string' ? value : '';
    };
    if (kind === 'AlarmRaised') this.#add('alarms', text('cause') === 'cancel' ? text('worker') : '');
    else if (kind === 'FaultOpened') this.#add('faults', this.#workerOf(text('subject')));
    else if (kind === 'WatchStarted') this.#watching.set(text('console'), text('person'));
    else if (kind === 'WatchEnded') this.#watching.delete(text('console'));
  }

  /** `worker`: whose pages say nothing of it. */
  #add(what: 'alarms' | 'faults', worker: string): void {
    const slot = this.#slot();
    slot[what] += 1;
    if (worker === '') return;
    const secret = slot.secret.get(worker) ?? { alarms: 0, faults: 0 };
    secret[what] += 1;
    slot.secret.set(worker, secret);
  }

  /** Of a fault about an alarm, the alarm's worker. */
  #workerOf(subject: string): string {
    if (!subject.startsWith(OF_ALARM)) return '';
    return this.#core.committed.alarms.get(subject.slice(OF_ALARM.length) as AlarmId)?.worker ?? ''; // as: looked up.
  }

  #slot(): Slot {
    const no = this.#minute();
    const last = this.#slots.at(-1);
    if (last?.no === no) return last;
    const slot: Slot = { no, alarms: 0, faults: 0, secret: new Map() };
    this.#slots.push(slot);
    if (this.#slots.length > SLOTS) this.#slots.shift();
    return slot;
  }

  #load(after: number, upTo: number, { operators, reader }: About): LoadFigures['hour'] {
    const among = this.#slots.filter(({ no }) => no > after && no <= upTo);
    const alarms = among.reduce((sum, slot) => sum + slot.alarms - (slot.secret.get(reader)?.alarms ?? 0), 0);
    const faults = among.reduce((sum, slot) => sum + slot.faults - (slot.secret.get(reader)?.faults ?? 0), 0);
    return { alarms, faults, ...(operators === 0 ? {} : { perOperator: (alarms + faults) / operators }) };
  }

  /** The fullest ten minutes end with a minute in which something came. */
  #fullest(about: About): LoadFigures['fullest'] {
    const from = this.#minute() - SLOTS;
    let fullest: LoadFigures['fullest'] = this.#load(0, -1, about);
    for (const { no } of this.#slots) {
      const load = no < from ? fullest : this.#load(no - TEN_MINUTES, no, about);
      if (load.alarms + load.faults > fullest.alarms + fullest.faults) fullest = load;
    }
    return fullest;
  }

  #minute(): number {
    return Math.floor(this.#clock.mono() / SLOT_MS);
  }
}
