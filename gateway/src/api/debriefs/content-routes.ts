import { Type } from 'typebox';
import { CONTENT_BODIES, CONTENT_VERBS } from '../../contract/debrief-content.ts';
import type { ContentCommand } from '../../domain/debrief.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import type { Api } from '../validation.ts';
import { Submitting } from './submitting.ts';

const DebriefParam = Type.Object({ debrief: Type.String() });
/** Bytes of a body: a decision with seven considered options of 4,000 characters, in a script of three bytes a character. */
const BODY_BYTES_MAX = 128 * 1024;

/** What is said in a debrief and what comes of it: one address for each verb, open to whom the table of rights names. */
export function debriefContentRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const submitting = new Submitting(deps, tools.changes);
  for (const verb of CONTENT_VERBS) {
    const schema = { params: DebriefParam, body: CONTENT_BODIES[verb] };
    api.post(`/api/v1/debriefs/:debrief/${verb}`, { bodyLimit: BODY_BYTES_MAX, schema }, (request) => {
      // as: the verb's own schema has let the body through; which of them it is, the loop makes the compiler forget.
      const command = { do: verb, body: request.body } as ContentCommand;
      return submitting.submit(tools.gate.person(request).person, request.params.debrief, command);
    });
  }
}
