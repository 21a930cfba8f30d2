import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Gateway, type Addresses, type GatewayDeps } from '../../gateway/src/app.ts';
import { SystemClock, type Clock } from '../../gateway/src/base/clock.ts';
import { inputIdFrom, RandomIds } from '../../gateway/src/base/ids.ts';
import type { EventLog, LogFields } from '../../gateway/src/base/log.ts';
import type { Change, Reply } from '../../gateway/src/domain/input.ts';
import { DEFAULT_CONFIGURATION, type Configuration } from '../../gateway/src/ops/configuration.ts';
import { demoSite, type DemoButton } from '../../gateway/src/wiring/demo-site.ts';
import { until } from './wait.ts';

export interface SeenEvent {
  readonly level: 'info' | 'warn' | 'error';
  readonly code: string;
  readonly fields: LogFields;
}

/** Keeps every event, so that a test can say which it expected. */
export class EventsSeen implements EventLog {
  readonly seen: SeenEvent[] = [];

  info(code: string, fields: LogFields = {}): void {
    this.seen.push({ level: 'info', code, fields });
  }

  warn(code: string, fields: LogFields = {}): void {
    this.seen.push({ level: 'warn', code, fields });
  }

  error(code: string, fields: LogFields = {}): void {
    this.seen.push({ level: 'error', code, fields });
  }

  errors(): SeenEvent[] {
    return this.seen.filter((event) => event.level === 'error');
  }
}

export interface TestGatewayOptions {
  readonly clock?: Clock;
  readonly configuration?: Partial<Configuration>;
  readonly surroundings?: Partial<GatewayDeps>;
  /** A folder that was used before, to start on what is in it. */
  readonly folder?: string;
  /** Error events that this test causes on purpose; any other fails `close`. */
  readonly expectErrors?: readonly string[];
}

/** How the folders that this harness makes begin. */
const OWN_FOLDER = 'duress-test-';

/** The whole gateway in this process, over real sockets and a real folder, with the demo's people, places and buttons. */
export class TestGateway {
  readonly gateway: Gateway;
  readonly events: EventsSeen;
  readonly folder: string;
  readonly clock: Clock;
  readonly addresses: Addresses;
  readonly buttons: readonly DemoButton[];
  readonly #expected: readonly string[];
  #isOpen = true;

  private constructor(
    parts: Pick<TestGateway, 'gateway' | 'events' | 'folder' | 'clock' | 'addresses' | 'buttons'> & {
      expected: readonly string[];
    },
  ) {
    this.gateway = parts.gateway;
    this.events = parts.events;
    this.folder = parts.folder;
    this.clock = parts.clock;
    this.addresses = parts.addresses;
    this.buttons = parts.buttons;
    this.#expected = parts.expected;
  }

  static async start(options: TestGatewayOptions = {}): Promise<TestGateway> {
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), OWN_FOLDER)));
    const clock = options.clock ?? new SystemClock();
    const events = new EventsSeen();
    const configuration: Configuration = {
      ...DEFAULT_CONFIGURATION,
      data: join(folder, 'data'),
      masterKeyFile: join(folder, 'keys', 'master.key'),
      http: { ...DEFAULT_CONFIGURATION.http, port: 0 },
      mqtt: { ...DEFAULT_CONFIGURATION.mqtt, port: 0 },
      // It presses in real time, whatever a test's clock does: stories about it switch it on.
      canary: { enabled: false },
      ...options.configuration,
    };
    const gateway = new Gateway({
      configuration,
      clock,
      events,
      ids: new RandomIds(() => clock.wall()),
      random: () => 0.5,
      build: 'test',
      demo: true,
      onBroken: (error) => {
        events.error('broken', { error: String(error) });
      },
      ...options.surroundings,
    });
    // The first signature of the head is a fact of its own, a moment later: tests that count facts begin after it.
    let isSigned = false;
    const unfollow = gateway.core.follow(({ facts }) => {
      isSigned ||= facts.some((fact) => fact.kind === 'HeadSigned');
    });
    const addresses = await gateway.start();
    const site = demoSite();
    const isNew = gateway.core.committed.people.size === 0 && gateway.core.health.state === 'ok';
    const test = new TestGateway({
      gateway,
      events,
      folder,
      clock,
      addresses,
      buttons: site.buttons,
      expected: options.expectErrors ?? [],
    });
    if (isNew) await test.save(site.changes);
    await until('the head is signed, or the log is away', () => isSigned || gateway.core.health.state === 'lifeboat');
    unfollow();
    return test;
  }

  /** The device as its firmware knows it. */
  button(device: string): DemoButton {
    const button = this.buttons.find((one) => one.device === device);
    if (button === undefined) throw new RangeError(`the demo has no button ${device}`);
    return button;
  }

  async save(changes: readonly Change[]): Promise<Reply> {
    const id = inputIdFrom(this.gateway.core.ids);
    const reply = await this.gateway.core.submit({ id, type: 'save', actor: 'test', changes });
    if (reply.outcome === 'refused') throw new Error(`set-up was refused: ${reply.code} ${reply.detail ?? ''}`);
    return reply;
  }

  /** Stops the gateway and keeps its folder. */
  async stop(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.gateway.stop();
  }

  /** Stops, removes what it wrote, and fails on any error event that was not expected. */
  async close(): Promise<void> {
    await this.stop();
    await rm(join(this.folder, 'data'), { recursive: true, force: true });
    // A former gateway's own goes with the last that was opened in it; any other folder, a small disk's among them, is its maker's to remove.
    if (basename(this.folder).startsWith(OWN_FOLDER)) await rm(this.folder, { recursive: true, force: true });
    const surplus = this.events.errors().filter((event) => !this.#expected.includes(event.code));
    if (surplus.length > 0) throw new Error(`unexpected error events: ${JSON.stringify(surplus)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
