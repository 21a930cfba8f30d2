import { coverageOf, gapsOf, placeOf, subjectsFor, type CoverageLook, type Subject } from '../../access/coverage.ts';
import { unprovenClimbs } from '../../access/unproven-climbs.ts';
import type { PersonId, PlaceId } from '../../base/ids.ts';
import { CoverageQuery, type Coverage, type CoverageGaps, type UnprovenClimb } from '../../contract/escalation.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

/** If somebody pressed, now or in the next fortnight: who would be told, when, and what is missing. For those who may see the set-up there. */
export function coverageRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate }): void {
  const { core } = deps;
  const { gate } = tools;
  const look = (): CoverageLook => ({
    state: core.committed,
    policy: deps.policy,
    at: core.now().at,
    reaches: deps.reaches ?? (() => true),
    clock: deps.clock,
  });

  api.get('/api/v1/coverage', { schema: { querystring: CoverageQuery } }, async (request): Promise<Coverage> => {
    const { place, worker, level } = request.query;
    const subject = subjectAsked(deps, { place, worker });
    gate.require(request, 'see-set-up', subject.place);
    return coverageOf(look(), subject, level ?? 'duress');
  });

  api.get('/api/v1/coverage/gaps', async (request): Promise<CoverageGaps> => {
    const principal = gate.requireAnywhere(request, 'see-set-up');
    return gapsOf(look(), subjectsFor(core.committed, principal));
  });

  api.get('/api/v1/coverage/unproven', (request): UnprovenClimb[] =>
    unprovenClimbs(core.committed, gate.requireAnywhere(request, 'see-set-up')),
  );
}

/** @throws ProblemError for a place or person that there is not. */
function subjectAsked({ core }: Pick<ApiDeps, 'core'>, asked: { place?: string | undefined; worker?: string | undefined }): Subject {
  const { people, places } = core.committed;
  // as (both): whether there are such rows is what is asked here.
  const worker = asked.worker as PersonId | undefined;
  const place = asked.place as PlaceId | undefined;
  if (worker !== undefined && people.get(worker)?.active !== true) throw new ProblemError('unknown-person');
  if (place !== undefined && !places.has(place)) throw new ProblemError('unknown-place');
  return { worker, place: placeOf(core.committed, worker, place) };
}
