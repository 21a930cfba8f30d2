import { mayLearn } from '../../access/learning-rights.ts';
import { actorOf } from '../../access/principal.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import { Pace } from '../../base/pace.ts';
import { inputIdFrom, type PlaceId } from '../../base/ids.ts';
import { csvText } from '../../contract/csv-text.ts';
import { EvaluationQuery, LearningQuery, MonthNoticeBody, PackQuery } from '../../contract/learning.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { languageOf } from '../language.ts';
import { PaperThread } from '../papers/paper-thread.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { EXPORTED_KEY, evaluationRows } from './evaluation.ts';
import { learningOf } from './learning.ts';
import type { PaperPack } from './pack-pdf.ts';

/** ms for an answer: of 10,000 debriefs each is asked for by itself. Below the time after which a connection without a byte is closed. */
const ANSWER_WITHIN_MS = 14_000;

/** What a unit learns from its own incidents: as a page, as the month's pack, and as a table for research. */
export function learningRoutes(api: Api, deps: ApiDeps, { gate, changes }: { readonly gate: Gate; readonly changes: Changes }): void {
  const paper = new PaperThread<PaperPack>(deps.clock, new URL('./pack-worker.ts', import.meta.url));
  const handlerTimeout = ANSWER_WITHIN_MS;

  api.get('/api/v1/learning', { handlerTimeout, schema: { querystring: LearningQuery } }, (request) =>
    learningOf(deps, gate.person(request), request.query),
  );

  api.get('/api/v1/learning/pack.pdf', { handlerTimeout, schema: { querystring: PackQuery } }, async (request, reply) => {
    const { place, month } = request.query;
    const page = await learningOf(deps, gate.person(request), { place, period: month });
    const language = languageOf(request.headers, deps.core.committed.places.values());
    return reply
      .header('content-disposition', `attachment; filename="learning-${month}.pdf"`)
      .type('application/pdf')
      .send(Buffer.from(await paper.print({ ...page, language })));
  });

  /** Said for oneself alone, of a site that one may see whole. */
  api.put('/api/v1/learning/notice', { schema: { body: MonthNoticeBody } }, async (request, reply) => {
    const { core } = deps;
    const principal = gate.person(request);
    const { wanted } = request.body;
    const site = request.body.site as PlaceId; // as: whether there is such a place is asked below.
    if (!mayLearn(core.committed, principal)(site)) throw new AccessRefusal('not-allowed');
    if (wanted && core.committed.people.get(principal.person)?.email === undefined)
      throw new ProblemError('invalid', { detail: 'wanted: there is no e-mail address to write to' });
    await changes.accepted({ id: inputIdFrom(core.ids), type: 'month-notice', actor: principal.person, site, wanted });
    return reply.code(204).send();
  });

  api.get('/api/v1/learning/evaluation.csv', { handlerTimeout, schema: { querystring: EvaluationQuery } }, async (request, reply) => {
    const { query } = request;
    // as: whether there is such a place is asked with the rows.
    const principal = gate.require(request, 'edit-set-up', query.place as PlaceId);
    const rows = await evaluationRows(deps, query);
    // Before it leaves: who took it, when, and of what, stands in the log.
    await changes.save(actorOf(principal), [{ put: 'setting', key: EXPORTED_KEY, value: `${query.place} ${query.from} ${query.to}` }]);
    const pace = new Pace(deps.clock);
    const lines: string[] = [];
    for (const row of rows) {
      if (pace.isDue) await pace.turn();
      lines.push(csvText([row]));
    }
    reply.header('content-disposition', 'attachment; filename="evaluation.csv"').type('text/csv; charset=utf-8');
    // Answers are written as JSON otherwise.
    return reply.serializer((text: string) => text).send(lines.join(''));
  });
}
