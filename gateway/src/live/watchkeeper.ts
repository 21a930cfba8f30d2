import type { Cancel, Clock } from '../base/clock.ts';
import { mayAnywhere } from '../access/permissions.ts';
import { messageOf } from '../base/errors.ts';
import type { InputId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import type { ConsoleView } from '../contract/feed.ts';
import { pathOf } from '../domain/places.ts';
import type { Core } from '../engine/ports/core.ts';
import type { FaultSink } from '../engine/ports/devices.ts';
import type { Console } from './console.ts';
import { NOBODY_WATCHES_AFTER_MS } from './limits.ts';

interface WatchkeeperDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly faults: FaultSink;
  readonly consoles: () => Iterable<Console>;
  readonly onChange: () => void;
}

/** Watches the watchers: who counts as watching is a fact at each change, and nobody watching is a fault. */
export class Watchkeeper {
  readonly #deps: WatchkeeperDeps;
  #isRunning = false;
  #nobody: Cancel | undefined;
  #told = false;

  constructor(deps: WatchkeeperDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#isRunning = true;
    this.#lookForWatchers();
  }

  stop(): void {
    this.#isRunning = false;
    this.#forgetNobody();
  }

  /**
   * Why a console does not count as watching; undefined when it does. What it says of itself must be proven, and it must listen
   * to alarms that its user may take: a worker's phone is no reception.
   */
  whyNot(console: Console): string | undefined {
    const unproven = console.whyNotWatching;
    if (unproven !== undefined) return unproven;
    if (!console.subscriptions.has('alarms')) return 'not-listening';
    return mayAnywhere(this.#deps.core.committed, console.principal, 'watch') ? undefined : 'not-allowed';
  }

  /** Looks at one console anew. */
  look(console: Console): void {
    const why = this.whyNot(console);
    const watching = why === undefined;
    if (watching === console.isWatching) return;
    console.isWatching = watching;
    this.#note(console, why);
    this.#lookForWatchers();
  }

  /** Its socket is gone. */
  gone(console: Console): void {
    if (console.isWatching) {
      console.isWatching = false;
      this.#note(console, 'closed');
    }
    this.#lookForWatchers();
  }

  views(): ConsoleView[] {
    const state = this.#deps.core.committed;
    return [...this.#deps.consoles()].flatMap((console) => {
      const { person, place } = console;
      if (person === undefined) return [];
      const why = this.whyNot(console);
      return [
        {
          console: console.id,
          name: state.people.get(person)?.name ?? '',
          place: pathOf(state.places, place).join(' › '),
          watching: why === undefined,
          ...(why === undefined ? {} : { why }),
          since: console.since,
        },
      ];
    });
  }

  /** How many count as watching. */
  count(): number {
    let count = 0;
    for (const console of this.#deps.consoles()) if (console.isWatching) count += 1;
    return count;
  }

  #note(console: Console, why: string | undefined): void {
    const { core, events, onChange } = this.#deps;
    const id = core.ids.next() as InputId; // as: ids are born here.
    const input = {
      id,
      type: 'watch' as const,
      console: console.id,
      person: console.person,
      place: console.place,
      watching: console.isWatching,
      why,
    };
    core.submit(input).then(onChange, (error: unknown) => {
      events.warn('watch-not-noted', { error: messageOf(error) });
    });
  }

  #forgetNobody(): void {
    this.#nobody?.();
    this.#nobody = undefined;
  }

  /** No watching console for a minute while there are buttons to watch: a fault, until there is one. */
  #lookForWatchers(): void {
    const { clock, faults } = this.#deps;
    if (!this.#isRunning) return;
    if (this.count() > 0) {
      this.#forgetNobody();
      // Also one that an earlier start left open.
      faults.close('no-watching-console', 'gateway');
      this.#told = false;
      return;
    }
    if (this.#told || this.#nobody !== undefined) return;
    this.#nobody = clock.after(NOBODY_WATCHES_AFTER_MS, () => {
      this.#nobody = undefined;
      this.#told = true;
      faults.open('no-watching-console', 'gateway', { label: 'reception' });
    });
  }
}
