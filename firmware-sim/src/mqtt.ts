import { connect as connectPlain } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { MqttClient, type IClientOptions } from 'mqtt';
import type { Uplink } from './button-state.ts';
import type { Cancel, Clock } from './clock.ts';
import { ConditionedStream } from './conditioned-stream.ts';
import type { Surroundings } from './link-conditions.ts';
import { publicationOf, takeMessage, willOf } from './mqtt-uplink.ts';
import type { Random } from './random.ts';
import { topicOf } from './topics.ts';
import type { Transport, TransportEvents } from './transport.ts';

/** Seconds; the broker calls a silent client lost after one and a half times this. The protocol allows 64 at most. */
const KEEPALIVE_S = 60;
/** A broker that has not answered CONNECT by then is tried anew. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Between two attempts to connect: doubled from the first to the last. Half of it is diced, against herds. */
const RECONNECT_FIRST_MS = 500;
const RECONNECT_LAST_MS = 15_000;
/** A signal that has no answer of any kind after this is followed by a ping … */
const ASK_AFTER_MS = 3_000;
/** … and when nothing at all has come by then, the connection is dead although nobody said so: it is made anew. */
const DEAD_AFTER_MS = 6_000;

export interface MqttParts {
  readonly device: string;
  readonly secret: string;
  /** `mqtt://host:port` or `mqtts://host:port`. */
  readonly url: string;
  /** PEM of whom to trust, for a certificate that no public authority has signed. */
  readonly ca?: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly surroundings: Surroundings;
}

/**
 * A Wi-Fi or cellular button's modem: MQTT 3.1.1 with mqtt.js. Each connection is a client of its own with an empty store,
 * because mqtt.js would send a publish of the last connection again with an age that has become a lie.
 */
export class MqttTransport implements Transport {
  readonly #parts: MqttParts;
  readonly #events: TransportEvents;
  #client: MqttClient | undefined;
  #running = false;
  #failures = 0;
  #session = 0;
  #cancelReconnect: Cancel | undefined;
  #cancelWatch: Cancel | undefined;
  /** When anything at all came from the broker. */
  #heardAt = 0;

  constructor(parts: MqttParts, events: TransportEvents) {
    this.#parts = parts;
    this.#events = events;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#failures = 0;
    this.#connect();
  }

  cut(): void {
    this.#running = false;
    this.#cancelReconnect?.();
    this.#drop();
  }

  subscribe(): void {
    const client = this.#client;
    if (client === undefined) return;
    const topics = (['feedback', 'config'] as const).map((topic) => topicOf(this.#parts.device, topic));
    client.subscribe(topics, { qos: 1 }, (cause, granted) => {
      if (client !== this.#client) return;
      if (cause === null && granted?.every(({ qos }) => qos !== 128) === true) return;
      // Without feedback the worker would be left in the dark: better begin anew.
      this.#events.trouble('subscribe-refused');
      this.#lost(client);
    });
  }

  send(uplink: Uplink): void {
    const client = this.#client;
    if (client?.connected !== true) return;
    const { topic, body, qos } = publicationOf(uplink);
    const { surroundings, random, device } = this.#parts;
    const copies = random() < surroundings.conditions.duplicate ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      client.publish(topicOf(device, topic), body, { qos }, (cause) => {
        // A connection that breaks fails what was on its way. The button repeats what matters.
        if (cause instanceof Error) {
          if (client === this.#client) this.#events.trouble('publish-failed');
        } else if (uplink.type === 'signal') this.#events.acked(uplink.body.boot, uplink.body.seq);
      });
    }
    if (uplink.type === 'signal') this.#watch(client);
  }

  #connect(): void {
    this.#cancelReconnect = undefined;
    this.#session = this.#events.session();
    const client = new MqttClient(() => this.#stream(), this.#options());
    this.#client = client;
    client.on('connect', () => {
      if (client !== this.#client) return;
      this.#failures = 0;
      this.#events.input({ type: 'link-up', session: this.#session });
    });
    client.on('message', (topic, bytes) => {
      if (client === this.#client) takeMessage(this.#parts.device, { topic, bytes }, this.#events);
    });
    client.on('packetreceive', () => {
      this.#heardAt = this.#parts.clock.mono();
    });
    client.on('error', (cause) => {
      this.#events.trouble(`connection: ${cause.message}`);
      if (client === this.#client) this.#lost(client);
    });
    client.on('close', () => {
      if (client === this.#client) this.#lost(client);
    });
    client.connect();
  }

  #options(): IClientOptions {
    const { device, secret } = this.#parts;
    const will = willOf(this.#session);
    return {
      protocolVersion: 4,
      protocolId: 'MQTT',
      clientId: device,
      username: device,
      password: secret,
      clean: true,
      keepalive: KEEPALIVE_S,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      manualConnect: true,
      will: { topic: topicOf(device, will.topic), payload: Buffer.from(will.body), qos: 1, retain: false },
    };
  }

  #stream(): Duplex {
    const { url, ca, surroundings, clock, random } = this.#parts;
    const { protocol, hostname, port } = new URL(url);
    const isTls = protocol === 'mqtts:';
    const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port === '' ? (isTls ? 8883 : 1883) : port) };
    const inner = isTls ? connectTls({ ...address, ...(ca === undefined ? {} : { ca }) }) : connectPlain({ ...address, noDelay: true });
    return new ConditionedStream({ inner, surroundings, clock, random });
  }

  /** An alarm must not wait for the keep-alive to find out that nobody is there. */
  #watch(client: MqttClient): void {
    if (this.#cancelWatch !== undefined) return;
    const { clock } = this.#parts;
    const from = clock.mono();
    const isSilent = (): boolean => client === this.#client && this.#heardAt <= from;
    this.#cancelWatch = clock.after(ASK_AFTER_MS, () => {
      this.#cancelWatch = undefined;
      if (!isSilent() || !client.connected) return;
      client.sendPing();
      this.#cancelWatch = clock.after(DEAD_AFTER_MS - ASK_AFTER_MS, () => {
        this.#cancelWatch = undefined;
        if (!isSilent()) return;
        this.#events.trouble('half-open');
        this.#lost(client);
      });
    });
  }

  #lost(client: MqttClient): void {
    if (client !== this.#client) return;
    this.#drop();
    this.#events.input({ type: 'link-down' });
    if (!this.#running) return;
    const { clock, random } = this.#parts;
    const step = Math.min(RECONNECT_FIRST_MS * 2 ** this.#failures, RECONNECT_LAST_MS);
    this.#failures += 1;
    this.#cancelReconnect = clock.after(step * (0.5 + 0.5 * random()), () => this.#connect());
  }

  /** As the power going out does it: no DISCONNECT, so that the broker says the will. */
  #drop(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
    const client = this.#client;
    this.#client = undefined;
    client?.end(true);
  }
}
