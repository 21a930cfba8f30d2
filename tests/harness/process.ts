import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Passwords } from '../../gateway/src/access/passwords.ts';
import type { Addresses } from '../../gateway/src/app.ts';
import type { PersonId } from '../../gateway/src/base/ids.ts';
import { withSetUp } from '../../gateway/src/cli/set-up-door.ts';
import type { Change } from '../../gateway/src/domain/input.ts';
import { demoSite, type DemoButton } from '../../gateway/src/wiring/demo-site.ts';
import type { Usage } from '../bench/probe.ts';

const MAIN = fileURLToPath(new URL('../../gateway/src/main.ts', import.meta.url));
/** Kept compiled modules, as `npm start` keeps them. */
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));
/** A machine that runs everything else too starts a process in seconds, not in tenths. */
const READY_WITHIN_MS = 60_000;

/** One line that the gateway wrote about itself. */
export interface EventLine {
  readonly level: string;
  readonly code: string;
  readonly [field: string]: unknown;
}

export interface ProcessOptions {
  /** Variables over the harness's own: `DURESS_MQTT_ENABLED: 'false'`. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Where `data` and `keys` are made; a new one when absent. */
  readonly folder?: string | undefined;
  /** The program to run the gateway with, and what stands before its file. Default: this Node. */
  readonly command?: readonly string[] | undefined;
  readonly uid?: number | undefined;
  /** Modules that are loaded before the program, so that it runs as it is: they are told things, and answer, by messages. */
  readonly preload?: readonly string[] | undefined;
}

/** Loaded first (`preload`), it says what the process uses, and collects garbage when asked. */
export const PROBE = fileURLToPath(new URL('../bench/probe.ts', import.meta.url));
/** Loaded first, it makes the wall clock of the process wrong (wrong-clock.ts). */
export const WRONG_CLOCK = fileURLToPath(new URL('./wrong-clock.ts', import.meta.url));

/** The passwords of the demo's people in a gateway that was seeded here: it does not run in demo mode. */
export const PASSWORD = 'a long sentence that nobody guesses';
/** The cheapest hash that the format allows: these tests are not about how long a guess takes. */
const CHEAP = { memory: 1_024, passes: 1, parallelism: 1 };

/**
 * The gateway as it runs in a house: `node gateway/src/main.ts` in a process of its own, set by its environment, told to stop by
 * signals. The first start takes free ports; a start after it takes the same, as devices and consoles expect.
 */
export class GatewayProcess {
  readonly folder: string;
  readonly events: EventLine[] = [];
  /** All that was written to standard error since the first start. */
  said = '';
  /** From spawning to the ready line, of the latest start. */
  readyAfterMs = 0;
  #options: ProcessOptions;
  #child: ChildProcess | undefined;
  #addresses: Addresses | undefined;

  private constructor(folder: string, options: ProcessOptions) {
    this.folder = folder;
    this.#options = options;
  }

  /** Starts one and waits for its ready line. */
  static async start(options: ProcessOptions = {}): Promise<GatewayProcess> {
    const gateway = GatewayProcess.at(options);
    await gateway.start();
    return gateway;
  }

  /** One that is not started yet. */
  static at(options: ProcessOptions = {}): GatewayProcess {
    return new GatewayProcess(options.folder ?? mkdtempSync(join(tmpdir(), 'duress-process-')), options);
  }

  get addresses(): Addresses {
    if (this.#addresses === undefined) throw new Error('this gateway was not ready yet');
    return this.#addresses;
  }

  get mqtt(): string {
    return this.addresses.mqtt ?? '';
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('this gateway does not run');
    return pid;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Variables for the next start. */
  set(environment: Readonly<Record<string, string>>): void {
    this.#options = { ...this.#options, environment: { ...this.#options.environment, ...environment } };
  }

  /** @throws with what it said when it ends instead of getting ready. */
  async start(): Promise<Addresses> {
    const started = performance.now();
    const child = this.spawn();
    const ready = new Promise<Addresses>((resolve) => {
      createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
        // as: the ready line is the only one on standard output, with the addresses in it.
        const { code, ...addresses } = JSON.parse(line) as Addresses & { code: string };
        if (code === 'ready') resolve(addresses);
      });
    });
    const ended = once(child, 'close').then(() => {
      throw new Error(`the gateway ended with ${String(child.exitCode ?? child.signalCode)} before it was ready:\n${this.said}`);
    });
    ended.catch(() => undefined); // once it is ready its end is what the test asks for
    const late = pause(READY_WITHIN_MS, undefined, { ref: false }).then(() => {
      throw new Error(`the gateway was not ready within ${READY_WITHIN_MS} ms:\n${this.said}`);
    });
    this.#addresses = await Promise.race([ready, ended, late]);
    this.readyAfterMs = performance.now() - started;
    return this.#addresses;
  }

  /** Starts it without waiting for anything: for starts that are refused. */
  spawn(): ChildProcess {
    const [program = process.execPath, ...args] = this.#options.command ?? [];
    const env: Record<string, string> = { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: COMPILED, ...this.#environment() };
    const preload = this.#options.preload ?? [];
    const first = preload.length === 0 ? [] : ['--expose-gc', ...preload.flatMap((file) => ['--import', file])];
    const child = spawn(program, [...args, ...first, MAIN], {
      env,
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe', ...(preload.length === 0 ? [] : ['ipc' as const])],
      ...(this.#options.uid === undefined ? {} : { uid: this.#options.uid, gid: this.#options.uid }),
    });
    this.#child = child;
    child.on('error', () => undefined); // `close` follows, and says it to whoever waits
    createInterface({ input: child.stderr ?? process.stdin }).on('line', (line) => {
      this.said += `${line}\n`;
      if (line.startsWith('{')) this.events.push(JSON.parse(line) as EventLine); // as: our own log lines.
    });
    return child;
  }

  /** Starts it and waits for its end: the exit code, and what it said. */
  async refusal(): Promise<{ readonly exit: number | null; readonly said: string }> {
    const before = this.said.length;
    const child = this.spawn();
    await once(child, 'close');
    return { exit: child.exitCode, said: this.said.slice(before) };
  }

  /** What the process uses after its garbage was collected. Needs `PROBE`. */
  async usage(): Promise<Usage> {
    const child = this.#child;
    if (child === undefined) throw new Error('this gateway does not run');
    const answer = once(child, 'message');
    child.send({ collect: true });
    const [usage] = (await answer) as [Usage]; // as: probe.ts sends nothing else.
    return usage;
  }

  /** Files, sockets and pipes that it has open now. */
  get descriptors(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }

  /** Its wall clock is set: so many milliseconds from the right time, for this run and the next starts. Needs `WRONG_CLOCK`. */
  async setClock(offsetMs: number): Promise<void> {
    this.set({ WRONG_CLOCK_MS: String(offsetMs) });
    const child = this.#child;
    if (child === undefined || !this.isRunning) return;
    const answer = once(child, 'message');
    child.send({ offsetMs });
    await answer;
  }

  has(code: string): boolean {
    return this.events.some((event) => event.code === code);
  }

  /** The plug is pulled: nothing of the process runs any more when this resolves. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asked to stop, as a service manager does; resolves with the exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  /** Ends it whatever it takes, and removes its folder. */
  async remove(): Promise<void> {
    if (this.isRunning) await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || !this.isRunning) return child?.exitCode ?? null;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
    return child.exitCode;
  }

  /** Changes the set-up through the control socket while it runs, else on the log itself. */
  async save(changes: readonly Change[]): Promise<void> {
    await withSetUp({ folder: this.data, masterKeyFile: this.masterKeyFile }, (door) => door.save(changes));
  }

  /** The demo's people, places and buttons; reception, the worker and the manager sign in with `PASSWORD`. */
  async seed(): Promise<readonly DemoButton[]> {
    const site = demoSite();
    const password = await new Passwords(CHEAP).hash(PASSWORD);
    const people = ['maria', 'lee', 'ruth'].map((person): Change => ({
      put: 'credential',
      value: { person: person as PersonId, password },
    })); // as: the demo's ids
    await this.save([...site.changes, ...people]);
    return site.buttons;
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  get masterKeyFile(): string {
    return join(this.folder, 'keys', 'master.key');
  }

  #environment(): Readonly<Record<string, string>> {
    return {
      DURESS_DATA: this.data,
      DURESS_MASTER_KEY_FILE: this.masterKeyFile,
      DURESS_HTTP_PORT: portOf(this.#addresses?.http),
      DURESS_MQTT_PORT: portOf(this.#addresses?.mqtt),
      // Stories about it switch it on; all others count what they press themselves.
      DURESS_CANARY_ENABLED: 'false',
      ...this.#options.environment,
    };
  }
}

function portOf(url: string | undefined): string {
  return url === undefined ? '0' : new URL(url).port;
}
