import { AccessRefusal } from '../../access/refusals.ts';
import { AUDIT_LATE_MS } from '../../engine/deadlines.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

/** For whoever supervises the process, and the head of the log for whoever wants to check it one day. */
export function healthRoutes(api: Api, deps: Pick<ApiDeps, 'core' | 'access' | 'signedHead' | 'broker' | 'canary'>): void {
  const { core, access } = deps;

  api.get('/health/live', () => ({ live: true }));

  // Ready means: presses are taken in. In the lifeboat they are, unrecorded; a balancer that took the gateway out then
  // would hide what the lifeboat is there to show. `log` says how it stands; `broker`, whether devices behind one are heard; `canary`,
  // whether the last test press of the gateway's own got all the way. `audit` late: nothing proves any more that every open alarm has
  // a next step.
  // Which broker that is, and why it is lost, is the business of those who read the log.
  api.get('/health/ready', () => {
    const { health } = core;
    const state = deps.broker?.()?.state;
    const canary = deps.canary?.()?.state;
    const more = {
      ...(state === undefined ? {} : { broker: state }),
      ...(core.auditAgeMs > AUDIT_LATE_MS ? { audit: 'late' } : {}),
      ...(canary === undefined ? {} : { canary }),
    };
    return health.state === 'ok' ? { ready: true, log: 'ok', ...more } : { ready: true, log: 'lifeboat', since: health.since, ...more };
  });

  api.get('/api/v1/head', (request) => {
    if (access.principalOf(request.headers) === undefined) throw new AccessRefusal('signed-out');
    const head = deps.signedHead();
    if (head === undefined) throw new ProblemError('not-found', { detail: 'no head was signed yet' });
    return head;
  });
}
