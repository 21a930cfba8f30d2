import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { DutyAwareBody, DutyDecisionBody, DutyNotifiedBody, type DutyRulesView, type DutyView } from '../../contract/duty.ts';
import type { DutySaid } from '../../domain/duty/said.ts';
import { dutyRulesView, dutyView } from '../../domain/views/duty-view.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { DebriefDoor } from './debrief-door.ts';
import { readDuty } from './together.ts';
import { Submitting, type Submitted } from './submitting.ts';

const DebriefParam = Type.Object({ debrief: Type.String() });

/** Must somebody be told? By relation alone, like all of a debrief; the rules themselves are no secret from whoever is signed in. */
export function dutyRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const { core } = deps;
  const path = (what: string): string => `/api/v1/debriefs/:debrief/duty${what}`;
  const params = DebriefParam;
  const door = new DebriefDoor(deps, tools.changes);
  const submitting = new Submitting(deps, tools.changes);

  const say = (request: FastifyRequest, id: string, said: DutySaid): Promise<Submitted> =>
    submitting.submit(tools.gate.person(request).person, id, { do: 'duty', said });

  api.get('/api/v1/duty-rules', (request): DutyRulesView => {
    tools.gate.person(request);
    return dutyRulesView(core.now().at);
  });

  api.get(path(''), { schema: { params } }, async (request): Promise<DutyView> => {
    const { person } = tools.gate.person(request);
    const debrief = await door.readable(person, request.params.debrief, 'duty');
    await door.noted(person, debrief, 'page');
    const reader = { person, at: core.now().at, holidays: deps.policy.holidays };
    const view = dutyView(core.committed, await readDuty(deps, debrief, person), reader);
    if (view === undefined) throw new ProblemError('unknown-debrief');
    return view;
  });

  api.post(path('/aware'), { schema: { params, body: DutyAwareBody } }, (request) =>
    say(request, request.params.debrief, { say: 'aware', body: request.body }),
  );
  api.post(path('/decision'), { schema: { params, body: DutyDecisionBody } }, (request) =>
    say(request, request.params.debrief, { say: 'decision', body: request.body }),
  );
  api.post(path('/notified'), { schema: { params, body: DutyNotifiedBody } }, (request) =>
    say(request, request.params.debrief, { say: 'notified', body: request.body }),
  );
}
