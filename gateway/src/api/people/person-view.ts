import type { PersonView } from '../../contract/organisation.ts';
import type { Person } from '../../domain/people.ts';
import type { StateView } from '../../domain/state.ts';

/** A person as set-up shows them; what proves them is said to be there and never shown. */
export function personView(state: StateView, row: Person): PersonView {
  const credential = state.credentials.get(row.person);
  const { person, name, login, email, phone, place, manager, delegate, leave, unavailable, active } = row;
  const roles = state.grants.by('person', person).map((grant) => ({
    grant: grant.grant,
    role: grant.role,
    ...(grant.place === undefined ? {} : { place: grant.place }),
  }));
  return {
    person,
    name,
    ...(login === undefined ? {} : { login }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(place === undefined ? {} : { place }),
    ...(manager === undefined ? {} : { manager }),
    ...(delegate === undefined ? {} : { delegate }),
    leave: [...leave],
    unavailable,
    active,
    hasPassword: credential?.password !== undefined,
    hasPin: credential?.pin !== undefined,
    roles,
  };
}
