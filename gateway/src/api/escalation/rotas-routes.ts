import type { FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { may } from '../../access/permissions.ts';
import { actorOf } from '../../access/principal.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import { tokenOf, tokenOfHeader } from '../../access/tokens.ts';
import type { PlaceId, RotaId } from '../../base/ids.ts';
import { RotaBody, type RotaView } from '../../contract/escalation.ts';
import type { ImportReport } from '../../contract/organisation.ts';
import { onDuty, type Rota } from '../../domain/rota.ts';
import { freeOf } from '../../domain/rules/contacts.ts';
import type { StateView } from '../../domain/state.ts';
import { zoneAt } from '../../domain/zone-at.ts';
import type { ApiDeps } from '../api-deps.ts';
import { created, type Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import type { HttpLimits } from '../limits.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { calendarOf } from './calendar-feed.ts';
import { readCalendar } from './calendar-import.ts';

const RotaParam = Type.Object({ rota: Type.String() });
const ImportQuery = Type.Object({ dryRun: Type.Optional(Type.Enum(['0', '1'])) }, { additionalProperties: false });
const FeedQuery = Type.Object({ token: Type.Optional(Type.String({ maxLength: 200 })) }, { additionalProperties: false });
/** Rotas of a house. */
const ROTAS_MAX = 200;

interface Tools {
  readonly gate: Gate;
  readonly changes: Changes;
  readonly limits: HttpLimits;
}

/** Who is on duty when; in and out also as iCalendar. */
export async function rotasRoutes(api: Api, deps: ApiDeps, tools: Tools): Promise<void> {
  const { core } = deps;
  const { gate, changes } = tools;

  api.get('/api/v1/rotas', (request): RotaView[] => {
    const principal = gate.requireAnywhere(request, 'see-set-up');
    return [...core.committed.rotas.values()]
      .filter(({ place }) => may(core.committed, principal, { verb: 'see-set-up', place }))
      .map((rota) => rotaView(core.committed, rota, core.now().at));
  });

  api.post('/api/v1/rotas', { schema: { body: RotaBody } }, async (request, reply): Promise<RotaView> => {
    // as (both): which places there are is checked by the rules; the id is given here.
    const principal = gate.require(request, 'edit-set-up', request.body.place as PlaceId | undefined);
    const value = rotaOf(core.committed, request.body, core.ids.next() as RotaId);
    if (core.committed.rotas.size >= ROTAS_MAX) throw new ProblemError('invalid', { detail: `at most ${ROTAS_MAX} rotas` });
    await changes.save(actorOf(principal), [{ put: 'rota', value }]);
    created(reply, `/api/v1/rotas/${value.rota}`);
    return rotaView(core.committed, value, core.now().at);
  });

  api.put('/api/v1/rotas/:rota', { schema: { params: RotaParam, body: RotaBody } }, async (request): Promise<RotaView> => {
    const before = found(deps, request.params.rota);
    gate.require(request, 'edit-set-up', before.place);
    // as: which places there are is checked by the rules. Moving it takes rights at both ends.
    const principal = gate.require(request, 'edit-set-up', request.body.place as PlaceId | undefined);
    const value = rotaOf(core.committed, request.body, before.rota);
    await changes.save(actorOf(principal), [{ put: 'rota', value }]);
    return rotaView(core.committed, value, core.now().at);
  });

  api.delete('/api/v1/rotas/:rota', { schema: { params: RotaParam } }, async (request, reply) => {
    const before = found(deps, request.params.rota);
    const principal = gate.require(request, 'edit-set-up', before.place);
    await changes.save(actorOf(principal), [{ remove: 'rota', key: before.rota }]);
    return reply.code(204).send();
  });

  feedRoute(api, deps);
  await importRoute(api, deps, tools);
}

/** For calendar programs, which can send no header: the token stands in the address, and opens nothing else. */
function feedRoute(api: Api, deps: ApiDeps): void {
  const { core } = deps;
  const settings = { schema: { params: RotaParam, querystring: FeedQuery } };
  api.get('/api/v1/rotas/:rota/calendar.ics', settings, (request, reply) => {
    const { token: inAddress } = request.query;
    const token =
      inAddress === undefined ? tokenOfHeader(core.committed, request.headers.authorization) : tokenOf(core.committed, inAddress);
    if (token?.scope !== 'calendar') throw new AccessRefusal('signed-out');
    const rota = found(deps, request.params.rota);
    if (!may(core.committed, { kind: 'token', token }, { verb: 'read-rota', place: rota.place })) throw new ProblemError('unknown-rota');
    reply.header('cache-control', 'no-store').type('text/calendar; charset=utf-8');
    return reply.serializer((text: unknown) => String(text)).send(calendarOf(core.committed, rota, core.now().at));
  });
}

/** A file of shifts takes the place of all that the rota had; who stands in for whom stays. */
async function importRoute(api: Api, deps: ApiDeps, { gate, changes, limits }: Tools): Promise<void> {
  const { core } = deps;
  await api.register((calendar, _options, done) => {
    calendar.addContentTypeParser('text/calendar', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    const settings = { schema: { params: RotaParam, querystring: ImportQuery }, bodyLimit: limits.importLimit };
    calendar.post('/api/v1/rotas/:rota/import', settings, async (request): Promise<ImportReport> => {
      // as (both): checked with these very schemas; a nested plugin forgets their types.
      const rota = found(deps, (request.params as Static<typeof RotaParam>).rota);
      const dryRun = (request.query as Static<typeof ImportQuery>).dryRun === '1';
      const principal = gate.require(request, 'edit-set-up', rota.place);
      const { shifts, problems } = readCalendar(core.committed, rota, textOf(request));
      const report = { dryRun, added: 0, changed: 0, unchanged: 0, problems, secrets: [] };
      if (problems.length > 0) return report;
      const before = new Set(rota.shifts.map((shift) => JSON.stringify(shift)));
      const unchanged = shifts.filter((shift) => before.has(JSON.stringify(shift))).length;
      const counts = { ...report, added: shifts.length - unchanged, unchanged };
      if (!dryRun) await changes.save(actorOf(principal), [{ put: 'rota', value: { ...rota, shifts } }]);
      return counts;
    });
    done();
  });
}

function textOf(request: FastifyRequest): string {
  if (!Buffer.isBuffer(request.body)) throw new ProblemError('media-type', { detail: 'send the file as text/calendar' });
  return request.body.toString('utf8');
}

function found({ core }: Pick<ApiDeps, 'core'>, id: string): Rota {
  // as: whether there is such a rota is what is asked here.
  const rota = core.committed.rotas.get(id as RotaId);
  if (rota === undefined) throw new ProblemError('unknown-rota');
  return rota;
}

function rotaOf(state: StateView, { zone, overrides, ...body }: RotaBody, rota: RotaId): Rota {
  // as: which places there are is checked by the rules.
  const place = body.place as PlaceId | undefined;
  return { ...body, rota, place, zone: zone ?? zoneAt(state, place), overrides: overrides ?? [] };
}

function rotaView(state: StateView, { rota, name, place, zone, shifts, overrides }: Rota, at: number): RotaView {
  const now = freeOf({ state, at }, onDuty({ rota, name, place, zone, shifts, overrides }, at));
  return {
    rota,
    name,
    ...(place === undefined ? {} : { place }),
    zone,
    shifts: [...shifts],
    overrides: [...overrides],
    now: now.map((person) => ({ person, name: state.people.get(person)?.name ?? person })),
  };
}
