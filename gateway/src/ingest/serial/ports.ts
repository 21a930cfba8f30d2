import type { Clock } from '../../base/clock.ts';
import type { DeviceId } from '../../base/ids.ts';
import type { EventLog } from '../../base/log.ts';
import type { Counters, FaultSink, Intake } from '../../engine/ports/devices.ts';

/** Frame counters towards a button. */
export interface DownlinkCounters {
  /**
   * Puts COUNTERS_RESERVED counters aside for this device, on disk, and gives the first of them. No counter is ever given
   * twice for one device, not after a crash and not after a restore: a nonce that repeats breaks the seal.
   * Waits while the log is away; rejects with a FaultError when the gateway is stopping.
   */
  reserve(device: DeviceId): Promise<number>;
}

/** The highest frame counter heard from a button, and under which key (a fingerprint, never the key). */
export interface FrameMark {
  readonly key: string;
  readonly highest: number;
}

/** Where the highest counters outlive the process. Not the log: a mark per frame would drown it (docs/device-protocol-radio.md). */
export interface FrameMarks {
  /** Rejects with a FaultError while the disk is away. */
  load(): Promise<ReadonlyMap<string, FrameMark>>;
  /** Resolves when these will outlive the process, however it ends. Others stay as they are. */
  save(marks: ReadonlyMap<string, FrameMark>): Promise<void>;
}

export interface SerialOptions {
  /** One receiver on each. `path` may be a link, as under /dev/serial/by-id. */
  readonly ports: readonly { readonly path: string; readonly baudRate: number }[];
}

export interface SerialDeps {
  readonly intake: Intake;
  readonly faults: FaultSink;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly downlink: DownlinkCounters;
  readonly marks: FrameMarks;
  /** From 0 to 1; spreads retries. */
  readonly random: () => number;
  readonly options: SerialOptions;
}
