import type { IClientOptions, IConnackPacket, IPublishPacket } from 'mqtt';
import { generate } from 'mqtt-packet';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Cancel, Clock } from '../../../base/clock.ts';
import { SECOND_MS } from '../../../base/durations.ts';
import { messageOf } from '../../../base/errors.ts';
import type { EventLog } from '../../../base/log.ts';
import { RetrySchedule } from '../../../base/retry-schedule.ts';
import type { Counters } from '../../../engine/ports/devices.ts';
import { AnswersInOrder } from '../answers.ts';
import { ConsumerClient } from './consumer-client.ts';
import { CONNECT_WITHIN_MS, HANG_UP_WITHIN_MS, KEEP_ALIVE_S, RECONNECT, SESSION_KEPT_MS, STEADY_MS, UNANSWERED_MAX } from './limits.ts';
import { addressOf, secretsOf, type BrokerAddress, type BrokerSettings } from './settings.ts';
import { refusalIn } from './subscription.ts';

/** A message as the broker brought it. */
export interface Delivery {
  readonly topic: string;
  readonly body: Buffer;
  readonly qos: 0 | 1 | 2;
  /** The broker had kept it and gave it because we subscribed. */
  readonly retain: boolean;
  /** Called once, when the broker may forget it. The PUBACKs go out in the order in which messages came. */
  readonly settled: () => void;
}

export interface ConnectionDeps {
  readonly settings: BrokerSettings;
  /** What stands behind the client id. */
  readonly lane: 'presses' | 'signs' | 'state';
  /** The broker keeps what comes while we are away. */
  readonly keepsSession: boolean;
  readonly filters: Readonly<Record<string, 0 | 1>>;
  /** Also what the broker has kept of them. */
  readonly wantsKept?: boolean | undefined;
  /** What the broker says in our place when we are gone; it keeps that. */
  readonly will?: { readonly topic: string; readonly body: string } | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly events: EventLog;
  readonly counters: Counters;
  readonly received: (delivery: Delivery) => void;
  /** Subscribed: messages come. `kept`: so do those of the time before. `window`: publishes that the broker takes unconfirmed. */
  readonly ready: (session: { readonly kept: boolean; readonly window: number }) => void;
  /** A connection that was ready is no more; `heardAt` is when the broker last said anything. */
  readonly gone: (heardAt: number) => void;
}

/** How one connection stands. `refused`: the broker answers and does not want us as we are; time alone will not change that. */
export interface ConnectionView {
  readonly ready: boolean;
  readonly refused: boolean;
  /** What is wrong, for people; also of a connection that is ready and got less than it asked for. */
  readonly why: string | undefined;
  /** Monotonic ms at which the broker last said anything; the start before it ever did. */
  readonly heardAt: number;
}

/** The most that the broker may have unconfirmed from us when it names no number (MQTT 5, 3.2.2.3.3). */
const NO_WINDOW = 65_535;
/**
 * Codes of CONNACK and DISCONNECT that somebody must put right: version, client id, password, rights (3.1.1: 1, 2, 4, 5), the same in
 * MQTT 5, banned, and another program with our client id.
 */
const REFUSALS: ReadonlySet<number> = new Set([1, 2, 4, 5, 132, 133, 134, 135, 138, 140, 142]);
const TAKEN_OVER = 142;
/** Stands for a code of a SUBACK that is none: not granted. */
const NO_CODE = 255;

/**
 * One connection to the outside broker, made again whenever it ends. Each is a client of its own with an empty store: mqtt.js would
 * send what was on its way once more, long after it stopped being true.
 */
export class BrokerConnection {
  readonly #deps: ConnectionDeps;
  readonly #address: BrokerAddress;
  #client: ConsumerClient | undefined;
  #socket: Socket | undefined;
  #answers = new AnswersInOrder();
  /** Lets the reader go on; there while as many messages wait as may. */
  #stalled: (() => void) | undefined;
  #delays: Iterator<number, undefined>;
  #again: Cancel | undefined;
  #running = false;
  #readyAt: number | undefined;
  #refused = false;
  #why: string | undefined;
  #heardAt = 0;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    this.#address = addressOf(deps.settings.url);
    this.#delays = new RetrySchedule(RECONNECT, deps.random)[Symbol.iterator]();
  }

  get view(): ConnectionView {
    return { ready: this.#readyAt !== undefined, refused: this.#refused, why: this.#why, heardAt: this.#heardAt };
  }

  get unanswered(): number {
    return this.#answers.size;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#heardAt = this.#deps.clock.mono();
    this.#connect();
  }

  /** Takes nothing more in; what is under way can still be acknowledged. */
  shut(): void {
    this.#running = false;
    this.#again?.();
  }

  /** Says goodbye, so that every acknowledgement before it has gone out, and ends. */
  stop(): void {
    this.shut();
    const [client, socket] = [this.#client, this.#socket];
    this.#forget();
    if (client === undefined || socket === undefined) return;
    socket.end(generate({ cmd: 'disconnect' }));
    const end = (): void => {
      client.end(true);
    };
    const late = this.#deps.clock.after(HANG_UP_WITHIN_MS, end);
    socket.once('close', () => {
      late();
      end();
    });
  }

  /** Hands a body to the broker; `done` once, when it has confirmed or refused it, and never when the connection ends before. */
  publish(
    { topic, body, retain = false }: { readonly topic: string; readonly body: Buffer; readonly retain?: boolean },
    done: (refused: string | undefined) => void,
  ): void {
    const client = this.#client;
    if (client === undefined || this.#readyAt === undefined) return;
    client.publish(topic, body, { qos: 1, retain }, (error) => {
      if (client === this.#client) done(error instanceof Error ? error.message : undefined);
    });
  }

  /** Ends this connection and makes another: the broker gives again whatever was not acknowledged. */
  anew(why: string): void {
    const client = this.#client;
    if (client !== undefined) this.#lost(client, { why });
  }

  /** About once a second. A reader that is stalled can't read the broker's answers to our pings; they go on without. */
  tick(): void {
    if (this.#stalled === undefined || this.#client === undefined) return;
    this.#client.sendPing();
    this.#client.reschedulePing(true);
  }

  #connect(): void {
    this.#again = undefined;
    let password: string | undefined;
    let socket: Socket;
    try {
      const secrets = secretsOf(this.#deps.settings);
      password = secrets.password;
      socket = this.#dial(secrets.ca);
    } catch (error) {
      this.#fail({ why: messageOf(error), refused: true }); // a file that can't be read, or holds no certificate
      return;
    }
    const client = new ConsumerClient(
      () => socket,
      this.#options(password),
      (packet, goOn) => this.#take(client, packet, goOn),
    );
    this.#client = client;
    this.#socket = socket;
    this.#answers = new AnswersInOrder();
    client.on('connect', (packet) => this.#subscribe(client, packet));
    client.on('packetreceive', () => {
      if (client === this.#client) this.#heardAt = this.#deps.clock.mono();
    });
    client.on('disconnect', ({ reasonCode = 0 }) => this.#lost(client, { why: saidOf(reasonCode), refused: REFUSALS.has(reasonCode) }));
    // mqtt.js gives a refused CONNACK a number; a broken socket has a word there.
    client.on('error', (error) => {
      this.#lost(client, { why: messageOf(error), refused: 'code' in error && typeof error.code === 'number' && REFUSALS.has(error.code) });
    });
    client.on('close', () => this.#lost(client, { why: 'the connection ended' }));
    client.connect();
  }

  #options(password: string | undefined): IClientOptions {
    const { settings, lane, keepsSession, will } = this.#deps;
    const expiry = keepsSession ? { sessionExpiryInterval: SESSION_KEPT_MS / SECOND_MS } : {};
    return {
      protocolId: 'MQTT',
      protocolVersion: settings.version === '5' ? 5 : 4,
      clientId: `${settings.clientId}-${lane}`,
      clean: !keepsSession,
      keepalive: KEEP_ALIVE_S,
      connectTimeout: CONNECT_WITHIN_MS,
      ...(will === undefined ? {} : { will: { topic: will.topic, payload: Buffer.from(will.body), qos: 1, retain: true } }),
      ...(settings.user === undefined ? {} : { username: settings.user }),
      ...(password === undefined ? {} : { password }),
      ...(settings.version === '5' ? { properties: { receiveMaximum: UNANSWERED_MAX, ...expiry } } : {}),
    };
  }

  #dial(ca: string | undefined): Socket {
    const { host, port, tls } = this.#address;
    if (!tls) return connectPlain({ host, port, noDelay: true });
    // An address is no name that a server could be asked for.
    const named = isIP(host) === 0 ? { servername: host } : {};
    return connectTls({ host, port, ...named, ...(ca === undefined ? {} : { ca }) }).setNoDelay(true);
  }

  #subscribe(client: ConsumerClient, connack: IConnackPacket): void {
    const { filters, wantsKept = false } = this.#deps;
    // Presses: nothing that the broker has kept for newcomers (MQTT 5). Said each time: a session may have been lost without a word.
    const asked = Object.fromEntries(
      Object.entries(filters).map(([topic, qos]) => [topic, { qos, rh: wantsKept ? 0 : 2, rap: false, nl: false }]),
    );
    client.subscribe(asked, (error, _asked, suback) => {
      if (client !== this.#client) return;
      // Numbers in every SUBACK; the types allow for shapes that are none.
      const codes = (suback?.granted ?? []).map((code: unknown) => (typeof code === 'number' ? code : NO_CODE));
      const refusal = refusalIn(filters, codes, error);
      if (refusal?.nothing === true) this.#lost(client, { why: refusal.why, refused: true });
      else this.#isReady(connack, refusal?.why);
    });
  }

  #isReady(connack: IConnackPacket, why: string | undefined): void {
    const { clock, events, ready, lane, keepsSession } = this.#deps;
    this.#readyAt = clock.mono();
    this.#refused = why !== undefined;
    this.#why = why;
    const kept = keepsSession && connack.sessionPresent;
    events.info('broker-ready', { broker: this.#address.name, lane, kept, detail: why });
    ready({ kept, window: connack.properties?.receiveMaximum ?? NO_WINDOW });
  }

  #take(client: ConsumerClient, packet: IPublishPacket, goOn: () => void): void {
    if (client !== this.#client || !this.#running) return; // without an acknowledgement it comes again
    const { topic, payload, qos, retain, messageId } = packet;
    const answers = this.#answers;
    const settled = answers.enter(() => {
      if (qos === 1 && client === this.#client) this.#socket?.write(generate({ cmd: 'puback', messageId: messageId ?? 0 }));
    });
    if (answers.size < UNANSWERED_MAX) goOn();
    else this.#stalled = goOn;
    const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
    this.#deps.received({
      topic,
      body,
      qos,
      retain,
      settled: () => {
        settled();
        if (answers.size < UNANSWERED_MAX && client === this.#client) this.#readOn();
      },
    });
  }

  #readOn(): void {
    const goOn = this.#stalled;
    this.#stalled = undefined;
    goOn?.();
  }

  #lost(client: ConsumerClient, { why, refused = false }: { readonly why: string; readonly refused?: boolean }): void {
    if (client !== this.#client) return;
    const { clock, gone } = this.#deps;
    const readyAt = this.#readyAt;
    this.#forget();
    client.end(true);
    if (readyAt !== undefined) {
      if (clock.mono() - readyAt >= STEADY_MS) this.#delays = new RetrySchedule(RECONNECT, this.#deps.random)[Symbol.iterator]();
      gone(this.#heardAt);
    }
    this.#fail({ why, refused });
  }

  #forget(): void {
    this.#client = undefined;
    this.#socket = undefined;
    this.#stalled = undefined;
    this.#readyAt = undefined;
    this.#answers.drop();
  }

  #fail({ why, refused }: { readonly why: string; readonly refused: boolean }): void {
    const { clock, events, counters, lane } = this.#deps;
    counters.count(refused ? 'broker-refused' : 'broker-connection-lost');
    // A broker that is away for a night is said once, not eight thousand times.
    if (why !== this.#why)
      events.warn(refused ? 'broker-refused' : 'broker-connection-lost', { broker: this.#address.name, lane, detail: why });
    this.#refused = refused;
    this.#why = why;
    if (!this.#running) return;
    const delayMs = this.#delays.next().value ?? RECONNECT.maxMs;
    this.#again = clock.after(delayMs, () => this.#connect());
  }
}

function saidOf(reasonCode: number): string {
  return reasonCode === TAKEN_OVER
    ? 'another program connected with our client id'
    : `the broker hung up with reason ${String(reasonCode)}`;
}
