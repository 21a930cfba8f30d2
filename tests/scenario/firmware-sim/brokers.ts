import { Aedes } from 'aedes';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { until } from '../../harness/wait.ts';

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

/** Debian's mosquitto is no dependency of ours: where it is not installed, the same stories run on aedes alone. */
export function isInstalled(name: BrokerName): boolean {
  return name === 'aedes' || spawnSync('mosquitto', ['-h'], { stdio: 'ignore' }).error === undefined;
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
  const folder = mkdtempSync(join(tmpdir(), 'mosquitto-'));
  const port = await freePort();
  const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'max_queued_messages 0', 'log_type none', 'user root'];
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  if (tls) {
    makeCertificate(key, certificate);
    lines.push(`certfile ${certificate}`, `keyfile ${key}`);
  }
  writeFileSync(join(folder, 'mosquitto.conf'), lines.join('\n') + '\n');
  let child: ReturnType<typeof spawn> | undefined;
  const restart = async (): Promise<void> => {
    child = spawn('mosquitto', ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
    await until('mosquitto listens', () => reachable(port));
  };
  const kill = async (): Promise<void> => {
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  await restart();
  return {
    url: `${tls ? 'mqtts' : 'mqtt'}://127.0.0.1:${port}`,
    ca: tls ? readFileSync(certificate, 'utf8') : undefined,
    kill,
    restart,
    [Symbol.asyncDispose]: async () => {
      await kill();
      rmSync(folder, { recursive: true });
    },
  };
}

function makeCertificate(key: string, certificate: string): void {
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const files = ['-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', ...files, ...subject], {
    stdio: 'ignore',
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // as: a server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function reachable(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
