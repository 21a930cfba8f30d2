import type { Cancel, Clock } from '../base/clock.ts';
import { mayAnywhere, type Verb } from '../access/permissions.ts';
import { messageOf } from '../base/errors.ts';
import type { InputId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import type { ConsoleView } from '../contract/feed.ts';
import { pathOf } from '../domain/places.ts';
import type { StateView } from '../domain/state.ts';
import type { Core } from '../engine/ports/core.ts';
import type { FaultSink } from '../engine/ports/devices.ts';
import type { Console } from './console.ts';
import { coveredBy, nameOfCovered, overlap, type Covered } from './covered.ts';
import type { Viewer } from './items.ts';
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

  /**
   * The consoles that have in view what a viewer may see with names, as JSON text. Who sits at another site's reception is not
   * theirs to know. Of one moment, as `counting` is.
   */
  views(): (viewer: Viewer) => string {
    const state = this.#deps.core.committed;
    const all = [...this.#deps.consoles()]
      .filter((console) => console.person !== undefined)
      .map((console) => ({ covered: coveredBy(state, console, 'see-alarms'), view: this.#view(console) }));
    return oncePerCovered(state, 'see-names', (theirs) => {
      return JSON.stringify(all.flatMap(({ covered, view }) => (overlap(state, theirs, covered) ? [view] : [])));
    });
  }

  /** How many count as watching a place that this one asked for. Of one moment, to be asked for each console. */
  counting(): (asking: Viewer) => number {
    const state = this.#deps.core.committed;
    const watched = new Map<string, { readonly covered: Covered; consoles: number }>();
    for (const console of this.#deps.consoles()) {
      if (!console.isWatching) continue;
      const covered = coveredBy(state, console, 'watch');
      const name = nameOfCovered(covered);
      const same = watched.get(name);
      if (same === undefined) watched.set(name, { covered, consoles: 1 });
      else same.consoles += 1;
    }
    return oncePerCovered(state, 'see-alarms', (asked) => {
      let count = 0;
      for (const { covered, consoles } of watched.values()) if (overlap(state, asked, covered)) count += consoles;
      return count;
    });
  }

  #view(console: Console): ConsoleView {
    const { people, places } = this.#deps.core.committed;
    const why = this.whyNot(console);
    return {
      console: console.id,
      name: console.person === undefined ? '' : (people.get(console.person)?.name ?? ''),
      place: pathOf(places, console.place).join(' › '),
      watching: why === undefined,
      ...(why === undefined ? {} : { why }),
      since: console.since,
    };
  }

  /** How many count as watching anything. */
  #count(): number {
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
    if (this.#count() > 0) {
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

/** Hundreds of consoles that cover the same cost one answer. */
function oncePerCovered<T>(state: StateView, verb: Verb, answer: (covered: Covered) => T): (viewer: Viewer) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (viewer) => {
    const covered = coveredBy(state, viewer, verb);
    const name = nameOfCovered(covered);
    const there = known.get(name) ?? { answer: answer(covered) };
    known.set(name, there);
    return there.answer;
  };
}
