import type { DeviceId } from '../../base/ids.ts';
import type { LinkBody } from '../../contract/hand.ts';
import type { Counters, Intake } from '../../engine/ports/devices.ts';
import { decodeFeedbackAck, decodeLink, decodePosition, decodeStatus } from '../families/duress.ts';
import type { Decoded } from '../families/duress.ts';
import type { UpLane } from './topics.ts';

export interface TelemetryDeps {
  readonly intake: Intake;
  readonly counters: Counters;
  /** What a device, or a broker in its place, says of its connection. */
  readonly link: (device: DeviceId, said: LinkBody) => void;
}

/** Everything that a device sends besides presses. Each message of its own is a sign of life, readable or not. */
export class TelemetryLanes {
  readonly #deps: TelemetryDeps;

  constructor(deps: TelemetryDeps) {
    this.#deps = deps;
  }

  /** Resolves when it may be acknowledged. */
  async take(lane: Exclude<UpLane, 'alarm'>, device: DeviceId, body: Buffer): Promise<void> {
    const { intake } = this.#deps;
    if (lane === 'status') {
      const status = this.#read(decodeStatus(body));
      if (status.ok) {
        const { rssi } = status.value;
        intake.heard(device, rssi === undefined ? { by: 'mqtt' } : { by: 'mqtt', rssi }, status.value);
        return;
      }
      return this.#unreadable(device, body, status.why);
    }
    if (lane === 'link') {
      const link = this.#read(decodeLink(body));
      if (!link.ok) return this.#unreadable(device, body, link.why);
      this.#deps.link(device, link.value);
      return;
    }
    intake.heard(device, { by: 'mqtt' });
    if (lane === 'position') {
      const place = this.#read(decodePosition(body));
      if (!place.ok) return this.#unreadable(device, body, place.why);
      intake.position(device, place.value);
    } else {
      const shown = this.#read(decodeFeedbackAck(body));
      if (!shown.ok) return this.#unreadable(device, body, shown.why);
      intake.handAck(device, shown.value.rev);
    }
  }

  #read<T>(decoded: Decoded<T>): Decoded<T> {
    if (decoded.ok && decoded.dropped.length > 0) this.#deps.counters.count('mqtt-field-dropped', decoded.dropped.length);
    return decoded;
  }

  async #unreadable(device: DeviceId, body: Buffer, why: string): Promise<void> {
    const { intake, counters } = this.#deps;
    counters.count('mqtt-unreadable');
    intake.heard(device, { by: 'mqtt' });
    await intake.unreadable(device, { by: 'mqtt', raw: body, why });
  }
}
