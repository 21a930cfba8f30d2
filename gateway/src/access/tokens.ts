import type { PlaceId, TokenId } from '../base/ids.ts';
import type { TokenBody } from '../contract/organisation.ts';
import type { Token } from '../domain/people.ts';
import type { StateView } from '../domain/state.ts';
import { hashOf, newSecret } from './secrets.ts';

/** In front of every token, so that a leaked one is known for what it is by those who scan for such things. */
const PREFIX = 'duress_';
const FORM = /^Bearer (duress_[A-Za-z0-9_-]{16,128})$/i;

/** A new token: the secret is shown once, its hash is the id. */
export function issueToken(body: TokenBody, createdAt: number): { readonly secret: string; readonly token: Token } {
  const secret = PREFIX + newSecret();
  // as: the id of a token is the hash of its secret; the place was checked by whoever read the body.
  const ids = { token: hashOf(secret) as TokenId, place: body.place as PlaceId | undefined };
  return { secret, token: { ...ids, name: body.name, scope: body.scope, createdAt, revoked: false } };
}

/** The token of an `Authorization: Bearer …` header, if it is known and not revoked. */
export function tokenOfHeader(state: StateView, header: string | undefined): Token | undefined {
  if (header === undefined || header.length > 256) return undefined;
  const secret = FORM.exec(header)?.[1];
  return secret === undefined ? undefined : tokenOf(state, secret);
}

/** The token with this secret, if it is known and not revoked. */
export function tokenOf(state: StateView, secret: string): Token | undefined {
  // as: the id of a token is the hash of its secret.
  const token = state.tokens.get(hashOf(secret) as TokenId);
  return token === undefined || token.revoked ? undefined : token;
}
