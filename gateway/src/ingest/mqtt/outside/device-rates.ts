import type { Clock } from '../../../base/clock.ts';
import { SECOND_MS } from '../../../base/durations.ts';
import type { DeviceId } from '../../../base/ids.ts';
import type { MqttLimits } from '../limits.ts';

/**
 * How much besides presses one device may send: the same numbers as at our own door. There the rest waits in the device's socket; here
 * all devices share one, so what is beyond is dropped, and the next heartbeat says the same. Known devices alone are counted.
 */
export class DeviceRates {
  readonly #clock: Clock;
  readonly #limits: Pick<MqttLimits, 'packetsBurst' | 'packetsPerSecond'>;
  readonly #left = new Map<DeviceId, { tokens: number; at: number }>();

  constructor(clock: Clock, limits: Pick<MqttLimits, 'packetsBurst' | 'packetsPerSecond'>) {
    this.#clock = clock;
    this.#limits = limits;
  }

  spend(device: DeviceId): boolean {
    const { packetsBurst, packetsPerSecond } = this.#limits;
    const now = this.#clock.mono();
    const left = this.#left.get(device) ?? { tokens: packetsBurst, at: now };
    left.tokens = Math.min(packetsBurst, left.tokens + ((now - left.at) * packetsPerSecond) / SECOND_MS);
    left.at = now;
    this.#left.set(device, left);
    if (left.tokens < 1) return false;
    left.tokens -= 1;
    return true;
  }

  forget(device: DeviceId): void {
    this.#left.delete(device);
  }
}
