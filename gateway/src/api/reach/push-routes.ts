import { ECDH } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { hashOf } from '../../access/secrets.ts';
import type { SubscriptionId } from '../../base/ids.ts';
import { PushBody, type OwnPush, type PushDevice } from '../../contract/push.ts';
import type { PushSubscription } from '../../domain/push-subscription.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

const SubscriptionParam = Type.Object({ subscription: Type.String({ pattern: '^[0-9a-f]{64}$' }) });

/** *Tell me on this device*: everybody for themself alone, from the browser that it is about. */
export function pushRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  new PushRoutes(deps, tools).register(api);
}

class PushRoutes {
  readonly #deps: ApiDeps;
  readonly #gate: Gate;
  readonly #changes: Changes;

  constructor(deps: ApiDeps, tools: { gate: Gate; changes: Changes }) {
    this.#deps = deps;
    this.#gate = tools.gate;
    this.#changes = tools.changes;
  }

  register(api: Api): void {
    api.get('/api/v1/my/push', (request): OwnPush => this.#own(request));
    api.put('/api/v1/my/push', { schema: { body: PushBody } }, (request) => this.#subscribe(request, request.body));
    api.delete('/api/v1/my/push/:subscription', { schema: { params: SubscriptionParam } }, (request, reply) =>
      this.#take(request, reply, request.params.subscription),
    );
  }

  #own(request: FastifyRequest): OwnPush {
    const { person } = this.#gate.person(request);
    const key = this.#deps.telling?.pushKey;
    return { ...(key === undefined ? {} : { key }), devices: devicesOf(this.#deps, person) };
  }

  async #subscribe(request: FastifyRequest, body: PushBody): Promise<OwnPush> {
    const principal = this.#gate.person(request);
    const { person, session } = principal;
    const { telling } = this.#deps;
    const { endpoint, keys, label, untilSignOut } = body;
    if (telling?.pushKey === undefined) throw new ProblemError('not-found', { detail: 'push is not set up' });
    if (!telling.takesEndpoint(endpoint)) throw new ProblemError('invalid', { detail: 'endpoint: not an address that is posted to' });
    if (!isPoint(keys.p256dh)) throw new ProblemError('invalid', { detail: 'keys: not a key' });
    // as: the id of a subscription is the hash of its address, by definition.
    const subscription = hashOf(endpoint) as SubscriptionId;
    const value = { subscription, person, endpoint, ...keys, label, session: untilSignOut === true ? session.session : undefined };
    await this.#changes.save(`person:${person}`, [{ put: 'subscription', value }]);
    return this.#own(request);
  }

  async #take(request: FastifyRequest, reply: FastifyReply, id: string): Promise<FastifyReply> {
    const { person } = this.#gate.person(request);
    // as: whether there is one is what is asked here.
    const known = this.#deps.core.committed.subscriptions.get(id as SubscriptionId);
    if (known?.person !== person) throw new ProblemError('not-found');
    await this.#changes.save(`person:${person}`, [{ remove: 'subscription', key: known.subscription, person, why: 'taken-away' }]);
    return reply.code(204).send();
  }
}

/** The newest first, as people look for the one they have in their hand. */
export function devicesOf({ core }: Pick<ApiDeps, 'core'>, person: PushSubscription['person']): PushDevice[] {
  const own = core.committed.subscriptions.by('person', person).sort((a, b) => b.saved - a.saved);
  return own.map(({ subscription, label, savedAt, session }) => ({
    subscription,
    ...(label === undefined ? {} : { label }),
    since: savedAt,
    untilSignOut: session !== undefined,
  }));
}

/** A point of the curve: nothing can be encrypted to any other. */
function isPoint(key: string): boolean {
  try {
    ECDH.convertKey(key, 'prime256v1', 'base64url', 'base64url', 'uncompressed');
    return true;
  } catch {
    // The one way in which node:crypto says that it is none.
    return false;
  }
}
