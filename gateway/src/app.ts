import { readFileSync } from 'node:fs';
import { Server as HttpsServer } from 'node:https';
import { join, resolve } from 'node:path';
import { Access } from './access/access.ts';
import { listensOnLoopback } from './access/addresses.ts';
import { AnswerLinks } from './access/answer-links.ts';
import { ShownReceipts } from './access/shown-receipts.ts';
import { hasAdministrator } from './domain/administrators.ts';
import { buildApi } from './api/server.ts';
import type { Clock } from './base/clock.ts';
import { FaultError, messageOf } from './base/errors.ts';
import type { IdSource, PersonId } from './base/ids.ts';
import type { EventLog } from './base/log.ts';
import { faultKey } from './domain/fault.ts';
import { DEFAULT_POLICY, type Policy } from './domain/policy.ts';
import { Engine } from './engine/engine.ts';
import { GatewayIntake } from './engine/intake.ts';
import { Presence } from './engine/presence.ts';
import { HandFeedback } from './feedback/hand-feedback.ts';
import { signalsOverHttp } from './ingest/http/signals-plugin.ts';
import { FAULT_WITHIN_MS } from './ingest/mqtt/outside/limits.ts';
import { FeedServer } from './live/feed-server.ts';
import { Notifier } from './notify/notifier.ts';
import { AuditWatch } from './ops/audit-watch.ts';
import { readCertificate } from './ops/certificate-files.ts';
import type { Configuration } from './ops/configuration.ts';
import { PublicHolidays } from './ops/holidays.ts';
import { ControlSocket } from './ops/control-socket.ts';
import { DeviceDrops } from './ops/device-drops.ts';
import { FaultReports } from './ops/fault-reports.ts';
import { exportFiles } from './ops/person-export/files.ts';
import { HeldLog } from './ops/held-log.ts';
import { HeadSigner } from './ops/head-signer.ts';
import { LastKnown, loadLastKnown } from './ops/last-known.ts';
import { LeftOverFaults } from './ops/left-over-faults.ts';
import { Tally } from './ops/tally.ts';
import { TestRounds } from './ops/test-rounds.ts';
import { SqliteStore } from './store/sqlite/store.ts';
import { canaryParts, reachedFromHere } from './wiring/canary.ts';
import { hasTls } from './wiring/has-tls.ts';
import type { Outputs } from './outputs/outputs.ts';
import { outputsOf } from './wiring/outputs.ts';
import { Records } from './wiring/records.ts';
import { SelfWatch } from './wiring/self-watch.ts';
import { Supervision } from './wiring/supervision.ts';
import { waysIn, type WaysIn } from './wiring/ways-in.ts';

export interface GatewayDeps {
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly events: EventLog;
  /** Names this build; a console of another one reloads when it is calm. */
  readonly build: string;
  /** Names the program itself: another one leaves every button unproven. Absent: the build. */
  readonly release?: string;
  /** One-click sign-in on loopback. */
  readonly demo: boolean;
  /** The process has broken again and again: leave the log alone and be a lifeboat. */
  readonly holdLog?: boolean;
  /** The state or the chain is broken: the process must stop. */
  readonly onBroken: (error: unknown) => void;
}

/** Where the gateway listens. */
export interface Addresses {
  readonly http: string;
  readonly mqtt?: string;
  /** The outside broker that it connects to, `host:port`. */
  readonly broker?: string;
  readonly serial?: readonly string[];
}

/** The whole gateway, wired by hand. `start` and `stop` are idempotent. */
export class Gateway {
  readonly core: Engine;
  readonly access: Access;
  readonly store: SqliteStore;
  readonly counters = new Tally();
  readonly intake: GatewayIntake;
  /** How it looks after itself. */
  readonly self: SelfWatch;
  readonly policy: Policy;
  readonly #deps: GatewayDeps;
  readonly #faults: FaultReports;
  readonly #leftOver: LeftOverFaults;
  readonly #testRounds: TestRounds;
  readonly #presence: Presence;
  readonly #supervision: Supervision;
  readonly #feedback: HandFeedback;
  readonly #waysIn: WaysIn;
  readonly #feed: FeedServer;
  readonly #drops: DeviceDrops;
  readonly #signer: HeadSigner;
  readonly #lastKnown: LastKnown;
  readonly #records: Records;
  readonly #notifier: Notifier;
  readonly #outputs: Outputs;
  readonly #answerLinks = new AnswerLinks(() => this.store.keyFor('answer-links'));
  readonly #receipts = new ShownReceipts(() => this.store.keyFor('shown-receipts'));
  #mqttUrl: string | undefined;
  #secure: ((certificate: { readonly cert: string; readonly key: string }) => void) | undefined;
  #stops: (() => void | Promise<void>)[] = [];
  #started: Promise<Addresses> | undefined;

  constructor(deps: GatewayDeps) {
    const { configuration, clock, ids, events } = deps;
    this.#deps = deps;
    this.policy = policyOf(configuration);
    this.store = new SqliteStore({ folder: configuration.data, masterKeyFile: configuration.masterKeyFile, clock, events });
    const { queries, lifeboatFile } = this.store;
    const log = deps.holdLog === true ? new HeldLog() : this.store.log;
    this.core = new Engine({
      log,
      clock,
      ids,
      policy: this.policy,
      events,
      onBroken: deps.onBroken,
      lastKnown: (state) => loadLastKnown(lifeboatFile, state, events),
    });
    const { core, counters } = this;
    this.#faults = new FaultReports(core, events);
    this.access = new Access({ core, clock, counters, tls: hasTls(configuration.http) });
    this.#presence = new Presence({ clock, queries, events });
    this.#feedback = new HandFeedback(core);
    this.intake = this.#intakeOf(this.#feedback);
    const ownDoor = (): string | undefined => this.#mqttUrl;
    const canary = canaryParts({ configuration, clock, intake: this.intake, ownDoor });
    this.#outputs = outputsOf({ ...deps, core, counters, faults: this.#faults, readers: () => this.#waysIn.mqtt?.readers });
    const { door, broker: stateBroker } = this.#outputs;
    this.#waysIn = waysIn({ ...deps, core, counters, queries, intake: canary?.intake ?? this.intake, faults: this.#faults, door });
    const { mqtt, broker, links } = this.#waysIn;
    for (const link of links) this.#feedback.addLink(link);
    const watched = { core, presence: this.#presence, waysIn: this.#waysIn, policy: this.policy };
    this.#supervision = new Supervision({ ...watched, clock, events, release: deps.release ?? deps.build });
    const surroundings = {
      mqtt: mqtt !== undefined,
      broker: broker?.name,
      ports: configuration.serial.ports,
      stateBroker,
      canary: canary !== undefined,
    };
    this.#leftOver = new LeftOverFaults({ core, faults: this.#faults, surroundings });
    this.#testRounds = new TestRounds({ core, clock, faults: this.#faults, events });
    this.#drops = new DeviceDrops({ core, links });
    this.#signer = new HeadSigner({ core, clock, events, sign: (head) => Promise.resolve(this.store.signer.signHead(head)) });
    this.#lastKnown = new LastKnown({ core, clock, events, file: lifeboatFile });
    this.#records = new Records({ core, events, store: this.store });
    const { outbox } = this.store;
    this.#notifier = new Notifier({
      core,
      outbox,
      clock,
      events,
      counters,
      faults: this.#faults,
      random: deps.random,
      links: this.#answerLinks,
      push: { key: () => this.store.keyFor('push-identity'), receipts: this.#receipts },
      options: configuration.contact,
    });
    this.#feed = this.#feedServer();
    const figures = { queued: () => core.queued, connected: () => this.#presence.connected, consoles: () => this.#feed.counts };
    this.self = new SelfWatch({ ...deps, core, counters, outbox, faults: this.#faults, feed: this.#feed.probes, canary, figures });
  }

  #intakeOf(feedback: HandFeedback): GatewayIntake {
    return new GatewayIntake({
      core: this.core,
      clock: this.#deps.clock,
      events: this.#deps.events,
      counters: this.counters,
      presence: this.#presence,
      feedback: (device) => feedback.current(device),
      repeated: feedback.repeated,
      shown: (device, rev) => feedback.said(device, rev),
    });
  }

  start(): Promise<Addresses> {
    this.#started ??= this.#start();
    return this.#started;
  }

  async stop(): Promise<void> {
    await this.#started;
    const stops = this.#stops.reverse();
    this.#stops = [];
    for (const stop of stops) await stop();
  }

  /** Reads the certificates anew: they were renewed. Connections that are open go on with what they have. */
  async reload(): Promise<void> {
    const { http } = this.#deps.configuration;
    if (hasTls(http)) this.#secure?.(readCertificate(http));
    await this.#waysIn.mqtt?.reload();
    this.self.supervision.renewed();
  }

  /** A one-time link that makes the first administrator; undefined when there is one. */
  firstAdministratorLink(http: string): string | undefined {
    return hasAdministrator(this.core.committed) || this.core.health.state !== 'ok'
      ? undefined
      : `${http}/sign-in#key=${this.access.first.offer()}`;
  }

  async #start(): Promise<Addresses> {
    const { core, store } = this;
    await core.start();
    const brokerHeardUntil = this.#brokerHeardUntil(); // before this run writes anything
    this.#stops.push(
      () => store.close(),
      () => core.stop(),
    );
    await this.#presence.start();
    this.#stops.push(() => this.#presence.stop());
    const { access } = this;
    const audit = new AuditWatch({ core, clock: this.#deps.clock, faults: this.#faults });
    const parts = [
      audit,
      this.#supervision,
      this.#lastKnown,
      this.#drops,
      this.#leftOver,
      this.#testRounds,
      this.#records,
      access,
      this.#feedback,
      this.#signer,
      this.#notifier,
      this.#outputs,
    ];
    for (const part of parts) {
      part.start();
      this.#stops.push(() => part.stop());
    }
    const { configuration, events } = this.#deps;
    const looks = { policy: this.policy, reaches: (person: PersonId) => this.#reaches(person), clock: this.#deps.clock };
    const control = new ControlSocket({ core, looks, events, folder: configuration.data });
    await control.start();
    this.#stops.push(() => control.stop());
    const http = await this.#listenHttp();
    const mqtt = await this.#listenMqtt();
    const { broker, serial } = this.#waysIn;
    broker?.start(brokerHeardUntil);
    if (broker !== undefined) this.#stops.push(() => broker.stop());
    await serial?.start();
    if (serial !== undefined) this.#stops.push(() => serial.stop());
    await this.self.start();
    this.#stops.push(() => this.self.stop());
    const { ports } = this.#deps.configuration.serial;
    return {
      http,
      ...(mqtt === undefined ? {} : { mqtt }),
      ...(broker === undefined ? {} : { broker: broker.name }),
      ...(ports.length === 0 ? {} : { serial: ports }),
    };
  }

  async #listenHttp(): Promise<string> {
    const { configuration, clock, events, demo } = this.#deps;
    const { core, access, counters, intake } = this;
    const { http } = configuration;
    const tls = hasTls(http) ? readCertificate(http) : undefined;
    const loopback = listensOnLoopback(http.host);
    this.#plain({ tls: tls !== undefined, loopback, allowed: http.plainBeyondLoopback });
    const api = await buildApi({
      core,
      queries: this.store.queries,
      intake,
      policy: this.policy,
      access,
      attachments: this.store.attachments,
      exportOf: (person) => exportFiles({ core, queries: this.store.queries }, person),
      answerLinks: this.#answerLinks,
      clock,
      log: events,
      counters,
      links: this.#waysIn.links,
      presence: (device) => this.#presence.of(device),
      deviceState: (device) => this.#supervision.stateOf(device),
      outputs: this.#outputs,
      load: (reader) => this.#supervision.load(reader),
      signedHead: () => this.#signer.newest,
      broker: () => this.#waysIn.broker?.health,
      reaches: (person) => this.#reaches(person),
      telling: this.#notifier,
      canary: () => this.self.canary?.view,
      metrics: () => this.self.metrics.read(),
      options: { tls, origins: http.origins, loopback, demo, dashboard: resolve(configuration.dashboard) },
    });
    await api.register(signalsOverHttp({ core, intake, access, clock, log: events, counters }));
    for (const routes of this.#notifier.routes) await api.register(routes);
    const { server } = api;
    if (server instanceof HttpsServer) this.#secure = (certificate) => server.setSecureContext(certificate);
    this.#feed.start(server);
    this.#stops.push(
      () => api.close(),
      () => {
        this.#feed.stop();
      },
    );
    const address = await api.listen({ host: http.host, port: http.port }).catch((cause: unknown) => {
      const detail = `http on ${http.host}:${String(http.port)} (${messageOf(cause)}); http.host and http.port say where else`;
      throw new FaultError('listen-failed', detail, { retryable: true, cause });
    });
    return address.replace('[::1]', 'localhost');
  }

  #reaches(person: PersonId): boolean {
    const row = this.core.committed.people.get(person);
    return row !== undefined && this.#notifier.reaches(row);
  }

  async #listenMqtt(): Promise<string | undefined> {
    const { mqtt } = this.#deps.configuration;
    const ingest = this.#waysIn.mqtt;
    if (ingest === undefined) return undefined;
    const ports = await ingest.start();
    this.#stops.push(() => ingest.stop());
    const url = ports.tlsPort === undefined ? `mqtt://${mqtt.host}:${String(ports.port)}` : `mqtts://${mqtt.host}:${String(ports.tlsPort)}`;
    this.#mqttUrl = reachedFromHere(url);
    return url;
  }

  /** The newest fact is of a run that heard the broker, or its fault would stand; that fault comes a moment after the last word. */
  #brokerHeardUntil(): number | undefined {
    const { head, health, committed } = this.core;
    const { broker } = this.#waysIn;
    if (health.state !== 'ok' || head.seq === 0 || broker === undefined) return undefined;
    const subject = `broker:${broker.name}`;
    const isLost = (['broker-lost', 'broker-refused'] as const).some((code) => committed.faults.has(faultKey(code, subject)));
    return isLost ? undefined : head.at - FAULT_WITHIN_MS;
  }

  #feedServer(): FeedServer {
    const { configuration, clock, events, build, demo } = this.#deps;
    const { http } = configuration;
    const origin = { tls: hasTls(http), origins: http.origins, loopback: listensOnLoopback(http.host) };
    return new FeedServer({
      core: this.core,
      access: this.access,
      clock,
      events,
      counters: this.counters,
      faults: this.#faults,
      hand: this.#feedback,
      policy: this.policy,
      origin,
      build,
      demo,
      signedHead: () => this.#signer.short,
      canary: () => this.self.canary?.view,
      handAck: (device, rev) => {
        this.intake.handAck(device, rev);
      },
    });
  }

  /** Plain text beyond this machine is refused, or by explicit wish a standing fault. */
  #plain(listener: { readonly tls: boolean; readonly loopback: boolean; readonly allowed: boolean }): void {
    if (listener.tls || listener.loopback) {
      this.#faults.close('plain-listener', 'http');
      return;
    }
    if (!listener.allowed) {
      throw new FaultError(
        'config-invalid',
        'http: plain text beyond loopback needs plainBeyondLoopback, or certFile and keyFile for TLS',
        { retryable: false },
      );
    }
    this.#faults.open('plain-listener', 'http', { label: 'HTTP' });
  }
}

function policyOf(configuration: Configuration): Policy {
  return { ...DEFAULT_POLICY, ...configuration.policy, holidays: new PublicHolidays() };
}

/** The program that runs: its version, and the pages that it came with. */
export function releaseOf(build: string): string {
  // as: our own file, with a version in it.
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return `${version} ${build}`;
}

/** The build as the pages name it: what vite wrote beside them, or `unbuilt`. */
export function buildOf(dashboard: string): string {
  try {
    return readFileSync(join(dashboard, 'build.txt'), 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'unbuilt';
    throw error;
  }
}
