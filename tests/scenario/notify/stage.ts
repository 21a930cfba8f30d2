import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  inputIdFrom,
  RandomIds,
  type AlarmId,
  type DebriefId,
  type DeviceId,
  type GrantId,
  type PersonId,
  type PlaceId,
} from '../../../gateway/src/base/ids.ts';
import type { EventLog } from '../../../gateway/src/base/log.ts';
import type { AlarmAction } from '../../../gateway/src/contract/alarm.ts';
import type { Change, Input, Reply } from '../../../gateway/src/domain/input.ts';
import type { Person } from '../../../gateway/src/domain/people.ts';
import { DEFAULT_POLICY } from '../../../gateway/src/domain/policy.ts';
import { Engine } from '../../../gateway/src/engine/engine.ts';
import type { Log } from '../../../gateway/src/engine/ports/log.ts';
import type { Outbox } from '../../../gateway/src/engine/ports/outbox.ts';
import type { ContactOptions } from '../../../gateway/src/notify/contact/lanes.ts';
import { Notifier } from '../../../gateway/src/notify/notifier.ts';
import { FaultReports } from '../../../gateway/src/ops/fault-reports.ts';
import { LastKnown, loadLastKnown } from '../../../gateway/src/ops/last-known.ts';
import { Tally } from '../../../gateway/src/ops/tally.ts';
import { SqliteStore } from '../../../gateway/src/store/sqlite/store.ts';
import { ManualClock } from '../../harness/clock.ts';

export const WORKER = 'wendy-1' as PersonId;
export const MANAGER = 'mona-1' as PersonId;
export const GUARD = 'gus-1' as PersonId;
const SITE = 'north-1' as PlaceId;
const ROOM = 'room-1' as PlaceId;
const BUTTON = 'button-1' as DeviceId;

/** Words that must not be read on a lock screen: names, places, and what this is about. */
export const SECRETS = ['Wendy', 'Mona', 'Gustav', 'North Clinic', 'Interview Room'];

export interface StageOptions {
  readonly contact: ContactOptions;
  readonly folder?: string;
  readonly log?: (log: Log) => Log;
  readonly outbox?: (outbox: Outbox) => Outbox;
  /** What else the guard's entry holds; the default is an e-mail address and a phone. */
  readonly guard?: Partial<Person>;
}

/** The real log on a real disk, the real engine, and the notifier; time is moved by the test. */
export class Stage {
  readonly clock = new ManualClock();
  readonly counters = new Tally();
  readonly events: { code: string; fields: unknown }[] = [];
  readonly folder: string;
  readonly store: SqliteStore;
  readonly core: Engine;
  readonly notifier: Notifier;
  readonly #lastKnown: LastKnown;
  readonly #ids: RandomIds;
  /** The test has taken the disk away: nothing that is asked of it would be answered. */
  diskAway = false;
  #seq = 0;

  private constructor({ contact, folder, log, outbox }: StageOptions) {
    const { clock, counters } = this;
    const note = (code: string, fields?: unknown): void => {
      this.events.push({ code, fields });
    };
    const events: EventLog = { info: note, warn: note, error: note };
    this.folder = folder ?? mkdtempSync(join(tmpdir(), 'duress-notify-'));
    this.#ids = new RandomIds(() => clock.wall());
    this.store = new SqliteStore({ folder: join(this.folder, 'data'), masterKeyFile: join(this.folder, 'master.key'), clock, events });
    const { store } = this;
    this.core = new Engine({
      log: log?.(store.log) ?? store.log,
      clock,
      ids: this.#ids,
      policy: DEFAULT_POLICY,
      events,
      lastKnown: (state) => loadLastKnown(store.lifeboatFile, state, events),
      onBroken: (error) => {
        throw error;
      },
    });
    const { core } = this;
    this.#lastKnown = new LastKnown({ core, clock, events, file: store.lifeboatFile });
    this.notifier = new Notifier({
      core,
      outbox: outbox?.(store.outbox) ?? store.outbox,
      clock,
      events,
      counters,
      faults: new FaultReports(core, events),
      random: () => 0,
      options: contact,
    });
  }

  static async open(options: StageOptions): Promise<Stage> {
    const stage = new Stage(options);
    await stage.core.start();
    stage.#lastKnown.start();
    if (stage.core.health.state === 'ok' && stage.core.committed.people.size === 0) {
      const saved = await stage.save(organisation(options.guard ?? {}));
      if (saved.outcome !== 'accepted') throw new Error(`the set-up was not taken: ${JSON.stringify(saved)}`);
    }
    stage.notifier.start();
    return stage;
  }

  async submit(input: DistributiveOmit<Input, 'id'>): Promise<Reply> {
    return this.core.submit({ id: inputIdFrom(this.#ids), ...input });
  }

  save(changes: readonly Change[]): Promise<Reply> {
    return this.submit({ type: 'save', actor: 'gateway', changes });
  }

  /** A press on the worker's button, on its way into the log. */
  press(): Promise<Reply> {
    this.#seq += 1;
    const at = this.clock.wall();
    const signal = {
      device: BUTTON,
      boot: 1,
      seq: this.#seq,
      kind: 'duress' as const,
      receivedAt: at,
      pressedAt: at,
      path: { by: 'mqtt' as const },
    };
    return this.submit({ type: 'signal', signal });
  }

  async alarm(): Promise<AlarmId> {
    const reply = await this.press();
    if (reply.outcome !== 'accepted' || reply.alarm === undefined) throw new Error(`the press opened no alarm: ${JSON.stringify(reply)}`);
    return reply.alarm;
  }

  act(alarm: AlarmId, action: AlarmAction, actor: PersonId = GUARD): Promise<Reply> {
    return this.submit({ type: 'act', actor, alarm, action, body: {} });
  }

  debrief(alarm: AlarmId): DebriefId {
    const found = this.core.committed.alarms.get(alarm)?.debrief;
    if (found === undefined) throw new Error('the alarm is not open');
    return found;
  }

  /** Lets time pass second by second, and all that becomes due be decided and read. Work on sockets goes on by itself. */
  async pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i += 1) {
      this.clock.advance(1_000);
      await this.settled();
    }
  }

  /** Everything before this is decided and on disk, and every earlier look into the outbox has its answer. */
  async settled(): Promise<void> {
    for (let i = 0; i < 2; i += 1) {
      await new Promise(setImmediate);
      if (this.diskAway) continue;
      if (this.core.health.state === 'ok') await this.act('none' as AlarmId, 'take');
      await this.store.outbox.due(0, 1);
    }
  }

  faults(): string[] {
    return [...this.core.committed.faults.values()].map(({ fault }) => fault).sort();
  }

  /** Messages that are still in the outbox, whenever they are due. */
  async queued(): Promise<string[]> {
    return (await this.store.outbox.due(Number.MAX_SAFE_INTEGER, 500)).map(({ body }) => JSON.stringify(body));
  }

  count(name: string): number {
    return this.counters.read()[name] ?? 0;
  }

  /** Stops it as a process stops; the folder stays for a next start. */
  async halt(): Promise<void> {
    await this.notifier.stop();
    await this.#lastKnown.stop();
    await this.core.stop();
    await this.store.close();
  }

  async close(): Promise<void> {
    await this.halt();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;

function organisation(guard: Partial<Person>): Change[] {
  const person = (one: Partial<Person> & Pick<Person, 'person' | 'name'>): Change => ({
    put: 'person',
    value: { leave: [], unavailable: false, active: true, ...one },
  });
  const place = { beacons: [], fallback: [], emergency: [] };
  return [
    person({ person: MANAGER, name: 'Mona Lind', email: 'mona@clinic.example' }),
    person({ person: WORKER, name: 'Wendy Ash', manager: MANAGER, place: ROOM }),
    person({ person: GUARD, name: 'Gustav Berg', email: 'gus@clinic.example', phone: '+61 400 000 000', ...guard }),
    // as: an id of the test's own.
    { put: 'grant', value: { grant: 'grant-1' as GrantId, person: MANAGER, role: 'administrator' } },
    { put: 'place', value: { ...place, place: SITE, name: 'North Clinic', kind: 'site', zone: 'Australia/Sydney', emergency: [GUARD] } },
    { put: 'place', value: { ...place, place: ROOM, name: 'Interview Room 4', kind: 'room', parent: SITE } },
    {
      put: 'device',
      value: {
        device: BUTTON,
        family: 'duress',
        label: 'Wendy’s button',
        worker: WORKER,
        silent: false,
        heartbeatSeconds: 60,
        holdMs: 500,
        revoked: false,
      },
    },
  ];
}
