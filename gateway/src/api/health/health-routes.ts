import { AccessRefusal } from '../../access/refusals.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

/** For whoever supervises the process, and the head of the log for whoever wants to check it one day. */
export function healthRoutes(api: Api, deps: Pick<ApiDeps, 'core' | 'access' | 'signedHead' | 'broker'>): void {
  const { core, access } = deps;

  api.get('/health/live', () => ({ live: true }));

  // Ready means: presses are taken in. In the lifeboat they are, unrecorded; a balancer that took the gateway out then
  // would hide what the lifeboat is there to show. `log` says how it stands; `broker`, whether devices behind one are heard.
  // Which broker that is, and why it is lost, is the business of those who read the log.
  api.get('/health/ready', () => {
    const { health } = core;
    const state = deps.broker?.()?.state;
    const broker = state === undefined ? {} : { broker: state };
    return health.state === 'ok' ? { ready: true, log: 'ok', ...broker } : { ready: true, log: 'lifeboat', since: health.since, ...broker };
  });

  api.get('/api/v1/head', (request) => {
    if (access.principalOf(request.headers) === undefined) throw new AccessRefusal('signed-out');
    const head = deps.signedHead();
    if (head === undefined) throw new ProblemError('not-found', { detail: 'no head was signed yet' });
    return head;
  });
}
