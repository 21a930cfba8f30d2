import type { PersonId } from '../base/ids.ts';
import type { Grant, Person } from './people.ts';
import type { StateView } from './state.ts';

/** Grants and people, as they are or as they would be after changes. */
export interface Administration {
  readonly grants: readonly Grant[];
  readonly person: (id: PersonId) => Person | undefined;
}

/**
 * The one answer to *who administers*: whoever was granted it and is still in the house. Leave does not count here: somebody who
 * comes back can set things up, somebody who has left or was erased can't. `everywhere`: for the whole house, not for a site alone.
 */
export function administrators(of: Administration, reach: 'anywhere' | 'everywhere' = 'anywhere'): PersonId[] {
  const found = new Set<PersonId>();
  for (const { role, person, place } of of.grants) {
    if (role !== 'administrator' || (reach === 'everywhere' && place !== undefined)) continue;
    const one = of.person(person);
    if (one?.active === true && one.erased !== true) found.add(person);
  }
  return [...found];
}

/**
 * Whoever administered before, when a change would leave nobody to do so: the whole house, where somebody did; at least something,
 * where there were administrators of sites alone. Empty when somebody is left. An administrator who has left can't help anybody.
 */
export function lastAdministrators(before: Administration, after: Administration): readonly PersonId[] {
  for (const reach of ['everywhere', 'anywhere'] as const) {
    const there = administrators(before, reach);
    if (there.length > 0 && administrators(after, reach).length === 0) return there;
  }
  return [];
}

/** Does this person administer, anywhere? */
export function administers(state: StateView, person: PersonId): boolean {
  return administrators({ ...administrationOf(state), grants: state.grants.by('person', person) }).length > 0;
}

/** Is there anybody at all who can set this house up? */
export function hasAdministrator(state: StateView): boolean {
  return administrators(administrationOf(state)).length > 0;
}

export function administrationOf(state: StateView): Administration {
  return { grants: [...state.grants.values()], person: (id) => state.people.get(id) };
}
