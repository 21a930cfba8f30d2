import { Type } from 'typebox';
import { messageOf } from '../../base/errors.ts';
import { inputIdFrom, type PersonId } from '../../base/ids.ts';
import { CONTENT_BODIES, CONTENT_VERBS, type ContentVerb } from '../../contract/debrief-content.ts';
import type { ContentCommand } from '../../domain/debrief.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { readableDebrief } from './readable.ts';

const DebriefParam = Type.Object({ debrief: Type.String() });
/** Bytes of a body: a decision with seven considered options of 4,000 characters, in a script of three bytes a character. */
const BODY_BYTES_MAX = 128 * 1024;
/** Parts that are written with a draft; it is gone when they are sent. */
const WITH_DRAFT: readonly ContentVerb[] = ['dispute', 'support', 'decide-service'];

/** What is said in a debrief and what comes of it: one address for each verb, open to whom the table of rights names. */
export function debriefContentRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const { core, queries, log } = deps;
  const { gate, changes } = tools;

  const submit = async (person: PersonId, id: string, command: ContentCommand): Promise<{ outcome: 'accepted'; id?: string }> => {
    const { debrief } = await readableDebrief(deps, person, id);
    if (!core.committed.debriefs.has(debrief)) throw new ProblemError('not-now', { detail: 'completed' });
    const reply = await changes.accepted({ id: inputIdFrom(core.ids), type: 'debrief', actor: person, debrief, command });
    if (WITH_DRAFT.includes(command.do)) {
      // The text is a fact now. A draft that stays behind is only offered again; it must not make the answer a failure.
      await queries.dropDraft({ debrief, person, part: command.do }).catch((error: unknown) => {
        log.warn('draft-stays', { error: messageOf(error) });
      });
    }
    return { outcome: 'accepted', ...('id' in reply && reply.id !== undefined ? { id: reply.id } : {}) };
  };

  for (const verb of CONTENT_VERBS) {
    const schema = { params: DebriefParam, body: CONTENT_BODIES[verb] };
    api.post(`/api/v1/debriefs/:debrief/${verb}`, { bodyLimit: BODY_BYTES_MAX, schema }, (request) => {
      // as: the verb's own schema has let the body through; which of them it is, the loop makes the compiler forget.
      const command = { do: verb, body: request.body } as ContentCommand;
      return submit(gate.person(request).person, request.params.debrief, command);
    });
  }
}
