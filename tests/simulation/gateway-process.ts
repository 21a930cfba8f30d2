import { Server } from 'node:http';
import { Access } from '../../gateway/src/access/access.ts';
import { tokenOf } from '../../gateway/src/access/tokens.ts';
import type { Json } from '../../gateway/src/base/canonical.ts';
import { messageOf } from '../../gateway/src/base/errors.ts';
import { inputIdFrom, type DeviceId, type IdSource } from '../../gateway/src/base/ids.ts';
import type { EventLog, LogFields } from '../../gateway/src/base/log.ts';
import type { FeedbackBody } from '../../gateway/src/contract/hand.ts';
import type { Reply } from '../../gateway/src/domain/input.ts';
import { DEFAULT_POLICY } from '../../gateway/src/domain/policy.ts';
import type { Cue } from '../../gateway/src/domain/testing/stage.ts';
import { Engine } from '../../gateway/src/engine/engine.ts';
import { GatewayIntake } from '../../gateway/src/engine/intake.ts';
import { Presence } from '../../gateway/src/engine/presence.ts';
import { HandFeedback } from '../../gateway/src/feedback/hand-feedback.ts';
import { FeedServer } from '../../gateway/src/live/feed-server.ts';
import type { FaultSink } from '../../gateway/src/engine/ports/devices.ts';
import { Canary } from '../../gateway/src/ops/canary/canary.ts';
import { CanaryIntake } from '../../gateway/src/ops/canary/canary-intake.ts';
import type { CanaryIdentity } from '../../gateway/src/ops/canary/identity.ts';
import { FaultReports } from '../../gateway/src/ops/fault-reports.ts';
import { HeadSigner } from '../../gateway/src/ops/head-signer.ts';
import { LastKnown, loadLastKnown, type LastKnownFile } from '../../gateway/src/ops/last-known.ts';
import { Tally } from '../../gateway/src/ops/tally.ts';
import type { Chance } from './chance.ts';
import { FarParts, signedBy } from './far-parts.ts';
import { CANARY } from './checkers/canary.ts';
import { cookieOf, wallSecret } from './house.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import { SimulatedLog, type Step } from './simulated-log.ts';
import { SimulatedPress, type Door } from './simulated-door.ts';
import type { Post } from './simulated-post.ts';
import { SimulatedClock, type Timeline, type Wall } from './timeline.ts';

export interface ProcessDeps {
  readonly timeline: Timeline;
  readonly wall: Wall;
  readonly chance: Chance;
  readonly disk: SimulatedDisk;
  readonly post: Post;
  readonly door: Door;
  /** How many processes were there before. */
  readonly run: number;
  readonly at: (step: Step) => void;
  readonly say: (what: string) => void;
  /** The gateway tells a device something. */
  readonly tell: (device: DeviceId, body: FeedbackBody) => void;
  readonly onBroken: (error: unknown) => void;
}

/** One life of the gateway: all of it that needs no real socket, wired as app.ts does it. */
export class GatewayProcess {
  readonly core: Engine;
  readonly intake: GatewayIntake;
  readonly clock: SimulatedClock;
  /** Listens nowhere: pages come in as upgrades. */
  readonly server = new Server();
  isReady = false;
  isDead = false;
  readonly #feed: FeedServer;
  readonly #feedback: HandFeedback;
  readonly #presence: Presence;
  readonly #signer: HeadSigner;
  readonly #far: FarParts;
  readonly #canary: Canary;
  readonly #lastKnown: LastKnown;
  readonly #access: Access;
  readonly #deps: ProcessDeps;
  /** The newest commit of which the last of the followers has heard. */
  #toldSeq = 0;

  constructor(deps: ProcessDeps) {
    this.#deps = deps;
    const { timeline, wall, chance, disk, run } = deps;
    const clock = new SimulatedClock(timeline, wall);
    this.clock = clock;
    const onDisk = { disk, clock, dice: chance.for(`disk of run ${String(run)}`), at: deps.at, isDead: () => this.isDead };
    const events = eventsInto((what) => {
      if (!this.isDead) deps.say(what);
    });
    const ids = countedIds(run);
    const file = lastKnownOn(deps, () => this.isDead);
    const lastKnown: ConstructorParameters<typeof Engine>[0]['lastKnown'] = (state) => loadLastKnown(file, state, events);
    const policy = DEFAULT_POLICY;
    const log = new SimulatedLog(onDisk);
    // With a handful of buttons one press that waits is a flood.
    const floodAt = 1;
    this.core = new Engine({ log, clock, ids, policy, events, lastKnown, floodAt, onBroken: (error) => this.#broken(error) });
    const { core } = this;
    const counters = new Tally();
    const faults = new FaultReports(core, events);
    this.#access = new Access({ core, clock, counters, tls: false });
    this.#presence = new Presence({ clock, events, queries: presenceOn(disk, () => this.isDead) });
    this.#feedback = this.#handFeedback();
    const feedback = this.#feedback;
    this.intake = new GatewayIntake({
      ...{ core, clock, events, counters },
      presence: this.#presence,
      feedback: (device) => feedback.current(device),
      repeated: feedback.repeated,
      shown: (device, rev) => feedback.said(device, rev),
    });
    this.#lastKnown = new LastKnown({ core, clock, events, file });
    this.#signer = new HeadSigner({ core, clock, events, sign: (head) => Promise.resolve(signedBy(head)) });
    this.#far = new FarParts({ ...deps, ...{ core, clock, events, counters, faults, onDisk } });
    this.#feed = new FeedServer({
      ...{ core, clock, events, counters, policy, faults },
      access: this.#access,
      hand: feedback,
      origin: { tls: false, origins: [], loopback: true },
      build: 'simulated',
      demo: false,
      signedHead: () => this.#signer.short,
      canary: () => this.#canary.view,
      handAck: (device, rev) => {
        this.intake.handAck(device, rev);
      },
    });
    this.#canary = this.#canaryOf({ events, faults });
  }

  async start(): Promise<void> {
    const { core } = this;
    core.follow(({ head }) => {
      this.#deps.at(this.#toldSeq < head.seq - 1 && this.isReady ? 'untold' : 'followers');
    }, 'first');
    core.onUnderway(() => {
      this.#deps.at('underway');
    });
    await core.start();
    if (this.isDead) return;
    this.#toldSeq = core.head.seq;
    await this.#presence.start();
    for (const part of [this.#lastKnown, this.#access, this.#feedback, this.#signer]) part.start();
    this.#far.start();
    this.#feed.start(this.server);
    this.#canary.start();
    core.follow(({ head }) => {
      this.#toldSeq = head.seq;
    });
    this.isReady = !this.isDead;
  }

  /** The power goes: nothing that it waits for comes, and nothing that it still says is heard. */
  die(): void {
    this.isDead = true;
    this.isReady = false;
    this.clock.stop();
    this.server.removeAllListeners();
  }

  /** What a face of the gateway does with a request. */
  give(cue: Cue): Promise<Reply> {
    return this.core.submit({ ...cue, id: inputIdFrom(this.core.ids) });
  }

  /** Would whoever shows this be let in? */
  knows(viewer: string): boolean {
    const cookie = `duress=${cookieOf(viewer)}`;
    return tokenOf(this.core.committed, wallSecret(viewer)) !== undefined || this.#access.principalOf({ cookie }) !== undefined;
  }

  /** Signed heads, as they leave the box. */
  get signedHead(): { readonly seq: number; readonly hash: string } | undefined {
    return this.#signer.newest;
  }

  #canaryOf(parts: { readonly events: EventLog; readonly faults: FaultSink }): Canary {
    const { core, clock } = this;
    const { door, timeline, chance, run } = this.#deps;
    const identity = canaryIdentity(run);
    const intake = new CanaryIntake(this.intake, identity);
    const way = { door, timeline, clock, dice: chance.for(`canary of run ${String(run)}`), isDead: () => this.isDead };
    const press = new SimulatedPress({ ...way, intake, identity });
    return new Canary({ ...parts, core, clock, intake, identity, press, feed: this.#feed.probes });
  }

  #handFeedback(): HandFeedback {
    const { at, tell } = this.#deps;
    const feedback = new HandFeedback(this.core);
    feedback.addLink({
      name: 'simulated',
      reaches: () => true,
      tell: (device, body) => {
        at('told');
        if (!this.isDead) tell(device, body);
      },
      configure: () => undefined,
      drop: () => undefined,
    });
    return feedback;
  }

  #broken(error: unknown): void {
    if (!this.isDead) this.#deps.onBroken(error);
  }
}

/** Nothing in it is random, so that the same seed gives the same story. */
function canaryIdentity(run: number): CanaryIdentity {
  const common = { family: 'duress', label: 'canary', silent: true, heartbeatSeconds: 60, holdMs: 0, revoked: false } as const;
  return { device: { device: CANARY as DeviceId, ...common }, secret: '', boot: run }; // as: ids of a story are written by hand.
}

/** Ids sort by the time they were given, and no two are the same over all runs. */
function countedIds(run: number): IdSource {
  let count = 0;
  return {
    next: () => {
      count += 1;
      return `${String(run).padStart(4, '0')}${String(count).padStart(8, '0')}`;
    },
  };
}

function eventsInto(say: (what: string) => void): EventLog {
  const line = (code: string, fields: LogFields = {}): void => {
    say(`${code} ${JSON.stringify(fields)}`);
  };
  return { info: line, warn: line, error: line };
}

function lastKnownOn({ disk, at }: ProcessDeps, isDead: () => boolean): LastKnownFile {
  return {
    save: (tables) => {
      at('saved');
      if (!isDead()) disk.lastKnown = JSON.stringify(tables);
      return Promise.resolve();
    },
    load: () => {
      const text = disk.lastKnown;
      // as: what was saved above.
      return Promise.resolve(text === undefined ? undefined : (JSON.parse(text) as Record<string, Json[]>));
    },
  };
}

function presenceOn(disk: SimulatedDisk, isDead: () => boolean): ConstructorParameters<typeof Presence>[0]['queries'] {
  // as (both): rows of JSON, saved below.
  return {
    presence: () => Promise.resolve(JSON.parse(disk.presence) as Record<string, Json>),
    savePresence: (rows) => {
      if (!isDead()) disk.presence = JSON.stringify({ ...(JSON.parse(disk.presence) as object), ...rows });
      return Promise.resolve();
    },
  };
}

export function whyOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
}
