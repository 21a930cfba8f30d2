import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { parser, type Packet } from 'mqtt-packet';

/** Stands on the wire between an MQTT client and a broker: passes everything on, and keeps what each said. */
export class Wiretap implements AsyncDisposable {
  /** From the client, over all of its connections. */
  readonly up: Packet[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async before(port: number): Promise<Wiretap> {
    const server = createServer();
    const tap = new Wiretap(server);
    server.on('connection', (client) => tap.#join(client, connect(port, '127.0.0.1')));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return tap;
  }

  get url(): string {
    // as: a server that listens on TCP has such an address.
    return `mqtt://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Packet ids that the client acknowledged, in order. */
  get acks(): (number | undefined)[] {
    return this.up.filter((packet) => packet.cmd === 'puback').map((packet) => packet.messageId);
  }

  count(cmd: Packet['cmd']): number {
    return this.up.filter((packet) => packet.cmd === cmd).length;
  }

  /** Every connection breaks. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  #join(client: Socket, broker: Socket): void {
    let reader: ReturnType<typeof parser> | undefined;
    client.on('data', (bytes) => {
      // The version is in the CONNECT, and a reader must know it before.
      reader ??= this.#reader(Buffer.from(bytes).includes(Buffer.from('MQTT\x05')) ? 5 : 4);
      reader.parse(Buffer.from(bytes));
    });
    client.pipe(broker);
    broker.pipe(client);
    for (const [one, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }

  #reader(protocolVersion: 4 | 5): ReturnType<typeof parser> {
    const reader = parser({ protocolVersion });
    reader.on('packet', (packet) => this.up.push(packet));
    return reader;
  }
}
