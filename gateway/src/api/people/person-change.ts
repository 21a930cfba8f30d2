import type { PersonId, PlaceId } from '../../base/ids.ts';
import type { PersonBody } from '../../contract/organisation.ts';
import type { Change } from '../../domain/input.ts';
import type { Credential, Person } from '../../domain/people.ts';
import { pinDigest } from '../../domain/rules/press.ts';
import type { StateView } from '../../domain/state.ts';
import type { Loose } from '../loose.ts';
import { ProblemError } from '../problems.ts';

/**
 * What a body makes of a person. Absolute: a field that is left out is emptied. Only leave, `unavailable` and `active`
 * keep what they were, for they are changed at their own addresses, and PINs, which nobody can read back.
 */
export function personOf(body: Loose<PersonBody>, id: PersonId, before: Person | undefined): Person {
  // as: which people and places there are is checked by the rules.
  return {
    person: id,
    name: body.name,
    login: body.login,
    email: body.email,
    phone: body.phone,
    place: body.place as PlaceId | undefined,
    manager: body.manager as PersonId | undefined,
    delegate: body.delegate as PersonId | undefined,
    leave: body.leave ?? before?.leave ?? [],
    unavailable: body.unavailable ?? before?.unavailable ?? false,
    active: body.active ?? before?.active ?? true,
  };
}

/** The change of PINs that a body asks for, if it does. */
export function pinChange(state: StateView, person: PersonId, body: Pick<PersonBody, 'pin' | 'duressPin'>): Change[] {
  const { pin, duressPin } = body;
  if (pin === undefined && duressPin === undefined) return [];
  const before = state.credentials.get(person);
  const value: Credential = {
    person,
    password: before?.password,
    pin: pin === undefined ? before?.pin : pinDigest(person, pin),
    duressPin: duressPin === undefined ? before?.duressPin : pinDigest(person, duressPin),
  };
  // The same digits would make every cancel a coerced one, or none.
  if (value.pin !== undefined && value.pin === value.duressPin)
    throw new ProblemError('invalid', { detail: 'duressPin: must differ from pin' });
  return [{ put: 'credential', value }];
}
