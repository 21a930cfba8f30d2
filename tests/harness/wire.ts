import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** From the client to the gateway, or back. */
type Direction = 'up' | 'down';

/**
 * The cable between a client and the gateway. Cut, it passes nothing on and tells nobody: both ends keep a connection that leads
 * nowhere, as behind a router that lost its power. What was sent meanwhile is gone, also when the cable is mended: only new connections work.
 */
export class Wire implements AsyncDisposable {
  /** Connections that the gateway has closed on its side. */
  closedByGateway = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #dead: readonly Direction[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(port: number): Promise<Wire> {
    const server = createServer({ allowHalfOpen: true });
    const wire = new Wire(server);
    server.on('connection', (client) => {
      wire.#join(client, port);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return wire;
  }

  get port(): number {
    // as: a server that listens on TCP has such an address.
    return (this.#server.address() as AddressInfo).port;
  }

  cut(...directions: readonly Direction[]): void {
    this.#dead = directions.length === 0 ? ['up', 'down'] : directions;
  }

  mend(): void {
    this.#dead = [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #join(client: Socket, port: number): void {
    const gateway = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    // A connection in which something was lost never works again.
    const broken = new Set<Direction>();
    const passes = (direction: Direction): boolean => {
      if (this.#dead.includes(direction)) broken.add(direction);
      return !broken.has(direction);
    };
    this.#pass(client, gateway, () => passes('up'));
    this.#pass(gateway, client, () => passes('down'));
    const closed = (): void => {
      if (!hasLeft) this.closedByGateway += 1;
      hasLeft = true;
    };
    let hasLeft = false;
    gateway.on('end', closed).on('close', closed);
  }

  /** What one end says, its goodbye too, comes to the other as long as the cable is whole. */
  #pass(from: Socket, to: Socket, passes: () => boolean): void {
    this.#sockets.add(from);
    from.on('data', (bytes) => {
      if (passes()) to.write(bytes);
    });
    from.on('end', () => {
      if (passes()) to.end();
    });
    from.on('error', () => undefined); // `close` follows
    from.on('close', () => {
      this.#sockets.delete(from);
      if (passes()) to.destroy();
    });
  }
}
