import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Uplink } from './button-state.ts';
import type { Cancel, Clock } from './clock.ts';
import { publicationOf, takeMessage, willOf } from './mqtt-uplink.ts';
import {
  CONNACK,
  connectPacket,
  PacketReader,
  PINGREQ_BYTES,
  PUBACK,
  pubackPacket,
  PUBLISH,
  publishPacket,
  readPublish,
  SUBACK,
  subscribePacket,
  type InPacket,
} from './mqtt-wire.ts';
import type { Random } from './random.ts';
import { topicOf } from './topics.ts';
import type { Transport, TransportEvents } from './transport.ts';
import type { Turnstile } from './turnstile.ts';

/** Between two attempts of one device to connect: doubled from the first to the last, half of it diced. */
const RECONNECT_FIRST_MS = 500;
const RECONNECT_LAST_MS = 15_000;
/** The broker has so long from the first SYN to CONNACK. Generous: a load test overloads on purpose. */
const CONNECT_WITHIN_MS = 30_000;

export interface FleetLinkParts {
  readonly device: string;
  readonly secret: string;
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly ca: string | undefined } | undefined;
  readonly localAddress: string | undefined;
  readonly keepaliveS: number;
  /** Never sends a press again on a connection that still owes its PUBACK. */
  readonly patient: boolean;
  readonly clock: Clock;
  readonly random: Random;
  /** Lets so many devices connect at once. */
  readonly turnstile: Turnstile;
}

/** One device of a fleet on a bare socket. Same promises as the modem of a single button, without its surroundings. */
export class FleetLink implements Transport {
  readonly #parts: FleetLinkParts;
  readonly #events: TransportEvents;
  #running = false;
  #socket: Socket | undefined;
  #isUp = false;
  #reader = new PacketReader();
  #session = 0;
  #failures = 0;
  #nextId = 0;
  #cancel: Cancel | undefined;
  #leave: (() => void) | undefined;
  /** Signals on their way on this connection: packet id → press. */
  #onTheWay: Map<number, readonly [boot: number, seq: number]> | undefined;
  #saidAt = 0;
  #heardAt = 0;

  constructor(parts: FleetLinkParts, events: TransportEvents) {
    this.#parts = parts;
    this.#events = events;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#failures = 0;
    this.#enter();
  }

  cut(): void {
    this.#running = false;
    this.#drop();
  }

  subscribe(): void {
    const { device } = this.#parts;
    this.#write(subscribePacket(this.#takeId(), [topicOf(device, 'feedback'), topicOf(device, 'config')]));
  }

  send(uplink: Uplink): void {
    if (!this.#isUp || (this.#parts.patient && this.#isOnTheWay(uplink))) return;
    const { topic, body, qos } = publicationOf(uplink);
    const id = qos === 1 ? this.#takeId() : undefined;
    if (uplink.type === 'signal' && id !== undefined) {
      this.#onTheWay ??= new Map();
      this.#onTheWay.set(id, [uplink.body.boot, uplink.body.seq]);
    }
    this.#write(publishPacket(topicOf(this.#parts.device, topic), body, id));
  }

  /** Called every few seconds for all: pings who said nothing, drops who hears nothing. */
  keepAlive(now: number): void {
    if (!this.#isUp) return;
    const keepaliveMs = this.#parts.keepaliveS * 1_000;
    if (now - this.#saidAt < keepaliveMs * 0.75) return;
    if (now - this.#heardAt > keepaliveMs * 3) {
      this.#lost('silent');
      return;
    }
    this.#write(PINGREQ_BYTES);
  }

  #isOnTheWay(uplink: Uplink): boolean {
    if (uplink.type !== 'signal') return false;
    const { boot, seq } = uplink.body;
    return this.#onTheWay?.values().some(([otherBoot, otherSeq]) => otherBoot === boot && otherSeq === seq) ?? false;
  }

  #enter(): void {
    this.#cancel = undefined;
    this.#leave = this.#parts.turnstile.enter(() => this.#connect());
  }

  #connect(): void {
    const { host, port, tls, localAddress, clock } = this.#parts;
    const address = { host, port, ...(localAddress === undefined ? {} : { localAddress }) };
    const socket = tls === undefined ? connectPlain(address) : connectTls({ ...address, ...(tls.ca === undefined ? {} : { ca: tls.ca }) });
    socket.setNoDelay(true);
    this.#socket = socket;
    this.#reader = new PacketReader();
    this.#cancel = clock.after(CONNECT_WITHIN_MS, () => this.#lost('connect-timeout'));
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => this.#hello());
    socket.on('data', (chunk: Buffer) => {
      if (socket === this.#socket) this.#take(chunk);
    });
    socket.on('error', (cause: NodeJS.ErrnoException) => {
      if (socket === this.#socket) this.#lost(cause.code ?? 'socket-error');
    });
    socket.on('close', () => {
      if (socket === this.#socket) this.#lost('closed');
    });
  }

  #hello(): void {
    const { device, secret, keepaliveS } = this.#parts;
    this.#session = this.#events.session();
    const { topic, body } = willOf(this.#session);
    this.#write(connectPacket({ device, secret, keepaliveS, will: { topic: topicOf(device, topic), body } }));
  }

  #take(chunk: Buffer): void {
    this.#heardAt = this.#parts.clock.mono();
    const { packets, broken } = this.#reader.push(chunk);
    for (const packet of packets) {
      this.#one(packet);
      if (this.#socket === undefined) return;
    }
    if (broken) this.#lost('not-mqtt');
  }

  #one(packet: InPacket): void {
    switch (packet.first & 0xf0) {
      case CONNACK:
        if (packet.body[1] === 0) this.#connected();
        else this.#lost(`refused-${packet.body[1] ?? 'short'}`);
        return;
      case PUBACK: {
        if (packet.body.length < 2) return;
        const id = packet.body.readUInt16BE(0);
        const press = this.#onTheWay?.get(id);
        this.#onTheWay?.delete(id);
        if (press !== undefined) this.#events.acked(press[0], press[1]);
        return;
      }
      case PUBLISH: {
        const message = readPublish(packet);
        if (message === undefined) return this.#lost('not-mqtt');
        takeMessage(this.#parts.device, message, this.#events);
        if (message.id !== undefined) this.#write(pubackPacket(message.id));
        return;
      }
      case SUBACK:
        if (packet.body.subarray(2).includes(0x80)) this.#lost('subscribe-refused');
        return;
      default:
        // PINGRESP: that anything came is all it says.
        return;
    }
  }

  #connected(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#leave?.();
    this.#leave = undefined;
    this.#isUp = true;
    this.#failures = 0;
    // Presses, subscription, greeting and heartbeat leave in one segment.
    const socket = this.#socket;
    socket?.cork();
    this.#events.input({ type: 'link-up', session: this.#session });
    socket?.uncork();
  }

  #write(bytes: Uint8Array): void {
    this.#saidAt = this.#parts.clock.mono();
    this.#socket?.write(bytes);
  }

  #lost(why: string): void {
    const wasUp = this.#isUp;
    this.#drop();
    this.#events.trouble(why);
    if (wasUp) this.#events.input({ type: 'link-down' });
    if (!this.#running) return;
    const { clock, random } = this.#parts;
    const step = Math.min(RECONNECT_FIRST_MS * 2 ** this.#failures, RECONNECT_LAST_MS);
    this.#failures += 1;
    this.#cancel = clock.after(step * (0.5 + 0.5 * random()), () => this.#enter());
  }

  #drop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#leave?.();
    this.#leave = undefined;
    this.#isUp = false;
    this.#onTheWay = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }

  /** 1 to 65535; 0 is no packet id. */
  #takeId(): number {
    this.#nextId = (this.#nextId % 0xffff) + 1;
    return this.#nextId;
  }
}
