import type { Clock } from '../base/clock.ts';
import type { DeviceId } from '../base/ids.ts';
import type { Device } from '../domain/devices.ts';
import type { BrokerHealth, DevicePaths, SpeakingReceiver } from '../engine/ports/devices.ts';
import type { ReceiverView } from '../ingest/serial/receiver-watch.ts';

/** What this needs to know of the ways in. */
export interface Ways {
  /** Our own listener has this device connected; absent when there is no such listener. */
  readonly ownListener?: ((device: DeviceId) => boolean) | undefined;
  readonly broker?: (() => BrokerHealth) | undefined;
  readonly receivers?: (() => readonly ReceiverView[]) | undefined;
}

/** Through which way in a device is heard, and since when that way has been there: behind a lost one nothing is silent. */
export class DeviceWays implements DevicePaths {
  readonly #ways: Ways;
  readonly #clock: Clock;
  /** Our own listener is there as long as the process. */
  readonly #ownSince: number;
  #brokerSince: number | undefined;
  /** By the receiver's port: who speaks there, and since when. */
  #speaking = new Map<string, { readonly receiver: string; readonly since: number }>();
  #ports = 0;

  constructor(ways: Ways, clock: Clock) {
    this.#ways = ways;
    this.#clock = clock;
    this.#ownSince = clock.mono();
  }

  upSince(device: Device, receiver: string | undefined): number | undefined {
    this.look(this.#clock.mono());
    if (device.family === 'radio') return this.#radioSince(receiver);
    const { ownListener, broker } = this.#ways;
    if (broker === undefined || ownListener?.(device.device) === true) return ownListener === undefined ? undefined : this.#ownSince;
    return this.#brokerSince;
  }

  look(now: number): void {
    const { broker, receivers } = this.#ways;
    if (broker !== undefined) this.#brokerSince = broker().state === 'ok' ? (this.#brokerSince ?? now) : undefined;
    if (receivers === undefined) return;
    const views = receivers();
    this.#ports = views.length;
    const speaking = new Map<string, { receiver: string; since: number }>();
    for (const { port, receiver, alive } of views) {
      if (!alive || receiver === undefined) continue;
      const before = this.#speaking.get(port);
      speaking.set(port, before?.receiver === receiver ? before : { receiver, since: now });
    }
    this.#speaking = speaking;
  }

  /** Those that speak now. */
  receivers(): readonly SpeakingReceiver[] {
    return (this.#ways.receivers?.() ?? []).flatMap(({ receiver, alive, firmware }) =>
      alive && receiver !== undefined ? [{ receiver, firmware }] : [],
    );
  }

  /** Of a button whose receiver is not known every one must be there: it may be behind any. */
  #radioSince(receiver: string | undefined): number | undefined {
    const all = [...this.#speaking.values()];
    const own = all.find((one) => one.receiver === receiver);
    if (own !== undefined) return own.since;
    if (all.length === 0 || all.length < this.#ports) return undefined;
    return Math.max(...all.map(({ since }) => since));
  }
}
