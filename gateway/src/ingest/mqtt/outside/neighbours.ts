import type { DeviceId } from '../../../base/ids.ts';
import type { LinkBody } from '../../../contract/hand.ts';
import type { Counters, Intake } from '../../../engine/ports/devices.ts';

interface Neighbour {
  /** As the device named its connection to the broker; undefined until it does. */
  session: number | undefined;
  up: boolean;
}

export interface NeighboursDeps {
  readonly intake: Pick<Intake, 'heard' | 'link'>;
  readonly counters: Counters;
  /** A device has come back, or was never heard before: it is to be told how things stand. */
  readonly greet: (device: DeviceId) => void;
}

/**
 * The devices behind the broker. We do not see their connections: that one is up we learn from whatever it says, that it is down from
 * the will that the broker says in its place. While our own connection is away nothing is known of any of them. Known devices alone
 * are kept, so the set-up bounds them.
 */
export class Neighbours {
  readonly #deps: NeighboursDeps;
  readonly #known = new Map<DeviceId, Neighbour>();

  constructor(deps: NeighboursDeps) {
    this.#deps = deps;
  }

  has(device: DeviceId): boolean {
    return this.#known.has(device);
  }

  all(): IterableIterator<DeviceId> {
    return this.#known.keys();
  }

  /** The device itself has said something. */
  heard(device: DeviceId): void {
    const known = this.#known.get(device);
    if (known?.up === true) return;
    this.#known.set(device, { session: known?.session, up: true });
    this.#deps.intake.link(device, true);
    this.#deps.greet(device);
  }

  link(device: DeviceId, { state, session }: LinkBody): void {
    const { intake, counters, greet } = this.#deps;
    const known = this.#known.get(device);
    if (state === 'lost') {
      // The will of a connection before this one comes when the broker at last notices; the device has long been back.
      if (known?.session !== undefined && known.session !== session) {
        counters.count('mqtt-link-lost-ignored');
        return;
      }
      counters.count('mqtt-link-lost');
      this.#known.set(device, { session, up: false });
      intake.link(device, false);
      return;
    }
    counters.count('mqtt-link-up');
    intake.heard(device, { by: 'mqtt' });
    this.#known.set(device, { session, up: true });
    intake.link(device, true);
    greet(device); // it has just subscribed
  }

  /** Our own connection is away: of none of them anything is known now. */
  unknown(): void {
    for (const [device, known] of this.#known) {
      if (!known.up) continue;
      known.up = false;
      this.#deps.intake.link(device, false);
    }
  }

  forget(device: DeviceId): void {
    if (this.#known.delete(device)) this.#deps.intake.link(device, false);
  }
}
