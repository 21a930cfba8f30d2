import { Type } from 'typebox';
import type { DebriefId } from '../../base/ids.ts';
import { JoinBody } from '../../contract/debrief-joining.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { noBodyIsEmpty } from '../no-body.ts';
import type { Api } from '../validation.ts';
import { Submitting } from './submitting.ts';

const params = Type.Object({ debrief: Type.String() });
const NoBody = Type.Object({}, { additionalProperties: false });

/** Several alarms of one incident: their debriefs are held together, or apart again. */
export function joiningRoutes(api: Api, deps: ApiDeps, tools: { readonly gate: Gate; readonly changes: Changes }): void {
  const { gate, changes } = tools;
  const submitting = new Submitting(deps, changes);
  // The answer's `id` is the debrief that leads.
  api.post('/api/v1/debriefs/:debrief/join', { schema: { params, body: JoinBody } }, (request) =>
    // as: the rules look the debrief up.
    submitting.submit(gate.person(request).person, request.params.debrief, { do: 'join', other: request.body.other as DebriefId }),
  );
  api.post('/api/v1/debriefs/:debrief/separate', { schema: { params, body: NoBody }, preValidation: noBodyIsEmpty }, (request) =>
    submitting.submit(gate.person(request).person, request.params.debrief, { do: 'separate' }),
  );
}
