import { ReportQuery } from '../../contract/report.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Gate } from '../gate.ts';
import type { Api } from '../validation.ts';
import { csvText } from './csv-text.ts';
import { reportPdf } from './pdf.ts';
import { reportRows } from './report-rows.ts';
import { reportOf } from './report.ts';

/** How well places are served: for the page, and as a file to take along. */
export function reportsRoutes(api: Api, deps: ApiDeps, { gate }: { readonly gate: Gate }): void {
  const schema = { querystring: ReportQuery };

  api.get('/api/v1/reports', { schema }, (request) => reportOf(deps, gate.person(request), request.query));

  api.get('/api/v1/reports.csv', { schema }, async (request, reply) => {
    const report = await reportOf(deps, gate.person(request), request.query);
    reply.header('content-disposition', 'attachment; filename="report.csv"').type('text/csv; charset=utf-8');
    // Answers are written as JSON otherwise.
    return reply.serializer((text: string) => text).send(csvText(reportRows(report)));
  });

  api.get('/api/v1/reports.pdf', { schema }, async (request, reply) => {
    const report = await reportOf(deps, gate.person(request), request.query);
    return reply
      .header('content-disposition', 'attachment; filename="report.pdf"')
      .type('application/pdf')
      .send(await reportPdf(report));
  });
}
