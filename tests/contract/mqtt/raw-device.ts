import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { generate, parser } from 'mqtt-packet';
import type { Packet } from 'mqtt-packet';
import { secretOf } from './intake.ts';

export interface ConnectOptions {
  readonly password?: string | undefined;
  readonly keepalive?: number | undefined;
  readonly clean?: boolean | undefined;
  readonly will?: { topic: string; payload: string; retain?: boolean } | undefined;
  readonly clientId?: string | undefined;
}

/** A device on a plain socket, byte by byte under the test's control. */
export class RawDevice {
  readonly device: string;
  readonly socket: Socket;
  readonly packets: Packet[] = [];
  closed = false;
  readonly #wakers = new Set<() => void>();

  constructor(port: number, device = 'b-1', socket: Socket = connect({ port, host: '127.0.0.1' })) {
    this.device = device;
    this.socket = socket;
    socket.setNoDelay(true);
    const incoming = parser();
    incoming.on('packet', (packet) => {
      this.packets.push(packet);
      this.#wake();
    });
    socket.on('data', (chunk) => {
      incoming.parse(Buffer.from(chunk));
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  static async connected(port: number, device = 'b-1', options: ConnectOptions = {}): Promise<RawDevice> {
    const raw = new RawDevice(port, device);
    raw.send(connectPacket(device, options));
    await raw.next('connack');
    return raw;
  }

  send(...bytes: readonly Uint8Array[]): void {
    this.socket.write(Buffer.concat(bytes));
  }

  /** Resolves when `holds` is true; looked at after each packet and at the close. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.closed) throw new Error(`closed; got ${this.packets.map((packet) => packet.cmd).join(', ')}`);
      await new Promise<void>((resolve) => this.#wakers.add(resolve));
    }
  }

  /** The `nth` packet of this kind. */
  async next(cmd: Packet['cmd'], nth = 1): Promise<Packet> {
    for (;;) {
      const found = this.packets.filter((packet) => packet.cmd === cmd)[nth - 1];
      if (found !== undefined) return found;
      const seen = this.packets.length;
      await this.until(() => this.packets.length > seen);
    }
  }

  async gone(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => this.#wakers.add(resolve));
  }

  /** A round trip: everything sent before has been read by the gateway. */
  async ping(): Promise<void> {
    const seen = this.packets.filter((packet) => packet.cmd === 'pingresp').length;
    this.send(Buffer.from([0xc0, 0]));
    await this.next('pingresp', seen + 1);
  }

  acks(): number[] {
    return this.packets.flatMap((packet) => (packet.cmd === 'puback' && packet.messageId !== undefined ? [packet.messageId] : []));
  }

  /** JSON bodies received on a topic of its own. */
  bodies(lane: string): Record<string, unknown>[] {
    const topic = `duress/v1/${this.device}/${lane}`;
    return this.packets.flatMap((packet) =>
      packet.cmd === 'publish' && packet.topic === topic ? [JSON.parse(String(packet.payload)) as Record<string, unknown>] : [],
    );
  }

  #wake(): void {
    const wakers = [...this.#wakers];
    this.#wakers.clear();
    for (const wake of wakers) wake();
  }
}

export function connectPacket(device: string, options: ConnectOptions = {}): Buffer {
  const { password = secretOf(device), keepalive = 60, clean = true, will, clientId = device } = options;
  return generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean,
    clientId,
    keepalive,
    username: device,
    password: Buffer.from(password),
    ...(will === undefined
      ? {}
      : { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: will.retain ?? false } }),
  });
}

export interface PublishOptions {
  readonly id?: number | undefined;
  readonly qos?: 0 | 1 | 2 | undefined;
  readonly retain?: boolean | undefined;
}

export function publishPacket(topic: string, body: string | Buffer, { id = 1, qos = 1, retain = false }: PublishOptions = {}): Buffer {
  return generate({ cmd: 'publish', topic, payload: body, qos, retain, dup: false, ...(qos === 0 ? {} : { messageId: id }) });
}

export function press(device: string, seq: number, options: PublishOptions = {}): Buffer {
  return publishPacket(`duress/v1/${device}/alarm`, pressBody(seq), { id: seq, ...options });
}

export function pressBody(seq: number): string {
  return JSON.stringify({ v: 1, boot: 1, seq, kind: 'duress', age: 0 });
}

export function subscribePacket(id: number, ...topics: readonly string[]): Buffer {
  return generate({ cmd: 'subscribe', messageId: id, subscriptions: topics.map((topic) => ({ topic, qos: 1 as const })) });
}
