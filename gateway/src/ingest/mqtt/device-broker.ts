import { Aedes } from 'aedes';
import type { Client, PublishPacket, Subscription } from 'aedes';
import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/log.ts';
import { messageOf } from '../../base/errors.ts';
import type { Counters, Intake } from '../../engine/ports/devices.ts';
import { encodeBody } from '../families/duress.ts';
import type { Answer } from './answers.ts';
import type { Connections } from './connections.ts';
import { FIRST_PACKET_MS, KEEP_ALIVE_MAX_S, TOPIC_LEVELS_MAX } from './limits.ts';
import { NoPersistence, NoRouting } from './nothing-kept.ts';
import type { MqttRefusal } from './packet-faults.ts';
import type { Refusals } from './refusals.ts';
import type { DeviceSession } from './session.ts';
import { downLane, ownTopic, upLane } from './topics.ts';
import { TelemetryLanes } from './telemetry.ts';
import { PressLane } from './press.ts';

export interface BrokerDeps {
  readonly intake: Intake;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
  readonly refusals: Refusals;
  readonly connections: Connections;
}

/** What a hook gives the broker when a publish must not go on: the broker closes the connection without an acknowledgement. */
class PublishRefused extends Error {
  override readonly name = 'PublishRefused';
}

/** A socket that may take this many ms of ours to drain before the broker gives it up (its default is a minute, for everybody). */
const DRAIN_TIMEOUT_MS = 2_000;
/** Granted QoS that says *refused* (SUBACK). */
const SUBSCRIPTION_REFUSED = 128;

/**
 * The embedded broker and its hooks. `authorizePublish` is the only place before a PUBACK that may take its time, and the
 * PUBACK goes out when its callback is called: that is where *acknowledged means committed* is kept.
 */
export class DeviceBroker {
  readonly #deps: BrokerDeps;
  readonly #press: PressLane;
  readonly #telemetry: TelemetryLanes;
  readonly #aedes: Aedes;

  constructor(deps: BrokerDeps) {
    this.#deps = deps;
    this.#press = new PressLane(deps);
    const { intake, counters } = deps;
    this.#telemetry = new TelemetryLanes({
      intake,
      counters,
      link: (device, { state }) => {
        // Up and down are what its connection is; a *lost* that comes over a living connection says nothing.
        intake.heard(device, { by: 'mqtt' });
        counters.count(state === 'up' ? 'mqtt-link-up' : 'mqtt-link-lost-ignored');
      },
    });
    this.#aedes = new Aedes({
      id: 'duress-gateway',
      mq: new NoRouting(),
      persistence: new NoPersistence(),
      drainTimeout: DRAIN_TIMEOUT_MS,
      connectTimeout: FIRST_PACKET_MS,
      keepaliveLimit: KEEP_ALIVE_MAX_S,
      maxTopicLevels: TOPIC_LEVELS_MAX,
      preConnect: (_client, packet, callback) => {
        packet.clean = true; // nothing is kept for a device that is away; the answer to CONNECT says so
        // We see for ourselves when a device's connection ends. Its will is checked and goes no further: so the will of an
        // old connection can't speak after a takeover, and no will can ever be taken for a press.
        delete packet.will;
        callback(null, true);
      },
      authenticate: (client, _user, _password, callback) => callback(null, this.#sessionOf(client) !== undefined),
      authorizePublish: (client, packet, callback) => this.#onPublish(client, packet, callback),
      authorizeSubscribe: (client, subscription, callback) => callback(null, this.#isOwn(client, subscription) ? subscription : null),
      authorizeForward: () => null,
    });
    this.#listen();
    deps.connections.onAdmitted((session) => {
      this.#aedes.handle(session.gate.socket);
    });
  }

  async start(): Promise<void> {
    await this.#aedes.listen();
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#aedes.close(resolve);
    });
  }

  #listen(): void {
    const { connections, counters, events, refusals } = this.#deps;
    this.#aedes.on('client', (client) => {
      const session = this.#sessionOf(client);
      if (session !== undefined) connections.registered(session);
    });
    this.#aedes.on('connackSent', (packet, client) => {
      if (packet.returnCode === 0) this.#sessionOf(client)?.gate.open();
    });
    this.#aedes.on('subscribe', (subscriptions, client) => this.#onSubscribed(subscriptions, client));
    this.#aedes.on('unsubscribe', (topics, client) => {
      const session = this.#sessionOf(client);
      for (const topic of session === undefined ? [] : topics) {
        const lane = session === undefined ? undefined : downLane(session.device, topic);
        if (lane !== undefined) session?.downlink.unsubscribe(lane);
      }
    });
    this.#aedes.on('keepaliveTimeout', (client) => {
      counters.count('mqtt-keep-alive-missed');
      const session = this.#sessionOf(client);
      if (session !== undefined) session.ending = true;
    });
    // Without a listener for each of these, one broken connection would end the process.
    const broken = (client: Client, error: Error): void => {
      const session = this.#sessionOf(client);
      if (error instanceof PublishRefused || session === undefined || session.ending) return;
      refusals.note('connection-error', session.gate.address, session.device);
    };
    this.#aedes.on('clientError', broken);
    this.#aedes.on('connectionError', broken);
    // as: the broker emits `error` as well, its types leave it out.
    (this.#aedes as NodeJS.EventEmitter).on('error', (error: unknown) => {
      counters.count('mqtt-broker-error');
      events.error('mqtt-broker-error', { detail: messageOf(error) });
    });
  }

  #sessionOf(client: Client | null): DeviceSession | undefined {
    return client === null ? undefined : this.#deps.connections.of(client.conn);
  }

  #isOwn(client: Client, subscription: Subscription): boolean {
    const session = this.#sessionOf(client);
    if (session === undefined) return false;
    if (downLane(session.device, subscription.topic) !== undefined) return true;
    this.#deps.refusals.note('subscribe-forbidden', session.gate.address, session.device);
    return false;
  }

  /** Called right after the SUBACK was written: the current state follows it. */
  #onSubscribed(subscriptions: readonly Subscription[], client: Client): void {
    const session = this.#sessionOf(client);
    if (session === undefined) return;
    const { intake, clock } = this.#deps;
    for (const { topic, qos } of subscriptions) {
      const lane = downLane(session.device, topic);
      // as: the broker writes 128 into a field whose type knows QoS 0 to 2.
      if (lane === undefined || (qos as number) === SUBSCRIPTION_REFUSED) continue;
      session.downlink.subscribe(lane, ownTopic(session.device, lane), qos === 0 ? 0 : 1);
      const body = lane === 'feedback' ? intake.feedback(session.device) : intake.config(session.device);
      if (session.downlink.send(lane, encodeBody(body), clock.mono()) !== 'sent') this.#deps.connections.watch(session);
    }
  }

  #onPublish(client: Client | null, packet: PublishPacket, callback: Answer): void {
    const session = this.#sessionOf(client);
    // A will has no `cmd`. None gets here, because CONNECT loses it; if one did, it would not be a publish of a device.
    if (session === undefined || (packet.cmd as string | undefined) !== 'publish') {
      callback(new PublishRefused());
      return;
    }
    const refuse = (refusal: MqttRefusal): void => {
      this.#deps.refusals.note(refusal, session.gate.address, session.device);
      session.ending = true;
      callback(new PublishRefused());
    };
    const lane = upLane(session.device, packet.topic);
    if (lane === undefined) {
      refuse(packet.topic.startsWith('$SYS') ? 'sys-topic' : 'topic-forbidden');
    } else if (lane === 'alarm') {
      const { qos, retain } = packet;
      const settled = session.answers.enter(callback);
      this.#press.record({ device: session.device, qos, retain, body: bytesOf(packet) }).then(
        (end) => {
          if (end === 'unknown-device') refuse(end);
          else if (qos === 2) refuse('qos2-refused');
          else settled();
        },
        () => refuse('not-recorded'), // record has said why
      );
    } else if (packet.retain) {
      refuse('retain-refused');
    } else if (packet.qos === 2) {
      refuse('qos2-refused');
    } else {
      const answer = packet.qos === 0 ? callback : session.answers.enter(callback);
      this.#telemetry.take(lane, session.device, bytesOf(packet)).then(
        () => answer(),
        () => refuse('not-recorded'),
      );
    }
  }
}

function bytesOf(packet: PublishPacket): Buffer {
  return typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
}
