import type { PersonId } from '../base/ids.ts';
import type { StateView } from '../domain/state.ts';

/** A reporting line is at most this long; a longer one is a loop that a damaged log may hold. */
const LINE_MAX = 64;

/** Is `above` the manager of `person`, or their manager's manager, and so on? Nobody is above themselves. */
export function isAboveInLine(state: StateView, above: PersonId, person: PersonId): boolean {
  const seen = new Set<PersonId>([person]);
  let next = state.people.get(person)?.manager;
  while (next !== undefined && !seen.has(next) && seen.size < LINE_MAX) {
    if (next === above) return true;
    seen.add(next);
    next = state.people.get(next)?.manager;
  }
  return false;
}
