import type { FastifyReply, FastifyRequest } from 'fastify';
import { clearedSessionCookie, sessionCookie, sessionTokenOf } from '../../access/cookie.ts';
import { demoPerson, isAtThisMachine } from '../../access/demo.ts';
import { hasAdministrator } from '../../domain/administrators.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import { isLocalPage } from '../../access/addresses.ts';
import type { Door, SignedIn, Submit } from '../../access/sign-in.ts';
import { DemoSignInBody, FirstAdministratorBody, SignInBody, type Me, type SignedOut } from '../../contract/organisation.ts';
import type { Changes } from '../changes.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { meOf } from './me.ts';

/** Who am I, sign in, sign out. */
export function sessionRoutes(api: Api, deps: ApiDeps, { changes }: { changes: Changes }): void {
  const { access, core, options } = deps;
  const submit: Submit = (input) => changes.bring(input);
  const house = () => ({
    demo: options.demo,
    push: deps.telling?.hasPush === true,
    at: core.now().at,
    holidays: deps.policy.holidays,
  });

  const answer = (reply: FastifyReply, { session, reply: outcome }: SignedIn): Me => {
    changes.orRefuse(outcome);
    const { expiresAt, openedAt, person } = session.session;
    reply.header('set-cookie', sessionCookie(session.token, access.tls, expiresAt - openedAt));
    return meOf(core.committed, person, house());
  };

  api.get('/api/v1/session', (request, reply) => {
    const principal = access.principalOf(request.headers);
    if (principal?.kind === 'person') return meOf(core.committed, principal.person, house());
    const signedOut: SignedOut = { code: 'signed-out', demo: options.demo && isHere(request), setUp: hasAdministrator(core.committed) };
    return reply.code(401).send(signedOut);
  });

  api.post('/api/v1/session', { schema: { body: SignInBody } }, async (request, reply) =>
    answer(reply, await access.signIn.withPassword(request.body, door(request, access.tls), submit)),
  );

  api.post('/api/v1/session/first-administrator', { schema: { body: FirstAdministratorBody } }, async (request, reply) =>
    answer(reply, await access.signIn.asFirstAdministrator(request.body, door(request, access.tls), submit)),
  );

  api.post('/api/v1/session/demo', { schema: { body: DemoSignInBody } }, async (request, reply) => {
    const person = options.demo && isHere(request) ? demoPerson(core.committed, request.body.as) : undefined;
    if (person === undefined) throw new ProblemError('not-found');
    return answer(reply, await access.signIn.as(person, door(request, access.tls), submit));
  });

  api.delete('/api/v1/session', async (request, reply) => {
    const principal = access.principalOf(request.headers);
    if (principal?.kind === 'token') throw new AccessRefusal('not-allowed');
    reply.header('set-cookie', clearedSessionCookie(access.tls));
    // It ends now, for requests and sockets alike; the commit follows even if the log is away.
    if (principal !== undefined) await changes.save(`person:${principal.person}`, [access.sessions.close(principal.session.session)]);
    return reply.code(204).send();
  });
}

function door(request: FastifyRequest, tls: boolean): Door {
  return { address: request.socket.remoteAddress, former: sessionTokenOf(request.headers.cookie, tls) };
}

/** Does the request come from this very machine, by a name that only it can mean? */
function isHere(request: FastifyRequest): boolean {
  const { headers, socket } = request;
  const forwarded = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined || headers.via !== undefined;
  return isAtThisMachine({ remote: socket.remoteAddress, local: socket.localAddress, forwarded }) && isLocalPage(headers.host);
}
