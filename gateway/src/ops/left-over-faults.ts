import type { DeviceId, OutputId } from '../base/ids.ts';
import type { Fault } from '../domain/fault.ts';
import type { StateView } from '../domain/state.ts';
import type { Core } from '../engine/ports/core.ts';
import type { FaultSink } from '../engine/ports/devices.ts';

/** What of this start's set-up faults are about. */
export interface Surroundings {
  /** Is there a listener of our own for devices? */
  readonly mqtt: boolean;
  /** `host:port` of the broker that devices are behind. */
  readonly broker?: string | undefined;
  /** Paths of the serial ports. */
  readonly ports: readonly string[];
  /** `host:port` of the broker that gets what lamps and sirens read. */
  readonly stateBroker?: string | undefined;
  /** Does it press by itself to see whether that gets through? */
  readonly canary: boolean;
}

/**
 * A fault is closed by the part that opened it. Where this start has no such part any more, nobody would ever close it: a port that
 * was taken out of the configuration, a broker that was replaced. This closes those, as soon as the log can be read.
 */
export class LeftOverFaults {
  readonly #core: Core;
  readonly #faults: FaultSink;
  readonly #surroundings: Surroundings;
  #unfollow: (() => void) | undefined;

  constructor(deps: { readonly core: Core; readonly faults: FaultSink; readonly surroundings: Surroundings }) {
    this.#core = deps.core;
    this.#faults = deps.faults;
    this.#surroundings = deps.surroundings;
  }

  start(): void {
    if (this.#unfollow !== undefined) return;
    // At a start at which the log won't open the first news is that it could be read.
    this.#unfollow = this.#core.follow(() => {
      this.#look('later');
    });
    this.#look('at the start');
  }

  stop(): void {
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  #look(when: 'at the start' | 'later'): void {
    const { committed, head } = this.#core;
    if (head.seq === 0) return;
    this.stop();
    for (const fault of committed.faults.values()) {
      // Later, a receiver may have spoken and be lost anew, and a page of now may hang.
      if ((fault.code === 'receiver-lost' || fault.code === 'console-hangs') && when === 'later') continue;
      if (isLeftOver(fault, committed, this.#surroundings)) this.#faults.close(fault.code, fault.subject);
    }
  }
}

function isLeftOver({ code, subject }: Fault, state: StateView, { mqtt, broker, ports, canary, stateBroker }: Surroundings): boolean {
  const of = subject.slice(subject.indexOf(':') + 1);
  switch (code) {
    case 'plain-listener':
      return subject === 'mqtt' && !mqtt;
    case 'broker-lost':
    case 'broker-refused':
    case 'broker-plain':
      return of !== broker;
    case 'port-lost':
    case 'receiver-deaf':
    case 'receiver-lost': // Which receiver is on which port is found out anew; until one speaks, the port goes by its own name.
      return !ports.includes(of);
    case 'radio-tamper':
    case 'radio-replay':
    case 'radio-key-spent':
    case 'device-tamper':
    case 'device-unreadable':
    case 'device-silent':
    case 'device-battery-low':
    case 'device-battery-flat':
      return state.devices.get(of as DeviceId)?.revoked !== false; // as: looked up; an id that is none has no device.
    case 'output-lost':
      return !state.outputs.has(of as OutputId); // as: looked up; an id that is none has no output.
    case 'state-not-out':
      return of !== stateBroker;
    case 'canary-late':
      return !canary;
    case 'console-hangs': // Its page was open in a run before this one; if it is there again, it has another name.
      return true;
    case 'disk-low':
    case 'certificate-expires':
    case 'outbox-stuck':
    case 'loop-stalled':
    case 'memory-low':
    case 'clock-stepped':
    case 'no-watching-console':
    case 'sound-untested':
    case 'tests-overdue': // Looked at anew from the start on.
    case 'nobody-at-this-step':
    case 'no-channel':
    case 'channel-failed':
    case 'contact-unreachable':
    case 'clock-behind':
    case 'auditor-silent':
    case 'deadline-failed':
      return false;
  }
}
