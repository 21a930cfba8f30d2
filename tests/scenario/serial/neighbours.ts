import type { Cancel, Clock } from '../../../gateway/src/base/clock.ts';
import { FaultError } from '../../../gateway/src/base/errors.ts';
import type { DeviceId } from '../../../gateway/src/base/ids.ts';
import type { ConfigBody, FeedbackBody, StatusBody } from '../../../gateway/src/contract/hand.ts';
import type { DevicePlace, SignalPath } from '../../../gateway/src/contract/signal.ts';
import type { Device } from '../../../gateway/src/domain/devices.ts';
import type { Reply, Signal } from '../../../gateway/src/domain/input.ts';
import type { Counters, FaultSink, Intake } from '../../../gateway/src/engine/ports/devices.ts';
import type { DownlinkCounters, FrameMark, FrameMarks } from '../../../gateway/src/ingest/serial/ports.ts';
import type { TestButton } from './receiver.ts';

/** Time moved by hand. */
export class HandClock implements Clock {
  #now = 1_000;
  readonly #timers = new Set<{ at: number; every: number | undefined; run: () => void }>();

  wall(): number {
    return 1_764_000_000_000 + this.#now;
  }

  mono(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): Cancel {
    return this.#add({ at: this.#now + delayMs, every: undefined, run });
  }

  every(intervalMs: number, run: () => void): Cancel {
    return this.#add({ at: this.#now + intervalMs, every: intervalMs, run });
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.#now = next.at;
      if (next.every === undefined) this.#timers.delete(next);
      else next.at += next.every;
      next.run();
    }
    this.#now = until;
  }

  #add(timer: { at: number; every: number | undefined; run: () => void }): Cancel {
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }
}

/** The engine's side: keeps what it is given, and commits when the test says so. */
export class TestIntake implements Intake {
  readonly signals: { readonly signal: Signal; commit: (reply?: Reply) => void; refuse: () => void }[] = [];
  readonly positions: { device: DeviceId; place: DevicePlace }[] = [];
  readonly lives: { device: DeviceId; path: SignalPath; status: StatusBody | undefined }[] = [];
  readonly unreadables: { device: DeviceId; raw: Uint8Array; why: string }[] = [];
  readonly handAcks: { device: DeviceId; rev: number }[] = [];
  readonly devices = new Map<string, Device>();
  readonly hands = new Map<string, FeedbackBody>();
  /** Commits by itself, at once. */
  commits = true;

  add(button: TestButton, more: Partial<Device> = {}): Device {
    const { id } = button;
    const device: Device = {
      device: id,
      family: 'radio',
      label: `Button ${id}`,
      radioKey: button.keyHex,
      silent: true,
      heartbeatSeconds: 60,
      holdMs: 800,
      revoked: false,
      ...more,
    };
    this.devices.set(id, device);
    return device;
  }

  device(device: DeviceId): Device | undefined {
    return this.devices.get(device);
  }

  signal(signal: Signal): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const commit = (reply: Reply = { outcome: 'accepted' }): void => {
        resolve(reply);
      };
      const refuse = (): void => {
        reject(new FaultError('queue-full', 'test', { retryable: true }));
      };
      this.signals.push({ signal, commit, refuse });
      if (this.commits) commit();
    });
  }

  async unreadable(device: DeviceId, { raw, why }: Parameters<Intake['unreadable']>[1]): Promise<void> {
    this.unreadables.push({ device, raw, why });
  }

  position(device: DeviceId, place: DevicePlace): void {
    this.positions.push({ device, place });
  }

  handAck(device: DeviceId, rev: number): void {
    this.handAcks.push({ device, rev });
  }

  heard(device: DeviceId, path: SignalPath, status?: StatusBody): void {
    this.lives.push({ device, path, status });
  }

  link(): void {}

  feedback(device: DeviceId): FeedbackBody {
    return this.hands.get(device) ?? { v: 1, rev: 0, held: [], recorded: true, at: '2026-01-01T00:00:00Z' };
  }

  config(): ConfigBody {
    return { v: 1, heartbeat: 60, silent: true, hold: 800 };
  }
}

export class TestFaults implements FaultSink {
  readonly open_ = new Map<string, string>();
  readonly history: string[] = [];
  readonly labels: string[] = [];

  open(code: string, subject: string, { label, detail = '' }: Parameters<FaultSink['open']>[2]): void {
    this.labels.push(label);
    this.open_.set(`${code} ${subject}`, detail);
    this.history.push(`open ${code} ${subject}`);
  }

  close(code: string, subject: string): void {
    if (this.open_.delete(`${code} ${subject}`)) this.history.push(`close ${code} ${subject}`);
  }

  get standing(): string[] {
    return [...this.open_.keys()].sort();
  }
}

export class TestCounters implements Counters {
  readonly #counts = new Map<string, number>();

  count(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  read(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}

/** A disk for counters that can be away. */
export class TestDisk implements DownlinkCounters, FrameMarks {
  readonly marks = new Map<string, FrameMark>();
  readonly reserved = new Map<string, number>();
  away = false;

  async reserve(device: DeviceId): Promise<number> {
    this.#there();
    const start = this.reserved.get(device) ?? 0;
    this.reserved.set(device, start + 1_024);
    return start;
  }

  async load(): Promise<ReadonlyMap<string, FrameMark>> {
    this.#there();
    return new Map(this.marks);
  }

  async save(marks: ReadonlyMap<string, FrameMark>): Promise<void> {
    this.#there();
    for (const [device, mark] of marks) this.marks.set(device, mark);
  }

  #there(): void {
    if (this.away) throw new FaultError('log-open-failed', 'test', { retryable: true });
  }
}
