import type { FaultSink } from '../../../engine/ports/devices.ts';
import type { ConnectionView } from './broker-connection.ts';
import { LOST_MS } from './limits.ts';

const CODES = ['broker-lost', 'broker-refused'] as const;
type BrokerFault = (typeof CODES)[number];

/**
 * What stands wrong with the broker, as faults: `broker-lost` while a connection has heard nothing for 15 s, `broker-refused` at once
 * when the broker answers and does not want us, or gives less than was asked for. Waiting helps against the first alone.
 */
export class BrokerWatch {
  readonly #faults: FaultSink;
  readonly #name: string;
  #standing: ReadonlyMap<BrokerFault, string> | undefined;

  constructor(faults: FaultSink, name: string) {
    this.#faults = faults;
    this.#name = name;
  }

  /** `connections` by what they carry. `now`: monotonic ms. */
  look(now: number, connections: Readonly<Record<string, ConnectionView>>): void {
    const found = new Map<BrokerFault, string>();
    for (const [lane, view] of Object.entries(connections)) {
      const code = faultOf(view, now);
      if (code === undefined) continue;
      const detail = `${lane}: ${view.why ?? 'no answer'}`;
      found.set(code, found.has(code) ? `${found.get(code) ?? ''}; ${detail}` : detail);
    }
    this.#tell(found, this.#isReady(connections));
  }

  /** A fault of a run before this one ends with the first good connection, and not by itself at the start. */
  #tell(found: ReadonlyMap<BrokerFault, string>, ready: boolean): void {
    for (const code of CODES) {
      const detail = found.get(code);
      const stands = this.#standing?.has(code);
      if (detail !== undefined && stands !== true) this.#faults.open(code, this.#subject, { label: this.#name, detail });
      if (detail === undefined && stands === true) this.#faults.close(code, this.#subject);
      if (detail === undefined && this.#standing === undefined && ready) this.#faults.close(code, this.#subject);
    }
    if (this.#standing !== undefined || found.size > 0 || ready) this.#standing = found;
  }

  #isReady(connections: Readonly<Record<string, ConnectionView>>): boolean {
    return Object.values(connections).every((view) => view.ready);
  }

  get #subject(): `broker:${string}` {
    return `broker:${this.#name}`;
  }
}

function faultOf({ ready, refused, heardAt }: ConnectionView, now: number): BrokerFault | undefined {
  if (refused) return 'broker-refused';
  return !ready && now - heardAt >= LOST_MS ? 'broker-lost' : undefined;
}
