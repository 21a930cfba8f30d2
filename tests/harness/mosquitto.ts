import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './wait.ts';

/** Debian's mosquitto is no dependency of ours: where it is not installed, nothing is claimed of it. */
export function hasMosquitto(): boolean {
  return spawnSync('mosquitto', ['-h'], { stdio: 'ignore' }).error === undefined;
}

export interface MosquittoOptions {
  readonly tls?: boolean | undefined;
  /** Name → password; without, everybody is let in. */
  readonly users?: Readonly<Record<string, string>> | undefined;
  /** Lines of an ACL file. */
  readonly acl?: readonly string[] | undefined;
  /** What is not granted by anybody's role, refused (its plugin for rights): only publishing is. */
  readonly refusesSubscriptions?: boolean | undefined;
  /** Further lines of its configuration; `%FOLDER` is its own folder. */
  readonly lines?: readonly string[] | undefined;
}

const RIGHTS_PLUGIN = '/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so';
const NO_SUBSCRIBING = { publishClientSend: true, publishClientReceive: true, subscribe: false, unsubscribe: true };

/** A real mosquitto process on a port of its own. */
export class Mosquitto implements AsyncDisposable {
  readonly port: number;
  readonly #folder: string;
  readonly #options: MosquittoOptions;
  #child: ChildProcess | undefined;

  private constructor(port: number, options: MosquittoOptions) {
    this.port = port;
    this.#options = options;
    this.#folder = mkdtempSync(join(tmpdir(), 'mosquitto-'));
  }

  static async start(options: MosquittoOptions = {}): Promise<Mosquitto> {
    const broker = new Mosquitto(await freePort(), options);
    writeFileSync(join(broker.#folder, 'mosquitto.conf'), broker.#configuration().join('\n') + '\n');
    await broker.restart();
    return broker;
  }

  get url(): string {
    return `${this.#options.tls === true ? 'mqtts' : 'mqtt'}://127.0.0.1:${this.port}`;
  }

  /** Of its own certificate; there with TLS. */
  get caFile(): string {
    return join(this.#folder, 'certificate.pem');
  }

  get ca(): string | undefined {
    return this.#options.tls === true ? readFileSync(this.caFile, 'utf8') : undefined;
  }

  /** Back on the same port, with what it had written down. */
  async restart(): Promise<void> {
    const child = spawn('mosquitto', ['-c', join(this.#folder, 'mosquitto.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    await until('mosquitto listens', () => {
      if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}: ${said}`);
      return reachable(this.port);
    });
  }

  /** Gone at once, as by kill -9, with whatever it had in memory alone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asked to stop: it writes down what it has kept, where it was told to. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Its connections stay open and it says nothing more, as behind a broken network. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  #configuration(): string[] {
    const { tls, users, acl, refusesSubscriptions, lines = [] } = this.#options;
    const said = [`listener ${this.port} 127.0.0.1`, 'max_queued_messages 0', 'max_inflight_messages 0', 'log_type none', 'user root'];
    if (tls === true) {
      makeCertificate(this.#folder);
      said.push(`certfile ${this.caFile}`, `keyfile ${join(this.#folder, 'key.pem')}`);
    }
    if (users === undefined) said.push('allow_anonymous true');
    else said.push('allow_anonymous false', `password_file ${this.#passwords(users)}`);
    if (acl !== undefined) said.push(`acl_file ${this.#file('acl', acl.join('\n') + '\n')}`);
    if (refusesSubscriptions === true) {
      const rights = this.#file('rights.json', JSON.stringify({ defaultACLAccess: NO_SUBSCRIBING }));
      said.push(`plugin ${RIGHTS_PLUGIN}`, `plugin_opt_config_file ${rights}`);
    }
    return [...said, ...lines.map((line) => line.replaceAll('%FOLDER', this.#folder))];
  }

  #passwords(users: Readonly<Record<string, string>>): string {
    const plain = Object.entries(users).map(([name, password]) => `${name}:${password}\n`);
    const file = this.#file('passwords', plain.join(''));
    execFileSync('mosquitto_passwd', ['-U', file]);
    return file;
  }

  #file(name: string, text: string): string {
    const file = join(this.#folder, name);
    writeFileSync(file, text);
    chmodSync(file, 0o600);
    return file;
  }
}

function makeCertificate(folder: string): void {
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', ...files, ...subject], {
    stdio: 'ignore',
  });
}

export async function freePort(): Promise<number> {
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
