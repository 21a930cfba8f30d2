import { getHeapStatistics } from 'node:v8';
import type { Cancel, Clock } from '../../base/clock.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../base/durations.ts';
import { messageOf } from '../../base/errors.ts';
import type { EventLog } from '../../base/log.ts';
import type { Core } from '../../engine/ports/core.ts';
import type { FaultSink } from '../../engine/ports/devices.ts';
import type { OutboxStanding } from '../../engine/ports/outbox.ts';
import { CertificateWatch, type WatchedCertificate } from './certificate-watch.ts';
import { ClockWatch } from './clock-watch.ts';
import { DiskWatch } from './disk-watch.ts';
import { OutboxWatch } from './outbox-watch.ts';
import { ProcessWatch, type HeapFigures } from './process-watch.ts';

const LOOP_EVERY_MS = SECOND_MS;
const OFTEN_MS = 30 * SECOND_MS;
const DISK_EVERY_MS = MINUTE_MS;
const CERTIFICATES_EVERY_MS = HOUR_MS;

interface OwnSupervisionDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly faults: FaultSink;
  readonly outbox: OutboxStanding;
  /** The data folder. */
  readonly folder: string;
  readonly certificates: readonly WatchedCertificate[];
}

/** The gateway watches what it stands on: disk, clock, certificates, outbox, and its own process. Each is a fault while it is not well. */
export class OwnSupervision {
  readonly disk: DiskWatch;
  readonly outbox: OutboxWatch;
  readonly process: ProcessWatch;
  readonly #deps: OwnSupervisionDeps;
  readonly #clockWatch: ClockWatch;
  readonly #certificates: CertificateWatch;
  #stops: Cancel[] = [];

  constructor(deps: OwnSupervisionDeps) {
    this.#deps = deps;
    this.disk = new DiskWatch(deps);
    this.outbox = new OutboxWatch(deps);
    this.process = new ProcessWatch({ ...deps, heap: heapFigures, everyMs: LOOP_EVERY_MS });
    this.#clockWatch = new ClockWatch(deps);
    this.#certificates = new CertificateWatch(deps);
  }

  start(): void {
    if (this.#stops.length > 0) return;
    const { clock } = this.#deps;
    // At once, or how late they come would tell nothing.
    const atOnce = clock.every(LOOP_EVERY_MS, () => {
      this.process.lookAtLoop();
      this.#clockWatch.look();
    });
    const often = clock.every(OFTEN_MS, () => {
      this.process.lookAtMemory();
      this.#run(this.outbox.look());
    });
    const disk = clock.every(DISK_EVERY_MS, () => {
      this.#run(this.disk.look());
    });
    const certificates = clock.every(CERTIFICATES_EVERY_MS, () => {
      this.renewed();
    });
    this.#stops = [atOnce, often, disk, certificates];
    // A disk that was full overnight and a certificate that ended are said at once, not in an hour.
    this.#run(this.disk.look());
    this.renewed();
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  /** Certificates were read anew: what was said of the old ones may be over. */
  renewed(): void {
    this.#run(this.#certificates.look());
  }

  #run(look: Promise<void>): void {
    look.catch((error: unknown) => {
      this.#deps.events.error('look-failed', { error: messageOf(error) });
    });
  }
}

function heapFigures(): HeapFigures {
  const { used_heap_size: usedBytes, heap_size_limit: limitBytes } = getHeapStatistics();
  return { usedBytes, limitBytes };
}
