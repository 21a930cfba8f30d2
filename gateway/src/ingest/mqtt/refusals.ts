import type { Clock } from '../../base/clock.ts';
import { MINUTE_MS } from '../../base/durations.ts';
import type { EventLog } from '../../base/log.ts';
import type { Counters } from '../../engine/ports/devices.ts';
import { LOGGED_MAX } from './limits.ts';
import type { MqttRefusal } from './packet-faults.ts';

/** Counts every refusal as `mqtt-<code>` and logs it once per address, code and minute with how many there were before. */
export class Refusals {
  readonly #clock: Clock;
  readonly #events: EventLog;
  readonly #counters: Counters;
  readonly #logged = new Map<string, { readonly at: number; since: number }>();

  constructor(deps: { readonly clock: Clock; readonly events: EventLog; readonly counters: Counters }) {
    this.#clock = deps.clock;
    this.#events = deps.events;
    this.#counters = deps.counters;
  }

  /** `device` is logged only when it has the form of a device id. */
  note(refusal: MqttRefusal, address: string, device?: string): void {
    this.#counters.count(`mqtt-${refusal}`);
    const key = `${refusal} ${address}`;
    const last = this.#logged.get(key);
    const now = this.#clock.mono();
    if (last !== undefined && now - last.at < MINUTE_MS) {
      last.since += 1;
      return;
    }
    if (last === undefined && this.#logged.size >= LOGGED_MAX) return;
    this.#logged.set(key, { at: now, since: 0 });
    this.#events.warn('mqtt-refused', { refusal, address, device, unlogged: last?.since ?? 0 });
  }

  /** Lets go of what is over a minute old; what was counted and not logged is said then, so that the log has the size of a flood. */
  sweep(): void {
    const now = this.#clock.mono();
    for (const [key, last] of this.#logged) {
      if (now - last.at < MINUTE_MS) continue;
      this.#logged.delete(key);
      const [refusal = '', address = ''] = key.split(' ');
      if (last.since > 0) this.#events.warn('mqtt-refused', { refusal, address, unlogged: last.since });
    }
  }
}
