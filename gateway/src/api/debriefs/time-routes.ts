import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { PersonId } from '../../base/ids.ts';
import type { NamedPerson } from '../../contract/alarm.ts';
import { FollowUpBody, NameInvolvedBody, type OverdueView } from '../../contract/debrief.ts';
import type { DebriefCommand } from '../../domain/debrief.ts';
import { nameable } from '../../domain/views/nameable-view.ts';
import { overdueFor } from '../../domain/views/overdue-view.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { Submitting, type Submitted } from './submitting.ts';

const DebriefParam = Type.Object({ debrief: Type.String() });
/** Bytes of a follow-up: three long texts, in a script of three bytes a character. */
const FOLLOW_UP_BYTES_MAX = 256 * 1024;

/** What goes on after the answer, who took part, and what is overdue. */
export function debriefTimeRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const { core } = deps;
  const { gate } = tools;
  const submitting = new Submitting(deps, tools.changes);
  const submit = (request: FastifyRequest, id: string, command: DebriefCommand): Promise<Submitted> =>
    submitting.submit(gate.person(request).person, id, command);

  api.post(
    '/api/v1/debriefs/:debrief/follow-up',
    { bodyLimit: FOLLOW_UP_BYTES_MAX, schema: { params: DebriefParam, body: FollowUpBody } },
    (request) => submit(request, request.params.debrief, { do: 'follow-up', body: request.body }),
  );

  api.post('/api/v1/debriefs/:debrief/name-involved', { schema: { params: DebriefParam, body: NameInvolvedBody } }, (request) =>
    // as: the rules look the person up.
    submit(request, request.params.debrief, { do: 'name-involved', person: request.body.person as PersonId }),
  );

  api.get('/api/v1/debriefs/:debrief/nameable', { schema: { params: DebriefParam } }, async (request): Promise<NamedPerson[]> => {
    const { person } = gate.person(request);
    const people = nameable(core.committed, await submitting.open(person, request.params.debrief), person);
    if (people === undefined) throw new ProblemError('not-yours');
    return people;
  });

  api.get('/api/v1/overdue', (request): OverdueView => {
    const { person } = gate.person(request);
    return overdueFor(core.committed, { person, at: core.now().at, holidays: deps.policy.holidays });
  });
}
