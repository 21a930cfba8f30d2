import { may } from '../../access/permissions.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

/**
 * For a Prometheus. It shows a token of its own, also on loopback: behind a proxy every request comes from there. So nothing is told
 * to anybody until an administrator has made that token, and it is told under the listener's own TLS.
 */
export function metricsRoutes(api: Api, { core, access, metrics }: Pick<ApiDeps, 'core' | 'access' | 'metrics'>): void {
  api.get('/metrics', async (request, reply) => {
    const principal = access.principalOf(request.headers);
    if (principal === undefined) throw new AccessRefusal('signed-out');
    if (!may(core.committed, principal, { verb: 'see-metrics', place: undefined })) throw new AccessRefusal('not-allowed');
    if (metrics === undefined) throw new ProblemError('not-found');
    const { type, text } = await metrics();
    return reply.type(type).send(text);
  });
}
