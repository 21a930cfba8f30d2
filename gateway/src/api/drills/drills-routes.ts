import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { may, reachOf } from '../../access/permissions.ts';
import type { PersonPrincipal } from '../../access/principal.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import { inputIdFrom, type AlarmId, type DrillId, type PersonId, type PlaceId } from '../../base/ids.ts';
import { DrillBody, type DrillPage, type DrillRow, type DrillScore } from '../../contract/drill.ts';
import type { Alarm } from '../../domain/alarm.ts';
import type { Drill } from '../../domain/drill.ts';
import { drillParts, drillRow } from '../../domain/views/drill-view.ts';
import type { ApiDeps } from '../api-deps.ts';
import { created, type Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

const DrillParam = Type.Object({ drill: Type.String({ maxLength: 64 }) });

/** Drills that are over, newest first: a year of one a week. Older ones stand in the log. */
const ENDED_ROWS_MAX = 50;

/** Drills: started and ended by whoever may lead one there, and how each went. */
export function drillsRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  new DrillsRoutes(deps, tools).register(api);
}

class DrillsRoutes {
  readonly #deps: ApiDeps;
  readonly #gate: Gate;
  readonly #changes: Changes;

  constructor(deps: ApiDeps, tools: { gate: Gate; changes: Changes }) {
    this.#deps = deps;
    this.#gate = tools.gate;
    this.#changes = tools.changes;
  }

  register(api: Api): void {
    api.get('/api/v1/drills', (request) => this.#list(request));

    api.post('/api/v1/drills', { schema: { body: DrillBody } }, async (request, reply): Promise<DrillRow> => {
      const drill = await this.#start(request, request.body);
      created(reply, `/api/v1/drills/${drill.drill}`);
      return drill;
    });

    api.get('/api/v1/drills/:drill', { schema: { params: DrillParam } }, (request) => this.#score(request, request.params.drill));

    api.post('/api/v1/drills/:drill/end', { schema: { params: DrillParam } }, async (request): Promise<{ outcome: 'accepted' }> => {
      const { principal, drill } = await this.#led(request, request.params.drill);
      const id = inputIdFrom(this.#deps.core.ids);
      await this.#changes.accepted({ id, type: 'drill-end', actor: principal.person, drill: drill.drill });
      return { outcome: 'accepted' };
    });
  }

  async #list(request: FastifyRequest): Promise<DrillPage> {
    const principal = this.#gate.person(request);
    const { core, queries } = this.#deps;
    const state = core.committed;
    const reach = reachOf(state, principal, 'lead-drills');
    if (reach !== 'everywhere' && reach.size === 0) throw new AccessRefusal('not-allowed');
    const places = reach === 'everywhere' ? undefined : [...reach];
    const rows = await queries.rows({ table: 'drill', places, limit: ENDED_ROWS_MAX });
    // as: rows of the table `drill` are Drills, as they were written.
    const drills = rows.flatMap(({ value }) => (value === undefined ? [] : [value as unknown as Drill]));
    const running = [...state.drills.values()].filter(({ place }) => reach === 'everywhere' || reach.has(place));
    const now = core.now();
    return {
      running: running.map((drill) => drillRow(state, drill, now)),
      ended: drills.filter((drill) => drill.state === 'ended').map((drill) => drillRow(state, drill, now)),
    };
  }

  async #start(request: FastifyRequest, body: DrillBody): Promise<DrillRow> {
    const principal = this.#gate.person(request);
    const { core } = this.#deps;
    const state = core.committed;
    // as (both): whether there are such ones is asked here and by the rules.
    const place = body.place as PlaceId;
    const participants = body.participants as PersonId[];
    if (!may(state, principal, { verb: 'lead-drills', place })) throw new AccessRefusal('not-allowed');
    // Nobody makes light of the presses of people whom they do not answer for.
    const isTheirs = (person: PersonId): boolean =>
      may(state, principal, { verb: 'lead-drills', place: state.people.get(person)?.place ?? place });
    if (!participants.every(isTheirs)) throw new AccessRefusal('not-allowed');
    const id = inputIdFrom(core.ids);
    const { announced } = body;
    const reply = await this.#changes.accepted({ id, type: 'drill-start', actor: principal.person, place, participants, announced });
    const drill = core.committed.drills.get((reply.outcome === 'accepted' ? reply.id : undefined) as DrillId); // as: the rule's own id.
    if (drill === undefined) throw new ProblemError('unknown-drill');
    return drillRow(core.committed, drill, core.now());
  }

  async #score(request: FastifyRequest, id: string): Promise<DrillScore> {
    const { principal, drill } = await this.#led(request, id);
    const { core } = this.#deps;
    const alarms = new Map<string, Alarm>();
    for (const { alarm } of drill.presses) {
      const found = await this.#alarm(alarm);
      if (found !== undefined) alarms.set(alarm, found);
    }
    const state = core.committed;
    const reading = { reader: principal.person, alarmOf: (alarm: string) => alarms.get(alarm) };
    return { ...drillRow(state, drill, core.now()), parts: drillParts(state, drill, reading) };
  }

  async #alarm(id: AlarmId): Promise<Alarm | undefined> {
    const { core, queries } = this.#deps;
    // as: rows of the table `alarm` are Alarms, as they were written.
    return core.committed.alarms.get(id) ?? ((await queries.row('alarm', id)) as unknown as Alarm | undefined) ?? undefined;
  }

  /** A drill at a place where the reader may lead one. */
  async #led(request: FastifyRequest, id: string): Promise<{ principal: PersonPrincipal; drill: Drill }> {
    const principal = this.#gate.person(request);
    const { core, queries } = this.#deps;
    // as (both): whether there is such a drill is what is asked here; rows of the table `drill` are Drills.
    const drill = core.committed.drills.get(id as DrillId) ?? ((await queries.row('drill', id)) as unknown as Drill | null | undefined);
    if (drill === undefined || drill === null || !may(core.committed, principal, { verb: 'lead-drills', place: drill.place })) {
      throw new ProblemError('unknown-drill');
    }
    return { principal, drill };
  }
}
