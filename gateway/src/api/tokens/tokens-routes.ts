import { Type } from 'typebox';
import { actorOf } from '../../access/principal.ts';
import { may } from '../../access/permissions.ts';
import { issueToken } from '../../access/tokens.ts';
import type { PlaceId, TokenId } from '../../base/ids.ts';
import { TokenBody, type Issued, type TokenView } from '../../contract/organisation.ts';
import type { Token } from '../../domain/people.ts';
import { created, type Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

/** Tokens for wall screens and integrations: shown once, kept as a hash, limited to a scope and a place. */
export function tokensRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const { core } = deps;
  const { gate, changes } = tools;

  api.get('/api/v1/tokens', (request): TokenView[] => {
    const principal = gate.requireAnywhere(request, 'edit-set-up');
    return [...core.committed.tokens.values()]
      .filter((token) => may(core.committed, principal, { verb: 'edit-set-up', place: token.place }))
      .map(tokenView);
  });

  api.post('/api/v1/tokens', { schema: { body: TokenBody } }, async (request, reply): Promise<Issued> => {
    // as: which places there are is checked by the rules.
    const principal = gate.require(request, 'edit-set-up', request.body.place as PlaceId | undefined);
    const { secret, token } = issueToken(request.body, core.now().at);
    await changes.save(actorOf(principal), [{ put: 'token', value: token }]);
    created(reply, `/api/v1/tokens/${token.token}`);
    return { id: token.token, secret };
  });

  api.delete('/api/v1/tokens/:token', { schema: { params: Type.Object({ token: Type.String() }) } }, async (request, reply) => {
    const principal = gate.requireAnywhere(request, 'edit-set-up');
    // as: whether there is such a token is what is asked here.
    const token = core.committed.tokens.get(request.params.token as TokenId);
    if (token === undefined || !may(core.committed, principal, { verb: 'edit-set-up', place: token.place }))
      throw new ProblemError('not-found');
    if (!token.revoked) await changes.save(actorOf(principal), [{ remove: 'token', key: token.token }]);
    return reply.code(204).send();
  });
}

function tokenView({ token, name, scope, place, createdAt, revoked }: Token): TokenView {
  return { token, name, scope, ...(place === undefined ? {} : { place }), createdAt, revoked };
}
