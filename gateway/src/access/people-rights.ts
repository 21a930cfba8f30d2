import type { PersonId } from '../base/ids.ts';
import type { Person } from '../domain/people.ts';
import { isAbove } from '../domain/rules/debrief-rights.ts';
import type { StateView } from '../domain/state.ts';
import { may } from './permissions.ts';
import type { PersonPrincipal } from './principal.ts';

/** Oneself, whoever sets people up, and the managers above. */
export function maySeePerson(state: StateView, principal: PersonPrincipal, person: Person): boolean {
  return (
    principal.person === person.person ||
    may(state, principal, { verb: 'see-people', place: person.place }) ||
    isAbove(state, principal.person, person.person)
  );
}

/**
 * Whoever sets a person up can sign in as them. So a site's administrator may not touch anyone who is administrator
 * somewhere else: it takes set-up rights over the person's own place and over every place that the person is granted.
 */
export function mayEditPerson(state: StateView, principal: PersonPrincipal, person: Person): boolean {
  return (
    may(state, principal, { verb: 'edit-set-up', place: person.place }) &&
    state.grants.by('person', person.person).every((grant) => may(state, principal, { verb: 'edit-set-up', place: grant.place }))
  );
}

/** Leave and "unavailable now": one says it oneself, or a manager above, or an administrator. */
export function maySayAbsence(state: StateView, principal: PersonPrincipal, person: Person): boolean {
  return principal.person === person.person || mayEditPerson(state, principal, person) || isAbove(state, principal.person, person.person);
}

/** The name to show for an id, or the id itself where the name is gone. */
export function nameOf(state: StateView, person: PersonId): string {
  return state.people.get(person)?.name ?? person;
}
