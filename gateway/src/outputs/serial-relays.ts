import type { Clock } from '../base/clock.ts';
import { RELAY_BAUD_RATE, type OutputSwitch } from '../contract/outputs.ts';
import type { OpenPort } from '../engine/ports/outputs.ts';
import { RelayPort } from './relay-port.ts';
import type { Relay } from './relay.ts';

interface SerialRelaysDeps {
  readonly clock: Clock;
  readonly open: OpenPort;
  /** Those that the configuration names: set-up by a page must not open just any file of the machine. */
  readonly ports: readonly string[];
}

/** The serial ports that outputs use, each opened once however many relays stand on its board. */
export class SerialRelays {
  readonly #deps: SerialRelaysDeps;
  readonly #ports = new Map<string, RelayPort>();

  constructor(deps: SerialRelaysDeps) {
    this.#deps = deps;
  }

  relay({ port, baudRate = RELAY_BAUD_RATE, on, off }: Extract<OutputSwitch, { readonly by: 'serial' }>): Relay {
    if (!this.#deps.ports.includes(port)) return new NoRelay('outputs.ports does not name this port');
    const { open, clock } = this.#deps;
    // At another rate it is another line: it opens as soon as the former one is closed.
    const name = `${port} ${String(baudRate)}`;
    const known = this.#ports.get(name) ?? new RelayPort({ path: port, baudRate }, open, clock);
    this.#ports.set(name, known);
    return known.relay({ on: bytesIn(on), off: bytesIn(off) });
  }

  /** Closes ports that no relay uses any more. */
  async sweep(): Promise<void> {
    for (const [name, port] of this.#ports) {
      if (!port.isUnused) continue;
      this.#ports.delete(name);
      await port.stop();
    }
  }

  async stop(): Promise<void> {
    for (const port of this.#ports.values()) await port.stop();
    this.#ports.clear();
  }
}

/** An output that this start has no way to switch. */
export class NoRelay implements Relay {
  readonly isSettled = false;
  readonly lost: { readonly why: string };

  constructor(why: string) {
    this.lost = { why };
  }

  set(): void {}
  tick(): void {}
  close(): void {}
}

function bytesIn(hex: string): Uint8Array {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}
