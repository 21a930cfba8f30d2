import { listensOnLoopback } from '../../access/addresses.ts';
import type { Cancel, Clock } from '../../base/clock.ts';
import { sleep } from '../../base/clock.ts';
import { MINUTE_MS } from '../../base/durations.ts';
import { FaultError } from '../../base/errors.ts';
import type { EventLog } from '../../base/log.ts';
import type { Counters, DeviceLink, FaultSink, Intake } from '../../engine/ports/devices.ts';
import type { BoardDoor, BoardReaders } from '../../engine/ports/outputs.ts';
import { Certificate } from './certificate.ts';
import type { CertificateFiles } from './certificate.ts';
import { Connections } from './connections.ts';
import { connectionsAllowed } from './descriptors.ts';
import { DeviceBroker } from './device-broker.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { MqttLimits } from './limits.ts';
import { MqttLink } from './link.ts';
import { Listener } from './listener.ts';
import type { ListenAddress } from './listener.ts';
import { ReaderDoor } from './readers/reader-door.ts';
import { Refusals } from './refusals.ts';

export interface MqttOptions {
  /** Without TLS: for loopback. Beyond it only with `beyondLoopback`, and then with a standing fault. */
  readonly plain?: (ListenAddress & { readonly beyondLoopback?: boolean | undefined }) | undefined;
  readonly tls?: (ListenAddress & CertificateFiles) | undefined;
  readonly limits?: Partial<MqttLimits> | undefined;
}

export interface MqttDeps {
  readonly intake: Intake;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
  readonly faults?: FaultSink | undefined;
  readonly options: MqttOptions;
  /** Who may read what lamps and sirens are told, and what that is; absent: nobody. */
  readonly door?: BoardDoor | undefined;
}

export interface MqttPorts {
  /** Of the plain listener, and of the TLS listener. */
  readonly port?: number | undefined;
  readonly tlsPort?: number | undefined;
}

/** How long `stop` waits for presses that are being committed, so that their devices get the acknowledgement. */
const STOP_PATIENCE_MS = 1_000;
const STOP_LOOK_MS = 10;

/** The MQTT way in: listeners, gates, the embedded broker, and the link back to the devices. `start` and `stop` are idempotent. */
export class MqttIngest {
  readonly link: DeviceLink;
  readonly #deps: MqttDeps;
  readonly #limits: MqttLimits;
  readonly #connections: Connections;
  readonly #refusals: Refusals;
  readonly #broker: DeviceBroker;
  readonly #readers: ReaderDoor | undefined;
  readonly #certificate: Certificate | undefined;
  readonly #listeners: Listener[] = [];
  readonly #timers: Cancel[] = [];
  #started: Promise<MqttPorts> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(deps: MqttDeps) {
    const { intake, clock, events, counters, options } = deps;
    this.#deps = deps;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#refusals = new Refusals(deps);
    const refusals = this.#refusals;
    this.#readers = deps.door === undefined ? undefined : new ReaderDoor({ door: deps.door, clock, counters, events, refusals });
    this.#connections = new Connections({ intake, clock, counters, limits: this.#limits, refusals, readers: this.#readers });
    this.#broker = new DeviceBroker({ intake, clock, events, counters, refusals, connections: this.#connections });
    this.#certificate = options.tls === undefined ? undefined : new Certificate(options.tls, events, counters);
    this.link = new MqttLink(this.#connections, clock, counters);
  }

  /** Whoever reads what lamps and sirens are told. */
  get readers(): BoardReaders | undefined {
    return this.#readers;
  }

  /** Resolves when all listeners listen. Rejects with a FaultError `listen-failed` or `config-invalid`; nothing listens then. */
  start(): Promise<MqttPorts> {
    this.#started ??= this.#start().catch(async (error: unknown) => {
      await this.stop();
      throw error;
    });
    return this.#started;
  }

  /** Presses that are being committed get their acknowledgement if that takes no longer than a second. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Reads the certificate files again; also done each minute. */
  async reload(): Promise<void> {
    await this.#certificate?.refresh();
  }

  async #start(): Promise<MqttPorts> {
    const { plain, tls } = this.#deps.options;
    if (plain !== undefined && !listensOnLoopback(plain.host)) this.#allowPlain(plain.host, plain.beyondLoopback === true);
    else this.#deps.faults?.close('plain-listener', 'mqtt'); // of a start before this one
    await this.#certificate?.load();
    const connectionsMax = await connectionsAllowed(this.#limits.connectionsMax);
    await this.#broker.start();
    await this.#readers?.start();
    const { clock } = this.#deps;
    this.#timers.push(clock.every(Connections.TICK_MS, () => this.#connections.tick()));
    const certificate = this.#certificate;
    const port = plain === undefined ? undefined : await this.#listen(plain, connectionsMax, (raw) => raw);
    const tlsPort =
      tls === undefined || certificate === undefined
        ? undefined
        : await this.#listen(tls, connectionsMax, (raw) => certificate.secure(raw));
    if (certificate !== undefined)
      this.#timers.push(
        clock.every(MINUTE_MS, () => {
          certificate.refresh().catch(() => {}); // refresh says itself what went wrong
        }),
      );
    return { port, tlsPort };
  }

  #listen(address: ListenAddress, connectionsMax: number, wrap: ConstructorParameters<typeof Listener>[1]): Promise<number> {
    const { events, counters } = this.#deps;
    const listener = new Listener({ events, counters, refusals: this.#refusals, connections: this.#connections }, wrap);
    this.#listeners.push(listener);
    return listener.start({ host: address.host, port: address.port }, connectionsMax);
  }

  #allowPlain(host: string, allowed: boolean): void {
    if (!allowed) {
      const detail = `mqtt: plain text beyond loopback (${host}) needs plainBeyondLoopback, or certFile and keyFile for TLS`;
      throw new FaultError('config-invalid', detail, { retryable: false });
    }
    this.#deps.faults?.open('plain-listener', 'mqtt', { label: 'MQTT', detail: `mqtt://${host} is not encrypted` });
  }

  async #stop(): Promise<void> {
    for (const listener of this.#listeners) listener.stop();
    for (const cancel of this.#timers.splice(0)) cancel();
    this.#connections.shut();
    const { clock } = this.#deps;
    const until = clock.mono() + STOP_PATIENCE_MS;
    while (this.#connections.unanswered > 0 && clock.mono() < until) await sleep(clock, STOP_LOOK_MS);
    this.#connections.destroy();
    await this.#broker.stop();
    await this.#readers?.stop();
  }
}
