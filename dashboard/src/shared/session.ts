import type { Me } from '@duress/gateway/contract/organisation.ts';
import type { Answer, Api } from './api.ts';

const SESSION = '/api/v1/session';

/** Who is signed in. With nobody signed in the api's `onSignedOut` has already been called. */
export function whoAmI(api: Api): Promise<Answer<Me>> {
  return api.get<Me>(SESSION);
}

/** Ends the session on the gateway, which also closes its sockets. */
export function signOut(api: Api): Promise<Answer<undefined>> {
  return api.delete<undefined>(SESSION);
}
