import type { Clock } from '../base/clock.ts';
import { HOUR_MS, SECOND_MS } from '../base/durations.ts';
import { messageOf } from '../base/errors.ts';
import { inputIdFrom, type DeviceId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import { OneUnderWay } from '../base/one-under-way.ts';
import type { ConfigBody, FeedbackBody, StatusBody } from '../contract/hand.ts';
import type { DevicePlace, SignalPath } from '../contract/signal.ts';
import type { Device } from '../domain/devices.ts';
import type { Input, Reply, Signal } from '../domain/input.ts';
import { openAlarmsOf } from '../domain/rules/press.ts';
import type { Core } from './ports/core.ts';
import type { Counters, Intake, UnreadableBody } from './ports/devices.ts';
import type { Presence } from './presence.ts';

/** Bodies that can't be read are recorded this often for one device and hour; beyond that they are counted only (device protocol). */
const UNREADABLE_PER_HOUR = 10;
/** So much of such a body is kept. */
const UNREADABLE_BYTES = 1_024;
/** Positions of one device enter the loop at most this often while its alarm is open. */
const POSITION_EVERY_MS = 1_000;

/** Copies of one signal whose press times lie further apart are left to the rules, which may take them for two presses. */
const COPY_WITHIN_MS = 5 * SECOND_MS;

/** What a device is asked to do when nothing else was set up. */
const NO_CONFIG: ConfigBody = { v: 1, heartbeat: 60, silent: true, hold: 0 };

export interface GatewayIntakeDeps {
  readonly core: Core;
  readonly presence: Presence;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
  readonly feedback: (device: DeviceId) => FeedbackBody;
  /** A copy of a committed press came: its device does not know yet that it is held. */
  readonly repeated: (device: DeviceId, press: readonly [boot: number, seq: number]) => void;
  /** The device has shown this revision; returns what that revision said. */
  readonly shown: (device: DeviceId, rev: number) => Pick<FeedbackBody, 'state' | 'alarm'> | undefined;
}

type NewInput = { readonly [T in Input['type']]: Omit<Extract<Input, { readonly type: T }>, 'id'> }[Input['type']];

type Receipt = Extract<NewInput, { readonly type: 'position' | 'hand-ack' }>;

/** Where every way in hands over: presses go into the loop, signs of life into memory, and bounds keep the rest small. */
export class GatewayIntake implements Intake {
  readonly #deps: GatewayIntakeDeps;
  /** When the last of them were recorded: any hour, not that of the clock, in which two full ones may meet. */
  readonly #unreadable = new Map<DeviceId, readonly number[]>();
  readonly #positions = new Map<DeviceId, number>();
  /**
   * While the log is away a device tells for hours where it is: of that the newest alone waits behind the one under way. What it
   * has shown is a proof for each revision, and for each once.
   */
  readonly #receipts: OneUnderWay<Receipt>;
  /** Signals that wait for their commit, by device, boot, seq, kind and receiver. */
  readonly #waiting = new Map<string, { readonly pressedAt: number; readonly reply: Promise<Reply> }>();

  constructor(deps: GatewayIntakeDeps) {
    this.#deps = deps;
    this.#receipts = new OneUnderWay({ send: (receipt) => this.#bring(receipt), isSame: ({ type }) => type === 'hand-ack' });
  }

  device(id: DeviceId): Device | undefined {
    const device = this.#deps.core.committed.devices.get(id);
    return device?.revoked === false ? device : undefined;
  }

  signal(signal: Signal): Promise<Reply> {
    this.#deps.presence.heard(signal.device, signal.path, signal.battery === undefined ? undefined : { v: 1, battery: signal.battery });
    return this.#once(signal);
  }

  /**
   * While the log is away devices repeat what they have not been told to be held, for hours if need be. A copy of what waits
   * already takes no second place in the queue, which would be full of copies then when another person presses; it is answered
   * with the first one.
   */
  #once(signal: Signal): Promise<Reply> {
    const { device, boot, seq, kind, path, pressedAt, waitedMs = 0 } = signal;
    const name = `${device} ${String(boot)} ${String(seq)} ${kind} ${path.receiver ?? ''}`;
    const waits = this.#waiting.get(name);
    if (waits !== undefined && Math.abs(waits.pressedAt - pressedAt) <= COPY_WITHIN_MS + waitedMs) {
      this.#deps.counters.count('signal-already-waiting');
      return waits.reply;
    }
    const reply = this.#submit({ type: 'signal', signal }).then((answer) => {
      if (answer.outcome === 'duplicate') this.#deps.repeated(device, [boot, seq]);
      return answer;
    });
    const entry = { pressedAt, reply };
    this.#waiting.set(name, entry);
    const through = (): void => {
      if (this.#waiting.get(name) === entry) this.#waiting.delete(name);
    };
    reply.then(through, through);
    return reply;
  }

  async unreadable(device: DeviceId, { by, raw, why }: UnreadableBody): Promise<void> {
    this.#deps.counters.count('ingest-unreadable');
    if (!this.#mayRecord(device)) return;
    const text = Buffer.from(raw.subarray(0, UNREADABLE_BYTES)).toString('base64');
    await this.#submit({ type: 'unreadable', device, by, raw: text, why });
  }

  position(device: DeviceId, place: DevicePlace): void {
    const now = this.#deps.clock.mono();
    const known = this.device(device);
    const isOpen = known !== undefined && openAlarmsOf({ state: this.#deps.core.committed }, known).length > 0;
    if (!isOpen || now - (this.#positions.get(device) ?? -Infinity) < POSITION_EVERY_MS) {
      if (!isOpen) this.#positions.delete(device);
      this.#deps.counters.count('position-dropped');
      return;
    }
    this.#positions.set(device, now);
    this.#receipts.say(device, { type: 'position', device, place, at: this.#deps.clock.wall() });
  }

  handAck(device: DeviceId, rev: number): void {
    const said = this.#deps.shown(device, rev);
    if (said?.state === undefined) return;
    // as: alarms in feedback are named by their branded ids.
    this.#receipts.say(`${device} ${String(rev)}`, {
      type: 'hand-ack',
      device,
      rev,
      state: said.state,
      alarm: said.alarm as Extract<Input, { type: 'hand-ack' }>['alarm'],
    });
  }

  heard(device: DeviceId, path: SignalPath, status?: StatusBody): void {
    this.#deps.presence.heard(device, path, status);
  }

  link(device: DeviceId, up: boolean): void {
    this.#deps.presence.link(device, up);
  }

  feedback(device: DeviceId): FeedbackBody {
    return this.#deps.feedback(device);
  }

  config(id: DeviceId): ConfigBody {
    const device = this.device(id);
    return device === undefined ? NO_CONFIG : { v: 1, heartbeat: device.heartbeatSeconds, silent: device.silent, hold: device.holdMs };
  }

  #mayRecord(device: DeviceId): boolean {
    const now = this.#deps.clock.mono();
    const recorded = (this.#unreadable.get(device) ?? []).filter((at) => now - at < HOUR_MS);
    if (recorded.length >= UNREADABLE_PER_HOUR) return false;
    this.#unreadable.set(device, [...recorded, now]);
    return true;
  }

  #submit(input: NewInput): Promise<Reply> {
    return this.#deps.core.submit({ ...input, id: inputIdFrom(this.#deps.core.ids) });
  }

  /** Nobody waits for it: what could not be brought is counted and said here. */
  async #bring(input: Receipt): Promise<void> {
    try {
      await this.#submit(input);
    } catch (error) {
      this.#deps.counters.count('receipt-lost');
      this.#deps.events.warn('receipt-lost', { type: input.type, error: messageOf(error) });
    }
  }
}
