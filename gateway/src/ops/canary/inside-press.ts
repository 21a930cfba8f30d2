import type { Clock } from '../../base/clock.ts';
import type { CanaryPress } from '../../engine/ports/canary.ts';
import type { Intake } from '../../engine/ports/devices.ts';
import type { CanaryIdentity } from './identity.ts';

/** Where no device comes in by MQTT: no way in is proven then, but the loop, the disk and the screens behind all of them are. */
export class InsidePress implements CanaryPress {
  readonly #intake: Pick<Intake, 'signal'>;
  readonly #identity: CanaryIdentity;
  readonly #clock: Clock;
  #runs = 0;

  constructor(deps: { readonly intake: Pick<Intake, 'signal'>; readonly identity: CanaryIdentity; readonly clock: Clock }) {
    this.#intake = deps.intake;
    this.#identity = deps.identity;
    this.#clock = deps.clock;
  }

  async press(_body: string, connected: () => void): Promise<void> {
    connected();
    this.#runs += 1;
    const at = this.#clock.wall();
    const { device, boot } = this.#identity;
    const path = { by: 'http' as const };
    await this.#intake.signal({ device: device.device, boot, seq: this.#runs, kind: 'test', receivedAt: at, pressedAt: at, path });
  }

  giveUp(): void {
    // Nothing to let go of: whoever waits for the log is told by it.
  }
}
