import { inputIdFrom, type GrantId, type PersonId, type SessionId } from '../../gateway/src/base/ids.ts';
import { hashOf, newSecret } from '../../gateway/src/access/secrets.ts';
import { issueToken } from '../../gateway/src/access/tokens.ts';
import type { Role, TokenBody } from '../../gateway/src/contract/organisation.ts';
import type { TestGateway } from './gateway.ts';

/** Gives a person a role at a place, and returns the id of the grant. */
export async function grant(test: TestGateway, given: { person: string; role: Role; place?: string }): Promise<GrantId> {
  const id = `${given.person}-${given.role}-${given.place ?? 'all'}`;
  // as: ids of a test are written by hand.
  await test.save([{ put: 'grant', value: { ...given, grant: id } as never }]);
  return id as GrantId; // as: see above.
}

/** A cookie of a person who has just signed in, without their password. */
export async function cookieOf(test: TestGateway, person: string): Promise<{ cookie: string; session: SessionId }> {
  const secret = newSecret();
  const { at } = test.gateway.core.now();
  const session = hashOf(secret) as SessionId; // as: the id of a session is the hash of its secret.
  // as: ids of a test are written by hand.
  await test.save([{ put: 'session', value: { session, person: person as PersonId, openedAt: at, expiresAt: at + 86_400_000 } }]);
  return { cookie: `duress=${secret}`, session };
}

/** A new API token's secret. */
export async function tokenFor(test: TestGateway, body: TokenBody): Promise<string> {
  const { secret, token } = issueToken(body, test.gateway.core.now().at);
  await test.save([{ put: 'token', value: token }]);
  return secret;
}

export async function signOut(test: TestGateway, session: SessionId): Promise<void> {
  const id = inputIdFrom(test.gateway.core.ids);
  await test.gateway.core.submit({ id, type: 'save', actor: 'test', changes: [{ remove: 'session', key: session }] });
}
