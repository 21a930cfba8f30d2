import type { FeedbackBody } from '@duress/gateway/contract/hand.ts';
import type { SignalKind } from '@duress/gateway/contract/signal.ts';
import { STANDARD_BUILD, type Input } from './button-state.ts';
import { ButtonRunner } from './button-runner.ts';
import { SystemClock, type Cancel, type Clock } from './clock.ts';
import { FleetLink } from './fleet-link.ts';
import { HeldFlash } from './flash.ts';
import { FACTORY_CONFIG, FACTORY_MEMORY } from './memory.ts';
import { seeded } from './random.ts';
import type { TransportEvents } from './transport.ts';
import { Turnstile } from './turnstile.ts';

export interface FleetOptions {
  /** `mqtt://host:port` or `mqtts://host:port`. */
  readonly url: string;
  readonly devices: readonly { readonly device: string; readonly secret: string }[];
  /** PEM of whom to trust. */
  readonly ca?: string | undefined;
  /** Overrules what the gateway configures. */
  readonly heartbeatMs?: number | undefined;
  /** Devices that connect at the same time; others wait. */
  readonly connectingAtOnce?: number | undefined;
  readonly keepaliveS?: number | undefined;
  /**
   * What ends the repeating of a press. `held` is the protocol. `puback` is for a bare broker that gives no feedback, so
   * that a floor and the gateway can be measured with the same fleet.
   */
  readonly proof?: 'held' | 'puback' | undefined;
  /**
   * True: a press is not repeated on a connection that still owes its PUBACK. Against the protocol, and for measuring
   * alone: past one second of a burst the repeats would be half of the load, and hide what is to be measured.
   */
  readonly patient?: boolean | undefined;
  readonly seed?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly onAck?: ((ack: FleetAck) => void) | undefined;
  readonly onHeld?: ((index: number, boot: number, seq: number) => void) | undefined;
  readonly onFeedback?: ((index: number, body: FeedbackBody, at: number) => void) | undefined;
}

/** The first PUBACK of one press. Times are the clock's `mono`, in milliseconds. */
export interface FleetAck {
  readonly index: number;
  readonly boot: number;
  readonly seq: number;
  readonly pressedAt: number;
  readonly ackedAt: number;
}

export interface FleetStats {
  readonly devices: number;
  readonly connected: number;
  readonly pressed: number;
  /** Presses with a PUBACK. */
  readonly acked: number;
  /** Presses that the gateway has listed as held. */
  readonly held: number;
  /** Signals that were due again, unanswered. A patient fleet counts them and keeps them to itself. */
  readonly repeated: number;
  readonly heartbeats: number;
  readonly feedbacks: number;
  /** By cause: refused, reset, timed out … */
  readonly troubles: Readonly<Record<string, number>>;
}

/** Ephemeral ports of one source address that a fleet uses; Linux has some 28,000, and closed ones rest for a minute. */
const DEVICES_PER_ADDRESS = 14_000;
const CONNECTING_AT_ONCE = 200;
/** All devices are looked at so often for pings, in milliseconds. */
const KEEPALIVE_SWEEP_MS = 5_000;
const KEEPALIVE_S = 60;

interface Member {
  readonly runner: ButtonRunner;
  readonly link: FleetLink;
}

/** Thousands of real buttons in one process, on sockets as light as they get. For load and for measuring. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #clock: Clock;
  readonly #members: readonly Member[];
  readonly #pressedAt = new Map<string, number>();
  readonly #troubles = new Map<string, number>();
  readonly #counts = { pressed: 0, acked: 0, held: 0, repeated: 0, heartbeats: 0, feedbacks: 0, connected: 0 };
  readonly #watchers = new Set<() => void>();
  #cancelSweep: Cancel | undefined;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#clock = options.clock ?? new SystemClock({ keepsAlive: true });
    this.#members = this.#build();
  }

  get size(): number {
    return this.#members.length;
  }

  start(): void {
    if (this.#cancelSweep !== undefined) return;
    this.#sweepLater();
    for (const { runner } of this.#members) runner.powerOn();
  }

  stop(): void {
    this.#cancelSweep?.();
    this.#cancelSweep = undefined;
    for (const { runner } of this.#members) runner.powerOff();
  }

  /** Presses one button; its acknowledgement comes by `onAck`. */
  press(index: number, kind: SignalKind = 'duress'): void {
    this.#member(index).runner.input({ type: 'raise', kind });
  }

  /** Presses so many buttons in one go: the first ones, or every one. */
  pressAll(count: number = this.size, kind: SignalKind = 'duress'): void {
    for (let index = 0; index < Math.min(count, this.size); index += 1) this.press(index, kind);
  }

  /** What a power cut, a fall or a finger does, for one of them. */
  input(index: number, input: Input): void {
    this.#member(index).runner.input(input);
  }

  cutPower(index: number): void {
    this.#member(index).runner.powerOff();
  }

  restorePower(index: number): void {
    this.#member(index).runner.powerOn();
  }

  stats(): FleetStats {
    return { devices: this.size, ...this.#counts, troubles: Object.fromEntries(this.#troubles) };
  }

  /** Resolves when this is true of the stats; looked at whenever they change. */
  until(isSo: (stats: FleetStats) => boolean, withinMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!isSo(this.stats())) return;
        done();
        resolve();
      };
      const giveUp = this.#clock.after(withinMs, () => {
        done();
        reject(new Error(`the fleet did not get there within ${withinMs} ms: ${JSON.stringify(this.stats())}`));
      });
      const done = (): void => {
        giveUp();
        this.#watchers.delete(look);
      };
      this.#watchers.add(look);
      look();
    });
  }

  #build(): readonly Member[] {
    const options = this.#options;
    const { protocol, hostname, port } = new URL(options.url);
    const isTls = protocol === 'mqtts:';
    const config = options.heartbeatMs === undefined ? FACTORY_CONFIG : { ...FACTORY_CONFIG, heartbeat: options.heartbeatMs / 1_000 };
    const shared = {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port === '' ? (isTls ? 8883 : 1883) : port),
      tls: isTls ? { ca: options.ca } : undefined,
      keepaliveS: options.keepaliveS ?? KEEPALIVE_S,
      patient: options.patient ?? false,
      clock: this.#clock,
      random: seeded(options.seed ?? 1),
      turnstile: new Turnstile(options.connectingAtOnce ?? CONNECTING_AT_ONCE),
    };
    return options.devices.map(({ device, secret }, index) => {
      const localAddress = sourceOf(index, shared.host);
      let link: FleetLink | undefined;
      const runner = new ButtonRunner({
        build: STANDARD_BUILD,
        clock: this.#clock,
        random: shared.random,
        flash: new HeldFlash({ ...FACTORY_MEMORY, config }),
        connect: (events) => {
          link = new FleetLink({ ...shared, device, secret, localAddress }, this.#listening(events));
          return link;
        },
        listener: this.#listenerOf(index),
      });
      if (link === undefined) throw new Error('a runner connects its transport when it is made');
      return { runner, link };
    });
  }

  /** The gateway's configuration is left out when the test sets the rhythm. */
  #listening(events: TransportEvents): TransportEvents {
    if (this.#options.heartbeatMs === undefined) return events;
    return { ...events, input: (input) => (input.type === 'config' ? undefined : events.input(input)) };
  }

  #listenerOf(index: number): ConstructorParameters<typeof ButtonRunner>[0]['listener'] {
    const counts = this.#counts;
    return {
      noted: (note) => {
        if (note.what === 'pressed') {
          counts.pressed += 1;
          this.#pressedAt.set(`${index}.${note.press.boot}.${note.press.seq}`, this.#clock.mono());
        } else if (note.what === 'held') {
          counts.held += 1;
          this.#options.onHeld?.(index, note.press.boot, note.press.seq);
          this.#changed();
        }
      },
      sent: (uplink, sending) => {
        if (uplink.type === 'status') counts.heartbeats += 1;
        if (uplink.type === 'signal' && sending !== undefined && sending > 1) counts.repeated += 1;
      },
      received: (input) => this.#received(index, input),
      acked: (boot, seq) => this.#acked(index, [boot, seq]),
      trouble: (what) => {
        this.#troubles.set(what, (this.#troubles.get(what) ?? 0) + 1);
      },
    };
  }

  #received(index: number, input: Input): void {
    if (input.type === 'feedback') {
      this.#counts.feedbacks += 1;
      this.#options.onFeedback?.(index, input.body, this.#clock.mono());
    } else if (input.type === 'link-up') {
      this.#counts.connected += 1;
      this.#changed();
    } else if (input.type === 'link-down') {
      this.#counts.connected -= 1;
      this.#changed();
    }
  }

  #acked(index: number, press: readonly [boot: number, seq: number]): void {
    const [boot, seq] = press;
    const key = `${index}.${boot}.${seq}`;
    const pressedAt = this.#pressedAt.get(key);
    if (pressedAt !== undefined) {
      this.#pressedAt.delete(key);
      this.#counts.acked += 1;
      this.#options.onAck?.({ index, boot, seq, pressedAt, ackedAt: this.#clock.mono() });
      this.#changed();
    }
    if (this.#options.proof === 'puback') this.#member(index).runner.input({ type: 'held', held: [[boot, seq]] });
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #sweepLater(): void {
    this.#cancelSweep = this.#clock.after(KEEPALIVE_SWEEP_MS, () => {
      const now = this.#clock.mono();
      for (const { link } of this.#members) link.keepAlive(now);
      this.#sweepLater();
    });
  }

  #member(index: number): Member {
    const member = this.#members[index];
    if (member === undefined) throw new RangeError(`the fleet has ${this.size} devices, and none with the index ${index}`);
    return member;
  }
}

export interface StartOptions extends FleetOptions {
  /** All must be connected by then, in milliseconds; else the promise rejects with what went wrong. */
  readonly connectWithinMs?: number | undefined;
}

/** Starts a fleet and resolves when every device is connected. */
export async function startFleet(options: StartOptions): Promise<Fleet> {
  const fleet = new Fleet(options);
  fleet.start();
  try {
    await fleet.until(({ connected }) => connected === fleet.size, options.connectWithinMs ?? 60_000);
  } catch (cause) {
    fleet.stop();
    throw cause;
  }
  return fleet;
}

/** Loopback has sixteen million addresses (on Linux); one alone runs out of ports. */
function sourceOf(index: number, host: string): string | undefined {
  const nth = Math.floor(index / DEVICES_PER_ADDRESS);
  return nth > 0 && host.startsWith('127.') ? `127.0.0.${1 + nth}` : undefined;
}
