import { Type } from 'typebox';
import { may } from '../../access/permissions.ts';
import { actorOf } from '../../access/principal.ts';
import type { PlaceId, PolicyId } from '../../base/ids.ts';
import { EscalationPolicyBody, type EscalationPolicyView } from '../../contract/escalation.ts';
import type { EscalationPolicy } from '../../domain/escalation-policy.ts';
import type { ApiDeps } from '../api-deps.ts';
import { created, type Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

const PolicyParam = Type.Object({ policy: Type.String() });
/** Policies of a house. Each press looks through them; a house needs a handful. */
const POLICIES_MAX = 200;

/** By which steps unanswered alarms climb: by place, level and hours. */
export function policiesRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const { core } = deps;
  const { gate, changes } = tools;

  api.get('/api/v1/policies', (request): EscalationPolicyView[] => {
    const principal = gate.requireAnywhere(request, 'see-set-up');
    return [...core.committed.policies.values()]
      .filter(({ place }) => may(core.committed, principal, { verb: 'see-set-up', place }))
      .map(policyView);
  });

  api.post('/api/v1/policies', { schema: { body: EscalationPolicyBody } }, async (request, reply): Promise<EscalationPolicyView> => {
    // as (both): which places there are is checked by the rules; the id is given here.
    const principal = gate.require(request, 'edit-set-up', request.body.place as PlaceId | undefined);
    const value = policyOf(request.body, core.ids.next() as PolicyId);
    if (core.committed.policies.size >= POLICIES_MAX) throw new ProblemError('invalid', { detail: `at most ${POLICIES_MAX} policies` });
    await changes.save(actorOf(principal), [{ put: 'policy', value }]);
    created(reply, `/api/v1/policies/${value.policy}`);
    return policyView(value);
  });

  api.put('/api/v1/policies/:policy', { schema: { params: PolicyParam, body: EscalationPolicyBody } }, async (request) => {
    const before = found(deps, request.params.policy);
    gate.require(request, 'edit-set-up', before.place);
    // as: which places there are is checked by the rules. Moving it takes rights at both ends.
    const principal = gate.require(request, 'edit-set-up', request.body.place as PlaceId | undefined);
    const value = policyOf(request.body, before.policy);
    await changes.save(actorOf(principal), [{ put: 'policy', value }]);
    return policyView(value);
  });

  api.delete('/api/v1/policies/:policy', { schema: { params: PolicyParam } }, async (request, reply) => {
    const before = found(deps, request.params.policy);
    const principal = gate.require(request, 'edit-set-up', before.place);
    await changes.save(actorOf(principal), [{ remove: 'policy', key: before.policy }]);
    return reply.code(204).send();
  });
}

function found({ core }: Pick<ApiDeps, 'core'>, id: string): EscalationPolicy {
  // as: whether there is such a policy is what is asked here.
  const policy = core.committed.policies.get(id as PolicyId);
  if (policy === undefined) throw new ProblemError('not-found');
  return policy;
}

function policyOf(body: EscalationPolicyBody, policy: PolicyId): EscalationPolicy {
  // as: which places there are is checked by the rules.
  return { ...body, policy, place: body.place as PlaceId | undefined };
}

function policyView({ policy, name, place, levels, hours, steps, repeatMs }: EscalationPolicy): EscalationPolicyView {
  return {
    policy,
    name,
    ...(place === undefined ? {} : { place }),
    ...(levels === undefined ? {} : { levels: [...levels] }),
    ...(hours === undefined ? {} : { hours: [...hours] }),
    steps: [...steps],
    repeatMs,
  };
}
