import type { PersonId } from '../../base/ids.ts';
import { isActive } from '../../access/principal.ts';
import type { StateView } from '../../domain/state.ts';

/** Would somebody be left who can set this whole house up, if `without` were gone? */
export function keepsAnAdministrator(state: StateView, without: PersonId): boolean {
  const isOne = state.grants.by('person', without).some((grant) => grant.role === 'administrator' && grant.place === undefined);
  if (!isOne) return true;
  return [...state.grants.values()].some(
    (grant) =>
      grant.role === 'administrator' && grant.place === undefined && grant.person !== without && isActive(state.people.get(grant.person)),
  );
}
