import type { Cancel, Clock } from '../base/clock.ts';
import { pathOf } from '../domain/places.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Probed, ProbeFeed } from '../engine/ports/canary.ts';
import type { FaultSink } from '../engine/ports/devices.ts';
import type { Console } from './console.ts';
import { PROBE_WITHIN_MS } from './limits.ts';

interface ProbesDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly faults: FaultSink;
  readonly consoles: () => Iterable<Console>;
  /** A console has begun to hang, or to draw again. */
  readonly onChange: (console: Console) => void;
}

interface Probe {
  readonly name: string;
  readonly asked: number;
  readonly waiting: Set<Console>;
  readonly resolve: (probed: Probed) => void;
  readonly cancel: Cancel;
}

/**
 * Asks each console to draw something, and notes which do. A page can keep its socket and its beat and draw nothing any more: an
 * alarm would reach it and nobody would see it. Such a console does not count as watching, and a fault says where it is.
 */
export class Probes implements ProbeFeed {
  readonly #deps: ProbesDeps;
  #probe: Probe | undefined;
  /** The last one that was sent, also when its time is over. */
  #newest: string | undefined;

  constructor(deps: ProbesDeps) {
    this.#deps = deps;
  }

  probe(name: string): Promise<Probed> {
    this.#end();
    this.#newest = name;
    const waiting = new Set<Console>();
    for (const console of this.#deps.consoles()) {
      if (isAsked(console)) waiting.add(console);
    }
    return new Promise((resolve) => {
      const cancel = this.#deps.clock.after(PROBE_WITHIN_MS, () => {
        this.#end();
      });
      this.#probe = { name, asked: waiting.size, waiting, resolve, cancel };
      // Also to those that can't count now: one that hangs may have come back, and says so by this.
      const text = JSON.stringify({ type: 'probe', probe: name });
      for (const console of this.#deps.consoles()) if (console.drawsProbes) console.send(text);
      this.#look();
    });
  }

  /** A console has drawn it. Late, it says as well that the page draws again: it need not wait for the next one to count. */
  drawn(console: Console, name: string): void {
    if (this.#newest !== name) return;
    if (console.hangs) this.#setHangs(console, false);
    if (this.#probe?.waiting.delete(console) === true) this.#look();
  }

  /** Its socket is gone: whether it draws is asked no more. */
  gone(console: Console): void {
    if (console.hangs) this.#deps.faults.close('console-hangs', `console:${console.id}`);
    if (this.#probe?.waiting.delete(console) === true) this.#look();
  }

  stop(): void {
    this.#probe?.cancel();
    this.#probe?.resolve({ asked: 0, silent: 0 });
    this.#probe = undefined;
  }

  #look(): void {
    if (this.#probe?.waiting.size === 0) this.#end();
  }

  #end(): void {
    const probe = this.#probe;
    if (probe === undefined) return;
    this.#probe = undefined;
    probe.cancel();
    for (const console of probe.waiting) if (!console.hangs) this.#setHangs(console, true);
    probe.resolve({ asked: probe.asked, silent: probe.waiting.size });
  }

  #setHangs(console: Console, hangs: boolean): void {
    const { core, faults, onChange } = this.#deps;
    const { id, place } = console;
    console.hangs = hangs;
    const label = place === undefined ? 'console' : pathOf(core.committed.places, place).join(' › ');
    if (hangs) faults.open('console-hangs', `console:${id}`, { label, place });
    else faults.close('console-hangs', `console:${id}`);
    onChange(console);
  }
}

/** It counts, or would but for this; and it is not so far behind that the feed owes it more than a probe. */
function isAsked(console: Console): boolean {
  return console.drawsProbes && (console.isWatching || console.hangs) && console.flow === 'well';
}
