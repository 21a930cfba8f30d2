import type { Clock } from '../base/clock.ts';
import type { PersonId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import type { DeviceState, LoadFigures } from '../contract/supervision.ts';
import type { Device } from '../domain/devices.ts';
import type { Policy } from '../domain/policy.ts';
import { DeviceWatch } from '../engine/device-watch.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Presence } from '../engine/presence.ts';
import { LoadCounter } from '../ops/load-counter.ts';
import { PathChanges } from '../ops/path-changes.ts';
import { DeviceWays } from './device-ways.ts';
import type { WaysIn } from './ways-in.ts';

interface SupervisionDeps {
  readonly core: Core;
  readonly presence: Presence;
  readonly waysIn: WaysIn;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly policy: Policy;
  /** Names the program that runs. */
  readonly release: string;
}

/** Who watches over devices, what presses go through, and how much all that asks of people. `start` and `stop` are idempotent. */
export class Supervision {
  readonly #devices: DeviceWatch;
  readonly #changes: PathChanges;
  readonly #load: LoadCounter;

  constructor({ core, presence, waysIn, clock, events, policy, release }: SupervisionDeps) {
    const { mqtt, broker, serial } = waysIn;
    const paths = new DeviceWays(
      {
        ownListener: mqtt === undefined ? undefined : (device) => mqtt.link.reaches(device),
        broker: broker === undefined ? undefined : () => broker.health,
        receivers: serial === undefined ? undefined : () => serial.receivers(),
      },
      clock,
    );
    this.#devices = new DeviceWatch({ core, presence, paths, clock, events });
    this.#changes = new PathChanges({ core, clock, events, release, policy, receivers: () => paths.receivers() });
    this.#load = new LoadCounter({ core, clock });
  }

  /** After the core and presence have started. */
  start(): void {
    for (const part of [this.#load, this.#changes, this.#devices]) part.start();
  }

  stop(): void {
    for (const part of [this.#devices, this.#changes, this.#load]) part.stop();
  }

  stateOf(device: Device): DeviceState {
    return this.#devices.stateOf(device);
  }

  load(reader: PersonId): LoadFigures {
    return this.#load.figures(reader);
  }
}
