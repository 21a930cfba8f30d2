import type { Cancel, Clock } from '../base/clock.ts';
import { SECOND_MS } from '../base/durations.ts';
import { messageOf } from '../base/errors.ts';
import { TimeHeap } from '../base/heap.ts';
import { inputIdFrom, type DeviceId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import type { Device } from '../domain/devices.ts';
import { faultKey } from '../domain/fault.ts';
import type { Input } from '../domain/input.ts';
import { OF_FIRMWARE, silentAfterMs } from '../domain/supervision.ts';
import { BATTERY } from '../contract/limits.ts';
import type { DeviceState } from '../contract/supervision.ts';
import type { Commit, Core } from './ports/core.ts';
import type { DevicePaths } from './ports/devices.ts';
import type { Heard, Presence } from './presence.ts';

/** Whose time has come is looked at this often. */
const LOOK_EVERY_MS = SECOND_MS;
/** While what a device is heard through is down, or the log is away, it is looked at again after this. */
const AGAIN_AFTER_MS = 10 * SECOND_MS;
/** So many words wait for the log at once: when a switch fails 19,000 devices fall silent in one second, and presses come first. */
const UNDER_WAY_MAX = 64;
const DEVICE = 'device:';

interface DeviceWatchDeps {
  readonly core: Core;
  readonly presence: Presence;
  readonly paths: DevicePaths;
  readonly clock: Clock;
  readonly events: EventLog;
}

type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;
type Word = DistributiveOmit<Extract<Input, { readonly type: 'presence' | 'battery' | 'path-changed' }>, 'id'>;

/**
 * Watches over devices by their signs of life. A heartbeat costs a few comparisons: when a device's time comes it is asked when it was
 * last heard, and its time is set anew by that. Only what changes goes into the loop: it fell silent, it is heard again, its battery is
 * low or fresh, its firmware is another one.
 */
export class DeviceWatch {
  readonly #deps: DeviceWatchDeps;
  /** By monotonic time, each device that is expected to be heard and was ever heard. */
  readonly #due = new TimeHeap();
  /** Told to the log as silent, or standing there as such from an earlier run. */
  readonly #silent = new Set<DeviceId>();
  /** What is under way to the log, by device and matter. */
  readonly #underWay = new Set<string>();
  /** What waits for a free place, the newest of each matter; found again by nobody else. Bounded by the devices. */
  readonly #owed = new Map<string, Word>();
  #startedMono = 0;
  #stops: Cancel[] = [];

  constructor(deps: DeviceWatchDeps) {
    this.#deps = deps;
  }

  /** After presence was loaded: who was never heard is not expected yet. */
  start(): void {
    if (this.#stops.length > 0) return;
    const { core, presence, clock } = this.#deps;
    this.#startedMono = clock.mono();
    presence.onHeard((device, now, before) => {
      this.#heard(device, now, before);
    });
    this.#all();
    this.#stops = [
      core.follow((commit) => {
        this.#committed(commit);
      }),
      clock.every(LOOK_EVERY_MS, () => {
        this.#look();
      }),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#due.clear();
  }

  /** How it stands by its signs of life, now. */
  stateOf(device: Device): DeviceState {
    const { presence, paths, clock } = this.#deps;
    const limitMs = silentAfterMs(device);
    if (limitMs === undefined) return 'not-expected';
    const heard = presence.of(device.device);
    if (heard === undefined) return 'never-heard';
    const up = paths.upSince(device, heard.receiver);
    if (up === undefined) return 'unknown';
    const fromMono = Math.max(heard.mono ?? this.#startedMono, up, this.#startedMono);
    if (clock.mono() - fromMono >= limitMs) return 'silent';
    // Told to be silent before this start, and not heard since: it has its interval, and is not well.
    return heard.mono === undefined && this.#silent.has(device.device) ? 'silent' : 'ok';
  }

  #all(): void {
    const { core } = this.#deps;
    for (const fault of core.committed.faults.values()) {
      // as: a fault of this code is about a device.
      if (fault.code === 'device-silent' && fault.easedAt === undefined) this.#silent.add(fault.subject.slice(DEVICE.length) as DeviceId);
    }
    for (const device of core.committed.devices.values()) this.#expect(device.device);
  }

  #committed({ changed, facts }: Commit): void {
    // Without facts: a log that was away at the start has been read.
    if (facts.length === 0) this.#all();
    // as: the keys of the table of devices.
    for (const device of changed.get('device') ?? []) this.#expect(device as DeviceId);
    for (const fault of changed.get('fault') ?? []) this.#faultChanged(fault);
  }

  /** A test press has closed it: from now on it is watched as any other. */
  #faultChanged(key: string): void {
    const prefix = faultKey('device-silent', DEVICE);
    if (!key.startsWith(prefix)) return;
    const device = key.slice(prefix.length) as DeviceId; // as: the key ends with the device's id.
    const fault = this.#deps.core.committed.faults.get(key);
    if (fault !== undefined && fault.easedAt === undefined) this.#silent.add(device);
    else this.#silent.delete(device);
    if (fault === undefined) this.#expect(device);
  }

  /** Sets the time at which it is to be asked whether it was heard. */
  #expect(id: DeviceId): void {
    const { core, presence, clock } = this.#deps;
    const device = core.committed.devices.get(id);
    const limitMs = device === undefined || device.revoked ? undefined : silentAfterMs(device);
    const heard = presence.of(id);
    if (limitMs === undefined || heard === undefined) {
      this.#due.set(id, undefined);
      if (device?.revoked !== false) this.#silent.delete(id);
      return;
    }
    // Never at once: whoever was heard long ago has its whole interval from here on.
    this.#due.set(id, Math.max(heard.mono ?? this.#startedMono, clock.mono() - limitMs) + limitMs);
  }

  #heard(id: DeviceId, now: Heard, before: Heard | undefined): void {
    if (before?.mono === undefined || this.#due.timeOf(id) === undefined) this.#expect(id);
    if (this.#silent.has(id)) this.#say(`presence ${id}`, { type: 'presence', device: id, now: 'heard' });
    if (now.battery !== undefined && this.#isNewOfBattery(id, now.battery, before))
      this.#say(`battery ${id}`, { type: 'battery', device: id, percent: now.battery });
    const { firmware } = now;
    // The first that is heard of it is how it came, not a change.
    if (firmware !== undefined && before?.firmware !== undefined && firmware !== before.firmware)
      this.#say(`firmware ${id}`, { type: 'path-changed', path: `${OF_FIRMWARE}${id}`, now: firmware });
  }

  /** Asked of the committed faults, and seldom: of a battery that is well only when it was not, or at its first word in this run. */
  #isNewOfBattery(id: DeviceId, percent: number, before: Heard | undefined): boolean {
    if (percent > BATTERY.low && percent < BATTERY.fresh) return false;
    if (percent >= BATTERY.fresh && before?.mono !== undefined && (before.battery ?? 0) >= BATTERY.fresh) return false;
    const { faults } = this.#deps.core.committed;
    const [low, flat] = [faultKey('device-battery-low', `${DEVICE}${id}`), faultKey('device-battery-flat', `${DEVICE}${id}`)];
    if (percent >= BATTERY.fresh) return faults.has(low) || faults.has(flat);
    return percent <= BATTERY.flat ? !faults.has(flat) : !faults.has(low) && !faults.has(flat);
  }

  #look(): void {
    const now = this.#deps.clock.mono();
    const { core, paths } = this.#deps;
    paths.look(now);
    const isAway = core.health.state !== 'ok';
    if (!isAway) this.#sayOwed();
    for (const key of this.#due.take(now)) {
      const id = key as DeviceId; // as: the heap's keys are devices.
      if (isAway) this.#due.set(id, now + AGAIN_AFTER_MS);
      else if (this.#underWay.size >= UNDER_WAY_MAX) this.#due.set(id, now + LOOK_EVERY_MS);
      else this.#ask(id, now);
    }
  }

  /** Its time has come: was it heard meanwhile, could it have been heard at all, or is it silent? */
  #ask(id: DeviceId, now: number): void {
    const { core, presence, paths } = this.#deps;
    const device = core.committed.devices.get(id);
    const heard = presence.of(id);
    const limitMs = device === undefined || device.revoked ? undefined : silentAfterMs(device);
    if (device === undefined || heard === undefined || limitMs === undefined) return;
    const up = paths.upSince(device, heard.receiver);
    if (up === undefined) {
      this.#due.set(id, now + AGAIN_AFTER_MS);
      return;
    }
    const silentAt = Math.max(heard.mono ?? this.#startedMono, up, this.#startedMono) + limitMs;
    if (silentAt > now) this.#due.set(id, silentAt);
    // While it is silent nothing more is due: its next sign of life sets its time anew.
    else if (!this.#silent.has(id)) this.#say(`presence ${id}`, { type: 'presence', device: id, now: 'silent', heardAt: heard.at });
  }

  #sayOwed(): void {
    for (const [matter, word] of this.#owed) {
      if (this.#underWay.size >= UNDER_WAY_MAX) return;
      if (this.#underWay.has(matter)) continue;
      this.#owed.delete(matter);
      this.#say(matter, word);
    }
  }

  /**
   * One word of each matter at a time. Of a presence that could not be brought the next look or the next heartbeat finds it again; of
   * what is told once alone, a level or a firmware, the newest is owed.
   */
  #say(matter: string, word: Word): void {
    const { core, events } = this.#deps;
    if (this.#underWay.has(matter) || this.#underWay.size >= UNDER_WAY_MAX || core.health.state !== 'ok') {
      if (word.type !== 'presence') this.#owed.set(matter, word);
      return;
    }
    this.#underWay.add(matter);
    core.submit({ ...word, id: inputIdFrom(core.ids) }).then(
      () => {
        this.#underWay.delete(matter);
      },
      (error: unknown) => {
        this.#underWay.delete(matter);
        if (word.type === 'presence') this.#expect(word.device);
        else if (!this.#owed.has(matter)) this.#owed.set(matter, word);
        events.warn('device-watch-not-noted', { type: word.type, error: messageOf(error) });
      },
    );
  }
}
