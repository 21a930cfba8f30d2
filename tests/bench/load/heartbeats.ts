import type { LoadDevice } from './device.ts';

/** Devices speak in turn, a few at each of these ticks, as thousands of devices do that were switched on at different times. */
const TICK_MS = 20;
/** Well within the keep-alive of 60 s. */
const PING_EVERY_MS = 40_000;

/** Keeps every connected device alive: by heartbeats at a given rate, or by PINGREQ alone. */
export class Heartbeats {
  readonly #devices: readonly LoadDevice[];
  #everyMs = 0;
  #next = 0;
  #owed = 0;
  #at = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor(devices: readonly LoadDevice[]) {
    this.#devices = devices;
    this.#timer = setInterval(() => {
      this.#tick();
    }, TICK_MS);
  }

  every(ms: number): void {
    this.#everyMs = ms;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = performance.now();
    const everyMs = this.#everyMs === 0 ? PING_EVERY_MS : this.#everyMs;
    this.#owed = Math.min(this.#devices.length, this.#owed + ((now - this.#at) * this.#devices.length) / everyMs);
    this.#at = now;
    for (; this.#owed >= 1; this.#owed -= 1) {
      const device = this.#devices[this.#next % this.#devices.length];
      this.#next += 1;
      if (this.#everyMs === 0) device?.ping();
      else device?.heartbeat();
    }
  }
}
