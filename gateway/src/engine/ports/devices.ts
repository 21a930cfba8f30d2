import type { DeviceId, PlaceId } from '../../base/ids.ts';
import type { ConsoleFaultCode, FaultSubject } from '../../contract/faults.ts';
import type { ConfigBody, FeedbackBody, StatusBody } from '../../contract/hand.ts';
import type { DevicePlace, SignalPath } from '../../contract/signal.ts';
import type { Device } from '../../domain/devices.ts';
import type { Reply, Signal } from '../../domain/input.ts';

/** A body that its decoder can't make sense of. */
export interface UnreadableBody {
  readonly by: SignalPath['by'];
  readonly raw: Uint8Array;
  readonly why: string;
}

/** Where every way in hands over what it decoded. */
export interface Intake {
  /** The set-up of a device as committed; `undefined` for an unknown or revoked one. */
  device(device: DeviceId): Device | undefined;
  /**
   * Resolves after the commit: only then may the device be acknowledged. Rejects with a FaultError when nothing was
   * taken in (queue full, stopping): then no acknowledgement, and the device keeps trying.
   */
  signal(signal: Signal): Promise<Reply>;
  /**
   * A body that can't be read, from a known device: recorded raw, at most 10 per device and hour and counted beyond,
   * shown as a fault of that device. Resolves when it may be acknowledged.
   */
  unreadable(device: DeviceId, body: UnreadableBody): Promise<void>;
  /** Used only while the worker's alarm is open; else dropped and counted. */
  position(device: DeviceId, place: DevicePlace): void;
  /** The device has really shown the feedback with this revision. */
  handAck(device: DeviceId, rev: number): void;
  /** A sign of life: memory only, never a fact by itself. */
  heard(device: DeviceId, path: SignalPath, status?: StatusBody): void;
  /** The device's own connection came up or went down. Going down is not death: the heartbeat decides that. */
  link(device: DeviceId, up: boolean): void;
  /** What the device should be showing now, for a device that has just (re)subscribed. */
  feedback(device: DeviceId): FeedbackBody;
  config(device: DeviceId): ConfigBody;
}

/** A way out to devices: MQTT, serial receivers, phone pages. */
export interface DeviceLink {
  readonly name: string;
  /** Whether this link can reach the device now. */
  reaches(device: DeviceId): boolean;
  /** Sends the whole feedback state. Best effort; what the device shows is known from its `feedback/ack` alone. */
  tell(device: DeviceId, body: FeedbackBody): void;
  configure(device: DeviceId, body: ConfigBody): void;
  /** Closes the connection of a device that was revoked or got a new secret. */
  drop(device: DeviceId): void;
}

/** The ways on which devices are heard, as they stand. */
export interface DevicePaths {
  /**
   * Monotonic ms since when this device could be heard; `undefined` while what it is heard through is down, so that its silence says
   * nothing. `receiver`: the one that has heard it last.
   */
  upSince(device: Device, receiver: string | undefined): number | undefined;
  /** Each second: what has come and gone since. `now`: monotonic ms. */
  look(now: number): void;
}

/** A radio receiver that speaks, and what runs in it as far as it has said. */
export interface SpeakingReceiver {
  readonly receiver: string;
  readonly firmware: string | undefined;
}

/** What is said of a fault. The label is kept in plain text: of a device its id, never its own label, which may be a person's name. */
export interface FaultAbout {
  readonly label: string;
  readonly detail?: string | undefined;
  readonly place?: PlaceId | undefined;
}

/**
 * Reports technical matters (contract/faults.ts) to the engine; idempotent. Whoever looks again and again may say each time how
 * it stands: only what is news goes into the loop, one word of a matter at a time, and the newest one last.
 */
export interface FaultSink {
  open<C extends ConsoleFaultCode>(code: C, subject: FaultSubject<C>, about: FaultAbout): void;
  close<C extends ConsoleFaultCode>(code: C, subject: FaultSubject<C>): void;
}

/** Counts what was refused, dropped or damaged, by a stable name. */
export interface Counters {
  count(name: string, by?: number): void;
  /** A snapshot of all counters. */
  read(): Readonly<Record<string, number>>;
}

/** How a broker stands that is not ours and that devices are behind; for whoever supervises the process. */
export interface BrokerHealth {
  /** `host:port`. */
  readonly broker: string;
  /** `lost`: something of what devices say does not come. */
  readonly state: 'ok' | 'lost';
  readonly why?: string | undefined;
}
