import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { messageOf } from '../../base/errors.ts';
import { inputIdFrom, type DebriefId, type PersonId } from '../../base/ids.ts';
import type { NamedPerson } from '../../contract/alarm.ts';
import { FollowUpBody, NameInvolvedBody, type OverdueView } from '../../contract/debrief.ts';
import type { Debrief, DebriefCommand } from '../../domain/debrief.ts';
import { relationTo } from '../../domain/rules/debrief-rights.ts';
import { nameable } from '../../domain/views/nameable-view.ts';
import { overdueFor } from '../../domain/views/overdue-view.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

const DebriefParam = Type.Object({ debrief: Type.String() });
/** Bytes of a follow-up: three long texts, in a script of three bytes a character. */
const FOLLOW_UP_BYTES_MAX = 256 * 1024;

/** What goes on after the answer, who took part, and what is overdue. */
export function debriefTimeRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const { core } = deps;
  const { gate, changes } = tools;

  const submit = async (request: FastifyRequest, id: string, command: DebriefCommand): Promise<{ outcome: 'accepted' }> => {
    const { person } = gate.person(request);
    const debrief = id as DebriefId; // as: whether there is such a debrief is what the rules look up.
    if (!core.committed.debriefs.has(debrief)) throw await whyGone(deps, id, person);
    await changes.accepted({ id: inputIdFrom(core.ids), type: 'debrief', actor: person, debrief, command });
    return { outcome: 'accepted' };
  };

  api.post(
    '/api/v1/debriefs/:debrief/follow-up',
    { bodyLimit: FOLLOW_UP_BYTES_MAX, schema: { params: DebriefParam, body: FollowUpBody } },
    async (request) => {
      const { debrief } = request.params;
      const answer = await submit(request, debrief, { do: 'follow-up', body: request.body });
      // The text is a fact now. A draft that stays behind is only offered again.
      await deps.queries.dropDraft({ debrief, person: gate.person(request).person, part: 'follow-up' }).catch((error: unknown) => {
        deps.log.warn('draft-stays', { error: messageOf(error) });
      });
      return answer;
    },
  );

  api.post('/api/v1/debriefs/:debrief/name-involved', { schema: { params: DebriefParam, body: NameInvolvedBody } }, (request) =>
    // as: the rules look the person up.
    submit(request, request.params.debrief, { do: 'name-involved', person: request.body.person as PersonId }),
  );

  api.get('/api/v1/debriefs/:debrief/nameable', { schema: { params: DebriefParam } }, async (request): Promise<NamedPerson[]> => {
    const { person } = gate.person(request);
    const { debrief: id } = request.params;
    const debrief = core.committed.debriefs.get(id as DebriefId); // as: whether there is such a debrief is what is looked up.
    if (debrief === undefined) throw await whyGone(deps, id, person);
    if (relationTo(core.committed, debrief, person) === undefined) throw new ProblemError('unknown-debrief');
    const people = nameable(core.committed, debrief, person);
    if (people === undefined) throw new ProblemError('not-yours');
    return people;
  });

  api.get('/api/v1/overdue', (request): OverdueView => {
    const { person } = gate.person(request);
    return overdueFor(core.committed, { person, at: core.now().at, holidays: deps.policy.holidays });
  });
}

/** It is over, for whoever may know of it; for everybody else there is none. */
async function whyGone(deps: ApiDeps, id: string, person: PersonId): Promise<ProblemError> {
  // as: rows of the table `debrief` are Debriefs, as they were written.
  const row = (await deps.queries.row('debrief', id)) as unknown as Debrief | null | undefined;
  const isRelated = row !== undefined && row !== null && relationTo(deps.core.committed, row, person) !== undefined;
  return isRelated ? new ProblemError('not-now', { detail: 'completed' }) : new ProblemError('unknown-debrief');
}
