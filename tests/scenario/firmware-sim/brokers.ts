import { Aedes } from 'aedes';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { hasMosquitto, Mosquitto } from '../../harness/mosquitto.ts';

/** A real broker on a port of its own. */
export interface Broker extends AsyncDisposable {
  readonly url: string;
  readonly ca: string | undefined;
  /** Gone at once, its connections with it, as by kill -9. */
  kill(): Promise<void>;
  /** Back on the same port. */
  restart(): Promise<void>;
}

export const BROKERS = ['aedes', 'mosquitto'] as const;
export type BrokerName = (typeof BROKERS)[number];

/** Where mosquitto is not installed, the same stories run on aedes alone. */
export function isInstalled(name: BrokerName): boolean {
  return name === 'aedes' || hasMosquitto();
}

export function startBroker(name: BrokerName, options: { readonly tls?: boolean } = {}): Promise<Broker> {
  return name === 'aedes' ? startAedes() : startMosquitto(options.tls === true);
}

async function startAedes(): Promise<Broker> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let broker: Aedes | undefined;
  let port = 0;
  const restart = async (): Promise<void> => {
    const mine = await Aedes.createBroker();
    broker = mine;
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      mine.handle(socket);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    // as: a server that listens on TCP has such an address.
    ({ port } = server.address() as AddressInfo);
  };
  const kill = async (): Promise<void> => {
    const closing = server === undefined ? undefined : once(server, 'close');
    server?.close();
    for (const socket of sockets) socket.destroy();
    await closing;
    server = undefined;
    await new Promise<void>((resolve) => {
      if (broker === undefined) resolve();
      else broker.close(() => resolve());
    });
    broker = undefined;
  };
  await restart();
  return { url: `mqtt://127.0.0.1:${port}`, ca: undefined, kill, restart, [Symbol.asyncDispose]: kill };
}

async function startMosquitto(tls: boolean): Promise<Broker> {
  const broker = await Mosquitto.start({ tls });
  return {
    url: broker.url,
    ca: broker.ca,
    kill: () => broker.kill(),
    restart: () => broker.restart(),
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
}
