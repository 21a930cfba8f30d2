import type { PersonId } from '../base/ids.ts';
import type { Person, Session, Token } from '../domain/people.ts';

/** Who asks: a person through a session, or a machine through a token. */
export type Principal = PersonPrincipal | TokenPrincipal;

export interface PersonPrincipal {
  readonly kind: 'person';
  readonly person: PersonId;
  readonly session: Session;
  /** Epoch ms: when they ask. What somebody may do can end by itself, as their last shift does. */
  readonly at: number;
}

export interface TokenPrincipal {
  readonly kind: 'token';
  readonly token: Token;
}

/** May still do anything at all: not left, not erased. */
export function isActive(person: Person | undefined): person is Person {
  return person?.active === true && person.erased !== true;
}

/** As it stands in a fact. */
export function actorOf(principal: Principal): string {
  return principal.kind === 'person' ? `person:${principal.person}` : `token:${principal.token.token}`;
}
