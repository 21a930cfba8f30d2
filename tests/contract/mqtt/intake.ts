import { createHash } from 'node:crypto';
import type { DeviceId } from '@duress/gateway/base/ids.ts';
import type { ConfigBody, FeedbackBody, StatusBody } from '@duress/gateway/contract/hand.ts';
import type { DevicePlace, SignalPath } from '@duress/gateway/contract/signal.ts';
import type { Device } from '../../../gateway/src/domain/devices.ts';
import type { Reply, Signal } from '../../../gateway/src/domain/input.ts';
import type { Counters, Intake } from '../../../gateway/src/engine/ports/devices.ts';

export function deviceId(name: string): DeviceId {
  return name as DeviceId; // as: tests name their devices freely
}

export function secretOf(device: string): string {
  return `secret-of-${device}-0123456789abcdef`;
}

/** One press whose commit the test decides. */
export interface HeldPress {
  readonly signal: Signal;
  commit(reply?: Reply): void;
  fail(error: Error): void;
}

/** An intake that keeps what came in; presses wait for the test when `hold` is set, and are committed at once otherwise. */
export class KeptIntake implements Intake {
  readonly devices = new Map<string, Device>();
  readonly signals: Signal[] = [];
  readonly held: HeldPress[] = [];
  readonly unread: { device: string; raw: Buffer; why: string }[] = [];
  readonly positions: { device: string; place: DevicePlace }[] = [];
  readonly handAcks: { device: string; rev: number }[] = [];
  readonly heards: { device: string; path: SignalPath; status: StatusBody | undefined }[] = [];
  readonly links: { device: string; up: boolean }[] = [];
  readonly states = new Map<string, FeedbackBody>();
  hold = false;

  add(device: string, more: Partial<Device> = {}): void {
    const secretHash = createHash('sha256').update(secretOf(device)).digest('hex');
    this.devices.set(device, {
      device: deviceId(device),
      family: 'duress',
      label: device,
      secretHash,
      silent: false,
      heartbeatSeconds: 60,
      holdMs: 500,
      revoked: false,
      ...more,
    });
  }

  device(device: DeviceId): Device | undefined {
    const known = this.devices.get(device);
    return known?.revoked === true ? undefined : known;
  }

  signal(signal: Signal): Promise<Reply> {
    this.signals.push(signal);
    if (!this.hold) return Promise.resolve({ outcome: 'accepted' });
    return new Promise((resolve, reject) => {
      this.held.push({ signal, commit: (reply = { outcome: 'accepted' }) => resolve(reply), fail: reject });
    });
  }

  async unreadable(device: DeviceId, { raw, why }: Parameters<Intake['unreadable']>[1]): Promise<void> {
    this.unread.push({ device, raw: Buffer.from(raw), why });
  }

  position(device: DeviceId, place: DevicePlace): void {
    this.positions.push({ device, place });
  }

  handAck(device: DeviceId, rev: number): void {
    this.handAcks.push({ device, rev });
  }

  heard(device: DeviceId, path: SignalPath, status?: StatusBody): void {
    this.heards.push({ device, path, status });
  }

  link(device: DeviceId, up: boolean): void {
    this.links.push({ device, up });
  }

  feedback(device: DeviceId): FeedbackBody {
    return this.states.get(device) ?? { v: 1, rev: 1, held: [], recorded: true, at: '2026-03-01T08:00:00.000Z' };
  }

  config(_device: DeviceId): ConfigBody {
    return { v: 1, heartbeat: 60, silent: false, hold: 500 };
  }
}

export class KeptCounters implements Counters {
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
