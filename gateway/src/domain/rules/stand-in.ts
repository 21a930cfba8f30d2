import type { PersonId } from '../../base/ids.ts';
import type { Person } from '../people.ts';
import type { StateView } from '../state.ts';
import type { TableView } from '../table.ts';
import { findOwner, type OwnerAnswer } from './owner.ts';

/** Whoever reports to a person, in the order of the house. */
export function reportsOf(state: StateView, manager: PersonId): Person[] {
  return [...state.people.values()].filter((one) => one.manager === manager && one.active && one.erased !== true);
}

/** Who would own a debrief of this person's team if they were away: asked of the owner's rule itself. Undefined: nobody reports to them. */
export function standInFor(state: StateView, person: Person, at: number): OwnerAnswer | undefined {
  const [worker] = reportsOf(state, person.person);
  if (worker === undefined) return undefined;
  const people = withOne(state.people, person.person, { ...person, unavailable: true });
  return findOwner({ state: { ...state, people }, at, worker: worker.person, place: worker.place, involved: [] });
}

/** The same table with another row for one key. */
function withOne<K extends string, V>(table: TableView<K, V>, key: K, row: V): TableView<K, V> {
  const before = table.get(key);
  const swapped = (one: V): V => (one === before ? row : one);
  return {
    get: (asked) => (asked === key ? row : table.get(asked)),
    has: (asked) => table.has(asked),
    values: () => [...table.values()].map(swapped).values(),
    by: (name, value) => table.by(name, value).map(swapped),
    size: table.size,
  };
}
