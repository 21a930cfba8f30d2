import type { Clock } from '../base/clock.ts';
import type { DeviceId } from '../base/ids.ts';
import type { StatusBody } from '../contract/hand.ts';
import type { SignalPath } from '../contract/signal.ts';
import { messageOf } from '../base/errors.ts';
import { withLevel, type Level } from '../domain/battery.ts';
import type { Json } from '../base/canonical.ts';
import type { EventLog } from '../base/log.ts';
import type { Queries } from './ports/queries.ts';

/** What was last heard of a device. Not state: it is in no fact, and which receiver heard a heartbeat is shown to nobody. */
export interface Heard {
  /** Epoch ms. */
  readonly at: number;
  readonly connected: boolean;
  readonly battery?: number | undefined;
  readonly firmware?: string | undefined;
  /** What its battery has said, for the forecast. */
  readonly levels: readonly Level[];
  /** Monotonic ms of its last sign of life in this run; memory only. */
  readonly mono?: number | undefined;
  /** The receiver that heard it last: memory only, for whether its silence says anything. Shown to nobody. */
  readonly receiver?: string | undefined;
}

/** Told of each sign of life, after it is kept; must cost next to nothing. */
export type OnHeard = (device: DeviceId, now: Heard, before: Heard | undefined) => void;

/** Signs of life are written this often, and at most so many rows at once; a crash forgets no more than that of them. */
const FLUSH_EVERY_MS = 10_000;
const FLUSH_ROWS = 1_000;

/**
 * Signs of life: memory, and a table outside the chain that is flushed in batches, so that 19,000 heartbeats a minute never
 * delay a press.
 */
export class Presence {
  readonly #clock: Clock;
  readonly #queries: Pick<Queries, 'presence' | 'savePresence'>;
  readonly #events: EventLog;
  readonly #heard = new Map<DeviceId, Heard>();
  readonly #dirty = new Set<DeviceId>();
  #stopFlushing: (() => void) | undefined;
  #flushing: Promise<void> | undefined;
  #away = false;
  #onHeard: OnHeard = () => undefined;

  constructor(deps: { clock: Clock; queries: Pick<Queries, 'presence' | 'savePresence'>; events: EventLog }) {
    this.#clock = deps.clock;
    this.#queries = deps.queries;
    this.#events = deps.events;
  }

  /** One listener: whoever watches over devices. */
  onHeard(listener: OnHeard): void {
    this.#onHeard = listener;
  }

  async start(): Promise<void> {
    if (this.#stopFlushing !== undefined) return;
    this.#stopFlushing = this.#clock.every(FLUSH_EVERY_MS, () => {
      this.#flushing ??= this.#flushAll();
    });
    try {
      for (const [device, row] of Object.entries(await this.#queries.presence())) {
        const heard = heardIn(row);
        // as: rows are keyed by device ids.
        if (heard !== undefined && !this.#heard.has(device as DeviceId)) this.#heard.set(device as DeviceId, heard);
      }
    } catch (error) {
      this.#events.warn('presence-not-loaded', { error: messageOf(error) });
    }
  }

  async stop(): Promise<void> {
    this.#stopFlushing?.();
    this.#stopFlushing = undefined;
    await this.#flushing;
    await this.#flushAll();
  }

  of(device: DeviceId): Heard | undefined {
    return this.#heard.get(device);
  }

  /** Devices that hold a connection now. */
  get connected(): number {
    let count = 0;
    for (const { connected } of this.#heard.values()) if (connected) count += 1;
    return count;
  }

  heard(device: DeviceId, path: SignalPath, status?: StatusBody): void {
    const before = this.#heard.get(device);
    const at = this.#clock.wall();
    const levels = before?.levels ?? [];
    const now: Heard = {
      at,
      connected: before?.connected ?? false,
      battery: status?.battery ?? before?.battery,
      firmware: status?.firmware ?? before?.firmware,
      levels: status?.battery === undefined ? levels : withLevel(levels, [at, status.battery]),
      mono: this.#clock.mono(),
      receiver: path.receiver ?? before?.receiver,
    };
    this.#put(device, now);
    this.#onHeard(device, now, before);
  }

  link(device: DeviceId, up: boolean): void {
    const before = this.#heard.get(device);
    if (!up) {
      // A connection that goes is no sign of life; of a device that was never heard it says nothing at all.
      if (before !== undefined) this.#put(device, { ...before, connected: false });
      return;
    }
    const now: Heard = { levels: [], ...before, at: this.#clock.wall(), mono: this.#clock.mono(), connected: true };
    this.#put(device, now);
    this.#onHeard(device, now, before);
  }

  /** Writes some of what has changed, what has waited longest first. Rejects when it can't be written now; a later flush writes it then. */
  async flush(): Promise<void> {
    const devices = [...this.#dirty.values().take(FLUSH_ROWS)];
    if (devices.length === 0) return;
    for (const device of devices) this.#dirty.delete(device);
    const rows = devices.flatMap((device): [string, Json][] => {
      const heard = this.#heard.get(device);
      return heard === undefined ? [] : [[device, rowOf(heard)]];
    });
    try {
      await this.#queries.savePresence(Object.fromEntries(rows));
    } catch (error) {
      for (const device of devices) this.#dirty.add(device);
      throw error;
    }
  }

  /** What has changed by now, slice by slice, one at a time however slow the disk is; of a disk that stays away is said once. */
  async #flushAll(): Promise<void> {
    try {
      for (let left = this.#dirty.size; left > 0; left -= FLUSH_ROWS) await this.flush();
      this.#away = false;
    } catch (error) {
      if (!this.#away) this.#events.warn('presence-not-saved', { error: messageOf(error) });
      this.#away = true;
    }
    this.#flushing = undefined;
  }

  #put(device: DeviceId, heard: Heard): void {
    this.#heard.set(device, heard);
    this.#dirty.add(device);
  }
}

function rowOf({ at, battery, firmware, levels }: Heard): Json {
  return { at, battery, firmware, levels: levels.map(([seen, percent]) => [seen, percent]) };
}

function heardIn(row: Json): Heard | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const { at, battery, firmware, levels } = Object.fromEntries(Object.entries(row));
  if (typeof at !== 'number') return undefined;
  return {
    at,
    connected: false,
    battery: typeof battery === 'number' ? battery : undefined,
    firmware: typeof firmware === 'string' ? firmware : undefined,
    levels: levelsIn(levels),
  };
}

function levelsIn(levels: Json | undefined): readonly Level[] {
  if (!Array.isArray(levels)) return [];
  return levels.flatMap((level): Level[] => {
    // as: its members are looked at one by one.
    const [at, percent] = (Array.isArray(level) ? level : []) as readonly unknown[];
    return typeof at === 'number' && typeof percent === 'number' ? [[at, percent]] : [];
  });
}
