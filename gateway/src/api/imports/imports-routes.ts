import type { FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { hasAdministrator } from '../../domain/administrators.ts';
import { actorOf } from '../../access/principal.ts';
import type { ImportReport } from '../../contract/organisation.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { IMPORT_HANDLER_MS, type HttpLimits } from '../limits.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { readCsv, type CsvFile } from './csv.ts';
import { DEVICE_COLUMNS, planDevices, type DevicePlan } from './devices-plan.ts';
import { Landing } from './landing.ts';
import { PEOPLE_COLUMNS, planPeople } from './people-plan.ts';

const ImportQuery = Type.Object({ dryRun: Type.Optional(Type.Enum(['0', '1'])) }, { additionalProperties: false });

/** Files of people and devices: looked through whole, and taken slice by slice only if every line is good. */
export async function importsRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes; limits: HttpLimits }): Promise<void> {
  const { core } = deps;
  const { gate, changes, limits } = tools;
  const landing = new Landing({ changes, clock: deps.clock, state: core.committed, waitMs: limits.importWait });

  const take = async (
    request: FastifyRequest,
    how: { dryRun: boolean; columns: readonly string[]; plan: (file: CsvFile) => Promise<DevicePlan> },
  ): Promise<ImportReport> => {
    // A file may name anyone and any place, so it takes set-up rights over the whole house.
    const principal = gate.require(request, 'edit-set-up', undefined);
    if (!Buffer.isBuffer(request.body)) throw new ProblemError('media-type', { detail: 'send the file as text/csv' });
    const plan = await how.plan(await readCsv(request.body, how.columns));
    const { added, changed, unchanged, problems } = plan;
    const report = { added, changed, unchanged, dryRun: how.dryRun, problems: problems.list(), secrets: [] };
    if (how.dryRun || problems.any || plan.changes.length === 0) return report;
    return { ...report, ...(await landing.land(actorOf(principal), plan)) };
  };

  await api.register((csv, _options, done) => {
    csv.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    const schema = { querystring: ImportQuery };
    const settings = { schema, bodyLimit: limits.importLimit, handlerTimeout: IMPORT_HANDLER_MS };

    csv.post('/api/v1/import/people', settings, (request) => {
      const dryRun = isDryRun(request);
      return take(request, {
        dryRun,
        columns: PEOPLE_COLUMNS,
        plan: async (file) => ({ ...(await planPeople(core.committed, core.ids, file)), secrets: [] }),
      });
    });

    csv.post('/api/v1/import/devices', settings, (request) => {
      if (!hasAdministrator(core.committed)) throw new ProblemError('no-administrator');
      const dryRun = isDryRun(request);
      return take(request, { dryRun, columns: DEVICE_COLUMNS, plan: (file) => planDevices(core.committed, file) });
    });
    done();
  });
}

function isDryRun(request: FastifyRequest): boolean {
  // as: the query was checked with this very schema; a nested plugin forgets its type.
  return (request.query as Static<typeof ImportQuery>).dryRun === '1';
}
