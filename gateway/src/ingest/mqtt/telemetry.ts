import type { Counters, Intake } from '../../engine/ports/devices.ts';
import { decodeFeedbackAck, decodeLink, decodePosition, decodeStatus } from '../families/duress.ts';
import type { Decoded } from '../families/duress.ts';
import type { DeviceSession } from './session.ts';
import type { UpLane } from './topics.ts';

export interface TelemetryAround {
  readonly intake: Intake;
  readonly counters: Counters;
}

/** Everything that a device sends besides presses. Each message is a sign of life, readable or not. */
export class TelemetryLanes {
  readonly #around: TelemetryAround;

  constructor(around: TelemetryAround) {
    this.#around = around;
  }

  /** Resolves when it may be acknowledged. */
  async take(lane: Exclude<UpLane, 'alarm'>, session: DeviceSession, body: Buffer): Promise<void> {
    const { intake, counters } = this.#around;
    const { device } = session;
    if (lane === 'status') {
      const status = this.#read(decodeStatus(body));
      if (status.ok) {
        const { rssi } = status.value;
        intake.heard(device, rssi === undefined ? { by: 'mqtt' } : { by: 'mqtt', rssi }, status.value);
        return;
      }
      return this.#unreadable(session, body, status.why);
    }
    intake.heard(device, { by: 'mqtt' });
    if (lane === 'position') {
      const place = this.#read(decodePosition(body));
      if (!place.ok) return this.#unreadable(session, body, place.why);
      intake.position(device, place.value);
    } else if (lane === 'feedback/ack') {
      const shown = this.#read(decodeFeedbackAck(body));
      if (!shown.ok) return this.#unreadable(session, body, shown.why);
      intake.handAck(device, shown.value.rev);
    } else {
      const link = this.#read(decodeLink(body));
      if (!link.ok) return this.#unreadable(session, body, link.why);
      // Up and down are what its connection is; a *lost* that comes over a living connection says nothing.
      counters.count(link.value.state === 'up' ? 'mqtt-link-up' : 'mqtt-link-lost-ignored');
    }
  }

  #read<T>(decoded: Decoded<T>): Decoded<T> {
    if (decoded.ok && decoded.dropped.length > 0) this.#around.counters.count('mqtt-field-dropped', decoded.dropped.length);
    return decoded;
  }

  async #unreadable(session: DeviceSession, body: Buffer, why: string): Promise<void> {
    const { intake, counters } = this.#around;
    counters.count('mqtt-unreadable');
    intake.heard(session.device, { by: 'mqtt' });
    await intake.unreadable(session.device, { by: 'mqtt', raw: body, why });
  }
}
