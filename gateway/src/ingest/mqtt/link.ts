import type { Clock } from '../../base/clock.ts';
import type { DeviceId } from '../../base/ids.ts';
import type { ConfigBody, FeedbackBody } from '../../contract/hand.ts';
import type { Counters, DeviceLink } from '../../engine/ports/devices.ts';
import { encodeBody } from '../families/duress.ts';
import type { Connections } from './connections.ts';
import type { DownLane } from './topics.ts';

/** The way out to devices that are connected here and have subscribed. */
export class MqttLink implements DeviceLink {
  readonly name = 'mqtt';
  readonly #connections: Connections;
  readonly #clock: Clock;
  readonly #counters: Counters;

  constructor(connections: Connections, clock: Clock, counters: Counters) {
    this.#connections = connections;
    this.#clock = clock;
    this.#counters = counters;
  }

  reaches(device: DeviceId): boolean {
    return this.#connections.current(device)?.downlink.listens('feedback') ?? false;
  }

  tell(device: DeviceId, body: FeedbackBody): void {
    this.#send(device, 'feedback', body);
  }

  configure(device: DeviceId, body: ConfigBody): void {
    this.#send(device, 'config', body);
  }

  drop(device: DeviceId): void {
    const session = this.#connections.current(device);
    if (session === undefined) return;
    session.ending = true;
    this.#counters.count('mqtt-dropped');
    session.gate.socket.destroy();
  }

  #send(device: DeviceId, lane: DownLane, body: FeedbackBody | ConfigBody): void {
    const session = this.#connections.current(device);
    const result = session?.downlink.send(lane, encodeBody(body), this.#clock.mono());
    // A device that is away or has not subscribed gets the current state when it subscribes.
    if (session === undefined || result === 'sent' || result === 'not-subscribed') return;
    if (result === 'replaced') this.#counters.count('mqtt-downlink-replaced');
    this.#connections.watch(session);
  }
}
