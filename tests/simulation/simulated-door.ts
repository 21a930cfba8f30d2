import { FaultError } from '../../gateway/src/base/errors.ts';
import { decodeSignal } from '../../gateway/src/ingest/families/duress.ts';
import type { CanaryPress } from '../../gateway/src/engine/ports/canary.ts';
import type { CanaryIntake } from '../../gateway/src/ops/canary/canary-intake.ts';
import type { CanaryIdentity } from '../../gateway/src/ops/canary/identity.ts';
import type { Dice } from './chance.ts';
import type { SimulatedClock, Timeline } from './timeline.ts';

/** How the listener for buttons is. `shut`: nobody is let in. `deaf`: it lets in, and hears nothing. `mute`: it hears, and never answers. */
export const DOOR_MOODS = ['shut', 'deaf', 'mute', 'slow'] as const;
export type DoorMood = 'well' | (typeof DOOR_MOODS)[number];

/** The listener as it is, whichever process listens. */
export class Door {
  mood: DoorMood = 'well';
  readonly #onPassed: () => void;

  constructor(onPassed: () => void) {
    this.#onPassed = onPassed;
  }

  /** A press of the gateway's own was acknowledged to its hand. */
  passed(): void {
    this.#onPassed();
  }
}

interface PressDeps {
  readonly door: Door;
  readonly timeline: Timeline;
  readonly clock: SimulatedClock;
  readonly dice: Dice;
  readonly intake: CanaryIntake;
  readonly identity: CanaryIdentity;
  readonly isDead: () => boolean;
}

const QUICK_MS = [1, 20] as const;
const SLOW_MS = [300, 3_000] as const;

/** One process' own hand at its own listener: a connection, the body over the wire, the family's own reader, the acknowledgement. */
export class SimulatedPress implements CanaryPress {
  readonly #deps: PressDeps;
  #giveUp: (() => void) | undefined;

  constructor(deps: PressDeps) {
    this.#deps = deps;
  }

  press(body: string, connected: () => void): Promise<void> {
    const { door } = this.#deps;
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        reject(new FaultError('channel-failed', why, { retryable: true }));
      };
      this.#giveUp = () => {
        fail('given up');
      };
      this.#later(() => {
        if (door.mood === 'shut') {
          fail('simulated: nobody listens');
          return;
        }
        connected();
        this.#later(() => {
          if (door.mood !== 'deaf' && door.mood !== 'shut') this.#arrive(body, resolve, fail);
        });
      });
    });
  }

  giveUp(): void {
    this.#giveUp?.();
  }

  #arrive(body: string, resolve: () => void, fail: (why: string) => void): void {
    const { door, clock, intake, identity } = this.#deps;
    const { device } = identity.device;
    const decoded = decodeSignal(Buffer.from(body), { device, receivedAt: clock.wall(), path: { by: 'mqtt' } });
    if (!decoded.ok) throw new TypeError(`the canary's own press can't be read: ${decoded.why}`);
    intake.signal(decoded.value).then(
      () => {
        this.#later(() => {
          if (door.mood === 'mute') return;
          door.passed();
          resolve();
        });
      },
      () => {
        fail('simulated: not acknowledged');
      },
    );
  }

  /** What a process that died still had on its way comes to nobody. */
  #later(run: () => void): void {
    const { timeline, dice, door, isDead } = this.#deps;
    const [least, most] = door.mood === 'slow' ? SLOW_MS : QUICK_MS;
    timeline.after(dice.between(least, most), () => {
      if (!isDead()) run();
    });
  }
}
