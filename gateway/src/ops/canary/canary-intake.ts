import type { DeviceId } from '../../base/ids.ts';
import type { ConfigBody, FeedbackBody, StatusBody } from '../../contract/hand.ts';
import type { DevicePlace, SignalPath } from '../../contract/signal.ts';
import type { Device } from '../../domain/devices.ts';
import type { Reply, Signal } from '../../domain/input.ts';
import type { Intake, UnreadableBody } from '../../engine/ports/devices.ts';
import type { CanaryIdentity } from './identity.ts';

/**
 * What the MQTT ways in hand over to: they meet one device more than there is, and what it says goes to the canary instead of into
 * the rules. So no rule, list, count or screen ever has to leave it out. A real device of the same name always wins: nobody's press is
 * ever taken for ours.
 */
export class CanaryIntake implements Intake {
  readonly #inner: Intake;
  readonly #identity: CanaryIdentity;
  #onPress: ((signal: Signal) => Promise<Reply>) | undefined;

  constructor(inner: Intake, identity: CanaryIdentity) {
    this.#inner = inner;
    this.#identity = identity;
  }

  /** Who is told of its presses; until then, and after `undefined`, they are nobody's. */
  listen(onPress: ((signal: Signal) => Promise<Reply>) | undefined): void {
    this.#onPress = onPress;
  }

  /** A real device has its name. */
  get isTaken(): boolean {
    return this.#inner.device(this.#identity.device.device) !== undefined;
  }

  device(device: DeviceId): Device | undefined {
    return this.#inner.device(device) ?? (device === this.#identity.device.device ? this.#identity.device : undefined);
  }

  signal(signal: Signal): Promise<Reply> {
    if (!this.#isCanary(signal.device)) return this.#inner.signal(signal);
    // One that nobody waits for, kept by a broker from before: acknowledged, so that it is brought no more.
    return this.#onPress?.(signal) ?? Promise.resolve({ outcome: 'duplicate' });
  }

  async unreadable(device: DeviceId, body: UnreadableBody): Promise<void> {
    if (!this.#isCanary(device)) await this.#inner.unreadable(device, body);
  }

  position(device: DeviceId, place: DevicePlace): void {
    if (!this.#isCanary(device)) this.#inner.position(device, place);
  }

  handAck(device: DeviceId, rev: number): void {
    if (!this.#isCanary(device)) this.#inner.handAck(device, rev);
  }

  heard(device: DeviceId, path: SignalPath, status?: StatusBody): void {
    if (!this.#isCanary(device)) this.#inner.heard(device, path, status);
  }

  link(device: DeviceId, up: boolean): void {
    if (!this.#isCanary(device)) this.#inner.link(device, up);
  }

  feedback(device: DeviceId): FeedbackBody {
    return this.#inner.feedback(device);
  }

  config(device: DeviceId): ConfigBody {
    return this.#inner.config(device);
  }

  #isCanary(device: DeviceId): boolean {
    return device === this.#identity.device.device && this.#inner.device(device) === undefined;
  }
}
