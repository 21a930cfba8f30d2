import type { Clock } from '../../base/clock.ts';
import { FaultError, messageOf } from '../../base/errors.ts';
import type { EventLog } from '../../base/log.ts';
import type { Counters, Intake } from '../../engine/ports/devices.ts';
import { decodeSignal } from '../families/duress.ts';
import type { Answer } from './answers.ts';
import type { MqttRefusal } from './packet-faults.ts';
import type { DeviceSession } from './session.ts';

export interface PressAround {
  readonly intake: Intake;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
}

/** A publish on a device's own `alarm` topic. */
export interface PressPublish {
  readonly session: DeviceSession;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly body: Buffer;
  /** Lets the PUBACK go out. */
  readonly answer: Answer;
  /** Closes the connection without an acknowledgement. */
  readonly refuse: (refusal: MqttRefusal) => void;
}

/**
 * The way of a press: recorded first, acknowledged then, in order. How it was sent never costs a press: with a retain flag
 * or at QoS 0 or 2 it is recorded like any other, and counted as what it is.
 */
export class PressLane {
  readonly #around: PressAround;

  constructor(around: PressAround) {
    this.#around = around;
  }

  take({ session, qos, retain, body, answer, refuse }: PressPublish): void {
    const { counters, events } = this.#around;
    counters.count('mqtt-press');
    if (qos === 0) counters.count('mqtt-press-at-qos0');
    if (retain) counters.count('mqtt-press-retain-ignored');
    const settled = session.answers.enter(answer);
    this.#record(session, body).then(
      (recorded) => {
        if (!recorded) refuse('unknown-device');
        else if (qos === 2) refuse('qos2-refused');
        else settled();
      },
      (error: unknown) => {
        // Closed without PUBACK: the device keeps the press and sends it again.
        events.error('mqtt-press-not-recorded', {
          device: session.device,
          fault: error instanceof FaultError ? error.code : messageOf(error),
        });
        refuse('not-recorded');
      },
    );
  }

  /** False when the device was revoked meanwhile, and so nothing was recorded. */
  async #record(session: DeviceSession, body: Buffer): Promise<boolean> {
    const { intake, clock, counters } = this.#around;
    const decoded = decodeSignal(body, { device: session.device, receivedAt: clock.wall(), path: { by: 'mqtt' } });
    if (!decoded.ok) {
      counters.count('mqtt-unreadable');
      await intake.unreadable(session.device, { by: 'mqtt', raw: body, why: decoded.why });
      return true;
    }
    if (decoded.dropped.length > 0) counters.count('mqtt-field-dropped', decoded.dropped.length);
    const reply = await intake.signal(decoded.value);
    return !(reply.outcome === 'refused' && reply.code === 'unknown-device');
  }
}
