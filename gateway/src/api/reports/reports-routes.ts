import type { FastifyRequest } from 'fastify';
import { Pace } from '../../base/pace.ts';
import { csvText } from '../../contract/csv-text.ts';
import { ReportQuery, type Report } from '../../contract/report.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Gate } from '../gate.ts';
import { languageOf } from '../language.ts';
import { PaperThread } from '../papers/paper-thread.ts';
import type { Api } from '../validation.ts';
import { paperOf, type PaperReport } from './pdf.ts';
import { reportRows } from './report-rows.ts';
import { reportOf } from './report.ts';
import { reportTexts } from './report-texts.ts';
import type { ReportTexts } from './texts.ts';

/** How well places are served: for the page, and as a file to take along. */
export function reportsRoutes(api: Api, deps: ApiDeps, { gate }: { readonly gate: Gate }): void {
  const schema = { querystring: ReportQuery };
  const paper = new PaperThread<PaperReport>(deps.clock, new URL('./pdf-worker.ts', import.meta.url));
  const languageFor = ({ headers }: FastifyRequest) => languageOf(headers, deps.core.committed.places.values());

  api.get('/api/v1/reports', { schema }, (request) => reportOf(deps, gate.person(request), request.query));

  api.get('/api/v1/reports.csv', { schema }, async (request, reply) => {
    const report = await reportOf(deps, gate.person(request), request.query);
    reply.header('content-disposition', 'attachment; filename="report.csv"').type('text/csv; charset=utf-8');
    // Answers are written as JSON otherwise.
    return reply.serializer((text: string) => text).send(await textOf(report, reportTexts(languageFor(request)), new Pace(deps.clock)));
  });

  api.get('/api/v1/reports.pdf', { schema }, async (request, reply) => {
    const report = await reportOf(deps, gate.person(request), request.query);
    return reply
      .header('content-disposition', 'attachment; filename="report.pdf"')
      .type('application/pdf')
      .send(Buffer.from(await paper.print(paperOf(report, languageFor(request)))));
  });
}

async function textOf(report: Report, texts: ReportTexts, pace: Pace): Promise<string> {
  const lines: string[] = [];
  for (const row of reportRows(report, texts)) {
    if (pace.isDue) await pace.turn();
    lines.push(csvText([row]));
  }
  return lines.join('');
}
