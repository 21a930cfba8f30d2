import type { Cancel, Clock } from '../base/clock.ts';
import { SECOND_MS } from '../base/durations.ts';
import { faultKey } from '../domain/fault.ts';
import { AUDIT_LATE_MS } from '../engine/deadlines.ts';
import type { Core } from '../engine/ports/core.ts';
import type { FaultSink } from '../engine/ports/devices.ts';

const LOOK_EVERY_MS = 5 * SECOND_MS;

/** Watches the auditor: one that has stopped says nothing, and would be taken for one that finds nothing. */
export class AuditWatch {
  readonly #core: Pick<Core, 'auditAgeMs' | 'committed'>;
  readonly #clock: Clock;
  readonly #faults: FaultSink;
  #stop: Cancel | undefined;

  constructor(deps: { core: Pick<Core, 'auditAgeMs' | 'committed'>; clock: Clock; faults: FaultSink }) {
    this.#core = deps.core;
    this.#clock = deps.clock;
    this.#faults = deps.faults;
  }

  start(): void {
    this.#stop ??= this.#clock.every(LOOK_EVERY_MS, () => {
      this.#look();
    });
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #look(): void {
    const isLate = this.#core.auditAgeMs > AUDIT_LATE_MS;
    const isOpen = this.#core.committed.faults.has(faultKey('auditor-silent', 'gateway'));
    if (isLate && !isOpen) this.#faults.open('auditor-silent', 'gateway', { label: 'Auditor' });
    if (!isLate && isOpen) this.#faults.close('auditor-silent', 'gateway');
  }
}
