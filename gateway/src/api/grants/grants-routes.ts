import { Type } from 'typebox';
import { isActive, actorOf } from '../../access/principal.ts';
import { may } from '../../access/permissions.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import type { GrantId, PersonId, PlaceId } from '../../base/ids.ts';
import { GrantBody } from '../../contract/organisation.ts';
import type { Grant } from '../../domain/people.ts';
import { created, type Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

type GrantRow = { readonly grant: string } & GrantBody;

/** Who may do what, where. A site's administrator gives and takes rights at that site alone. */
export function grantsRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const { core } = deps;
  const { gate, changes } = tools;

  api.get('/api/v1/grants', (request): GrantRow[] => {
    const principal = gate.requireAnywhere(request, 'edit-set-up');
    return [...core.committed.grants.values()]
      .filter((grant) => may(core.committed, principal, { verb: 'edit-set-up', place: grant.place }))
      .map(row);
  });

  api.post('/api/v1/grants', { schema: { body: GrantBody } }, async (request, reply): Promise<GrantRow> => {
    const { person, role, place } = request.body;
    // as: which people and places there are is checked here and by the rules; the id is given here.
    const value: Grant = { grant: core.ids.next() as GrantId, person: person as PersonId, role, place: place as PlaceId | undefined };
    const principal = gate.require(request, 'edit-set-up', value.place);
    if (!isActive(core.committed.people.get(value.person))) throw new ProblemError('unknown-person');
    const same = core.committed.grants.by('person', person).find((grant) => grant.role === role && grant.place === place);
    if (same !== undefined) return row(same);
    await changes.save(actorOf(principal), [{ put: 'grant', value }]);
    created(reply, `/api/v1/grants/${value.grant}`);
    return row(value);
  });

  api.delete('/api/v1/grants/:grant', { schema: { params: Type.Object({ grant: Type.String() }) } }, async (request, reply) => {
    const principal = gate.requireAnywhere(request, 'edit-set-up');
    // as: whether there is such a grant is what is asked here.
    const grant = core.committed.grants.get(request.params.grant as GrantId);
    if (grant === undefined) throw new ProblemError('not-found');
    if (!may(core.committed, principal, { verb: 'edit-set-up', place: grant.place })) throw new AccessRefusal('not-allowed');
    await changes.save(actorOf(principal), [{ remove: 'grant', key: grant.grant }]);
    return reply.code(204).send();
  });
}

function row({ grant, person, role, place }: Grant): GrantRow {
  return { grant, person, role, ...(place === undefined ? {} : { place }) };
}
