import type { Clock } from '../../base/clock.ts';
import { FaultError, messageOf } from '../../base/errors.ts';
import type { DeviceId } from '../../base/ids.ts';
import type { EventLog } from '../../base/log.ts';
import type { Counters, Intake } from '../../engine/ports/devices.ts';
import { decodeSignal } from '../families/duress.ts';

export interface PressDeps {
  readonly intake: Intake;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
}

/** A publish on a device's own `alarm` topic. */
export interface PressPublish {
  readonly device: DeviceId;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly body: Buffer;
  /** At most so long an outside broker has kept it. */
  readonly waitedMs?: number | undefined;
}

/** `duplicate`: this press was on disk before. `unknown-device`: the device was revoked meanwhile, and nothing was recorded. */
export type PressEnd = 'recorded' | 'duplicate' | 'unknown-device';

/**
 * The way of a press: recorded first, acknowledged then. How it was sent never costs a press: with a retain flag or at QoS 0
 * or 2 it is recorded like any other, and counted as what it is.
 */
export class PressLane {
  readonly #deps: PressDeps;

  constructor(deps: PressDeps) {
    this.#deps = deps;
  }

  /**
   * Resolves after the commit: only then may the publish be acknowledged. Rejects when nothing was taken in; without an
   * acknowledgement whoever sent it keeps the press and sends it again.
   */
  async record(press: PressPublish): Promise<PressEnd> {
    const { counters, events } = this.#deps;
    counters.count('mqtt-press');
    if (press.qos === 0) counters.count('mqtt-press-at-qos0');
    if (press.retain) counters.count('mqtt-press-retain-ignored');
    try {
      return await this.#record(press);
    } catch (error) {
      events.error('mqtt-press-not-recorded', {
        device: press.device,
        fault: error instanceof FaultError ? error.code : messageOf(error),
      });
      throw error;
    }
  }

  async #record({ device, body, waitedMs }: PressPublish): Promise<PressEnd> {
    const { intake, clock, counters } = this.#deps;
    const decoded = decodeSignal(body, { device, receivedAt: clock.wall(), path: { by: 'mqtt' }, waitedMs });
    if (!decoded.ok) {
      counters.count('mqtt-unreadable');
      await intake.unreadable(device, { by: 'mqtt', raw: body, why: decoded.why });
      return 'recorded';
    }
    if (decoded.dropped.length > 0) counters.count('mqtt-field-dropped', decoded.dropped.length);
    const reply = await intake.signal(decoded.value);
    if (reply.outcome === 'refused' && reply.code === 'unknown-device') return 'unknown-device';
    return reply.outcome === 'duplicate' ? 'duplicate' : 'recorded';
  }
}
