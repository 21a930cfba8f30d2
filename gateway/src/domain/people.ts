import type { GrantId, PersonId, PlaceId, SessionId, TokenId } from '../base/ids.ts';
import type { Leave, Role, TokenBody } from '../contract/organisation.ts';

export interface Person {
  readonly person: PersonId;
  readonly name: string;
  readonly login?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly place?: PlaceId | undefined;
  readonly manager?: PersonId | undefined;
  readonly delegate?: PersonId | undefined;
  readonly leave: readonly Leave[];
  readonly unavailable: boolean;
  readonly active: boolean;
  /** The person's data key was destroyed; the id stays, all else is gone. */
  readonly erased?: boolean | undefined;
}

/** What proves a person; kept apart so that nothing that lists people can leak it. */
export interface Credential {
  readonly person: PersonId;
  /** Argon2id in PHC form. */
  readonly password?: string | undefined;
  /** SHA-256 over person and digits, hexadecimal: guessable, therefore sealed. */
  readonly pin?: string | undefined;
  readonly duressPin?: string | undefined;
}

export interface Grant {
  readonly grant: GrantId;
  readonly person: PersonId;
  readonly role: Role;
  /** With all below it; absent: everywhere. */
  readonly place?: PlaceId | undefined;
}

/** A sign-in. The id is the SHA-256 of the cookie's token, so that the log can't be used to sign in. */
export interface Session {
  readonly session: SessionId;
  readonly person: PersonId;
  /** Both by the wall clock. How long it lasts is the time between them; counted it is in engine time. */
  readonly openedAt: number;
  readonly expiresAt: number;
  /** Engine milliseconds at which it was recorded; absent in one that is not yet. */
  readonly openedT?: number | undefined;
}

/**
 * Engine milliseconds at which a session ends at the latest: a wall clock that is set by years must not sign everybody out at once
 * and leave reception with dark screens.
 */
export function sessionEndT({ openedAt, expiresAt, openedT = 0 }: Session): number {
  return openedT + expiresAt - openedAt;
}

/** An API token; the id is the SHA-256 of its secret. */
export interface Token {
  readonly token: TokenId;
  readonly name: string;
  readonly scope: TokenBody['scope'];
  readonly place?: PlaceId | undefined;
  readonly createdAt: number;
  readonly revoked: boolean;
}

/** Free to be asked: here, not on leave at `at` (epoch ms), not marked unavailable. */
export function absence(person: Person, at: number): 'leave' | 'unavailable' | undefined {
  if (person.leave.some((period) => period.from <= at && at < period.to)) return 'leave';
  if (person.unavailable || !person.active || person.erased === true) return 'unavailable';
  return undefined;
}
