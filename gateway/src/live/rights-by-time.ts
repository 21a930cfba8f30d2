import { rootsOf, type Verb } from '../access/permissions.ts';
import type { StateView } from '../domain/state.ts';
import type { Console } from './console.ts';
import { nameOfCovered } from './covered.ts';

/** What a page is shown hangs on these. */
const SEEING: readonly Verb[] = ['see-alarms', 'see-names', 'see-faults'];

/**
 * Whoever is called from a rota may see alarms there until their last shift is over. Nothing is committed when that is: it is looked for
 * by the minute, of whoever sits at a page, and only in a house that has rotas.
 */
export class RightsByTime {
  readonly #state: StateView;
  readonly #known = new WeakMap<Console, string>();

  constructor(state: StateView) {
    this.#state = state;
  }

  /** Pages whose reader may see other places than a minute ago, and those that have opened since: what theirs was then is not known. */
  changed(consoles: Iterable<Console>): Console[] {
    if (this.#state.rotas.size === 0) return [];
    return [...consoles].filter((console) => {
      if (console.person === undefined) return false;
      const now = SEEING.map((verb) => nameOfCovered(rootsOf(this.#state, console.principal, verb))).join('|');
      const before = this.#known.get(console);
      this.#known.set(console, now);
      return before !== now;
    });
  }
}
