import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock, type Clock } from '../../gateway/src/base/clock.ts';
import { inputIdFrom, RandomIds, type DeviceId } from '../../gateway/src/base/ids.ts';
import { DEFAULT_POLICY, type Policy } from '../../gateway/src/domain/policy.ts';
import type { Reply, Signal } from '../../gateway/src/domain/input.ts';
import type { Cue } from '../../gateway/src/domain/testing/stage.ts';
import { Engine } from '../../gateway/src/engine/engine.ts';
import { factsSince } from '../../gateway/src/engine/catch-up.ts';
import type { StoredFact } from '../../gateway/src/engine/ports/log.ts';
import { SqliteStore } from '../../gateway/src/store/sqlite/store.ts';
import { demoSite } from '../../gateway/src/wiring/demo-site.ts';
import { EventsSeen } from './gateway.ts';
import { WaveringLog } from './wavering-log.ts';

export interface EngineHouseOptions {
  readonly clock?: Clock;
  readonly policy?: Policy;
  readonly folder?: string;
  /** Opens that fail at the start. */
  readonly shut?: number;
  /** Set-up as it was last known, for such a start. */
  readonly lastKnown?: NonNullable<ConstructorParameters<typeof Engine>[0]['lastKnown']>;
}

/** The real engine on the real log in real files, with the demo's people, and with a log that can be made to waver. */
export class EngineHouse {
  readonly engine: Engine;
  readonly log: WaveringLog;
  readonly events = new EventsSeen();
  readonly folder: string;
  broken: unknown;
  readonly #store: SqliteStore;

  private constructor(options: EngineHouseOptions) {
    this.folder = options.folder ?? mkdtempSync(join(tmpdir(), 'duress-engine-'));
    const clock = options.clock ?? new SystemClock();
    const { events } = this;
    this.#store = new SqliteStore({ folder: join(this.folder, 'data'), masterKeyFile: join(this.folder, 'master.key'), clock, events });
    this.log = new WaveringLog(this.#store.log);
    this.log.shut(options.shut ?? 0);
    this.engine = new Engine({
      log: this.log,
      clock,
      ids: new RandomIds(() => clock.wall()),
      policy: options.policy ?? DEFAULT_POLICY,
      events,
      ...(options.lastKnown === undefined ? {} : { lastKnown: options.lastKnown }),
      onBroken: (error) => {
        this.broken = error;
      },
    });
  }

  static async open(options: EngineHouseOptions = {}): Promise<EngineHouse> {
    const house = new EngineHouse(options);
    await house.engine.start();
    if (house.engine.committed.people.size === 0 && house.engine.health.state === 'ok') {
      await house.give({ type: 'save', actor: 'test', changes: demoSite().changes });
    }
    return house;
  }

  give(cue: Cue): Promise<Reply> {
    return this.engine.submit({ ...cue, id: inputIdFrom(this.engine.ids) });
  }

  press(device: string, seq: number, more: Partial<Signal> = {}): Promise<Reply> {
    const { at } = this.engine.now();
    const path = { by: 'mqtt' as const };
    // as: a device's id by hand.
    const signal = { device: device as DeviceId, boot: 1, seq, kind: 'duress' as const, receivedAt: at, pressedAt: at, path, ...more };
    return this.give({ type: 'signal', signal });
  }

  /** Everything that is on disk. */
  facts(): Promise<StoredFact[]> {
    return factsSince(this.log, 0);
  }

  async stop(): Promise<void> {
    await this.engine.stop();
    await this.#store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
