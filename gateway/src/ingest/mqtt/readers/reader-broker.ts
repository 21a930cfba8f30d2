import { Aedes } from 'aedes';
import type { Client, PublishPacket, Subscription } from 'aedes';
import { messageOf } from '../../../base/errors.ts';
import type { EventLog } from '../../../base/log.ts';
import type { Counters } from '../../../engine/ports/devices.ts';
import { FIRST_PACKET_MS, KEEP_ALIVE_MAX_S, TOPIC_LEVELS_MAX } from '../limits.ts';
import { NoPersistence, NoRouting } from '../nothing-kept.ts';
import type { MqttRefusal } from '../packet-faults.ts';
import type { Refusals } from '../refusals.ts';
import type { ReaderSession } from './reader-session.ts';

interface ReaderBrokerDeps {
  readonly events: EventLog;
  readonly counters: Counters;
  readonly refusals: Refusals;
  readonly sessionOf: (client: Client | null) => ReaderSession | undefined;
  /** A topic that stands on the board and that this reader may not read. */
  readonly isForbidden: (session: ReaderSession, topic: string) => boolean;
  readonly mono: () => number;
}

/** Ours, whatever stands behind it: devices and what is said to lamps. */
const OWN_TREES = /^(\$|duress\/|duress-state\/)/;
const DRAIN_TIMEOUT_MS = 2_000;
/** Granted QoS that says *refused* (SUBACK). */
const REFUSED = 128;

/**
 * A broker apart from that of the devices, which shares nothing with it but the port: so nothing that a lamp does can reach a press. It
 * routes nothing; what readers are told is written to their own sockets.
 */
export class ReaderBroker {
  readonly #deps: ReaderBrokerDeps;
  readonly #aedes: Aedes;

  constructor(deps: ReaderBrokerDeps) {
    this.#deps = deps;
    this.#aedes = new Aedes({
      id: 'duress-gateway-readers',
      mq: new NoRouting(),
      persistence: new NoPersistence(),
      drainTimeout: DRAIN_TIMEOUT_MS,
      connectTimeout: FIRST_PACKET_MS,
      keepaliveLimit: KEEP_ALIVE_MAX_S,
      maxTopicLevels: TOPIC_LEVELS_MAX,
      preConnect: (_client, packet, callback) => {
        packet.clean = true;
        delete packet.will; // lamps have one for their own availability; it would go nowhere
        callback(null, true);
      },
      authenticate: (client, _user, _password, callback) => callback(null, deps.sessionOf(client) !== undefined),
      authorizePublish: (client, packet, callback) => this.#onPublish(client, packet, callback),
      authorizeSubscribe: (client, subscription, callback) => callback(null, this.#isAllowed(client, subscription) ? subscription : null),
      authorizeForward: () => null,
    });
    this.#listen();
  }

  start(): Promise<void> {
    return this.#aedes.listen();
  }

  take(session: ReaderSession): void {
    this.#aedes.handle(session.gate.socket);
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#aedes.close(resolve);
    });
  }

  /**
   * Nobody publishes here. Under a tree of ours that ends the connection. What lamps say of themselves elsewhere is acknowledged and goes
   * nowhere: MQTT 3.1.1 knows no refusal, and a siren that is thrown out for its own telemetry would be silent when it is needed.
   */
  #onPublish(client: Client | null, packet: PublishPacket, callback: (error?: Error | null) => void): void {
    const session = this.#deps.sessionOf(client);
    const refuse = (refusal: MqttRefusal): void => {
      if (session !== undefined) {
        this.#deps.refusals.note(refusal, session.gate.address);
        session.ending = true;
      }
      callback(new Error('not published'));
    };
    if (session === undefined || OWN_TREES.test(packet.topic)) {
      refuse(packet.topic.startsWith('$SYS') ? 'sys-topic' : 'topic-forbidden');
    } else if (packet.qos === 2) {
      refuse('qos2-refused');
    } else {
      this.#deps.counters.count('mqtt-reader-publish-dropped');
      callback();
    }
  }

  #isAllowed(client: Client, { topic }: Subscription): boolean {
    const session = this.#deps.sessionOf(client);
    if (session === undefined) return false;
    const isForbidden = topic.startsWith('duress/') || topic.startsWith('$') || this.#deps.isForbidden(session, topic);
    if (!isForbidden && session.hasRoomFor(topic)) return true;
    this.#deps.refusals.note('subscribe-forbidden', session.gate.address);
    return false;
  }

  #listen(): void {
    const { events, counters, refusals, sessionOf, mono } = this.#deps;
    this.#aedes.on('connackSent', (packet, client) => {
      if (packet.returnCode === 0) sessionOf(client)?.gate.open();
    });
    // Called right after the SUBACK was written: what stands there now follows it.
    this.#aedes.on('subscribe', (subscriptions, client) => {
      const session = sessionOf(client);
      for (const { topic, qos } of subscriptions) {
        // as: the broker writes 128 into a field whose type knows QoS 0 to 2.
        if ((qos as number) !== REFUSED) session?.subscribe(topic, qos === 0 ? 0 : 1, mono());
      }
    });
    this.#aedes.on('unsubscribe', (topics, client) => {
      for (const topic of topics) sessionOf(client)?.unsubscribe(topic);
    });
    // Without a listener for each of these, one broken connection would end the process.
    const broken = (client: Client): void => {
      const session = sessionOf(client);
      if (session !== undefined && !session.ending) refusals.note('connection-error', session.gate.address);
    };
    this.#aedes.on('clientError', broken);
    this.#aedes.on('connectionError', broken);
    this.#aedes.on('keepaliveTimeout', (client) => {
      counters.count('mqtt-keep-alive-missed');
      const session = sessionOf(client);
      if (session !== undefined) session.ending = true;
    });
    // as: the broker emits `error` as well, its types leave it out.
    (this.#aedes as NodeJS.EventEmitter).on('error', (error: unknown) => {
      counters.count('mqtt-broker-error');
      events.error('mqtt-broker-error', { detail: messageOf(error) });
    });
  }
}
