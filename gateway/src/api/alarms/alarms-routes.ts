import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { isActive, type PersonPrincipal } from '../../access/principal.ts';
import { may, rightsOn } from '../../access/permissions.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import { inputIdFrom, type AlarmId, type PersonId } from '../../base/ids.ts';
import { AlarmAction, AlarmActionBody, HistoryQuery, type AlarmDetail } from '../../contract/alarm.ts';
import type { Alarm } from '../../domain/alarm.ts';
import { isLeaders } from '../../domain/rules/alarm-actions.ts';
import { alarmViewFor, isHiddenFrom, isStoryHidden } from '../../domain/views/own-alarm-view.ts';
import { allFactsAbout } from '../all-facts.ts';
import { noBodyIsEmpty } from '../no-body.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { historyPage } from './history.ts';
import { timelineEntry } from './timeline.ts';

const AlarmParam = Type.Object({ alarm: Type.String() });
const ActionParam = Type.Object({ alarm: Type.String(), action: AlarmAction });

/** Alarms: their history, one with its story, and what people do to them. */
export function alarmsRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  new AlarmsRoutes(deps, tools).register(api);
}

class AlarmsRoutes {
  readonly #deps: ApiDeps;
  readonly #gate: Gate;
  readonly #changes: Changes;

  constructor(deps: ApiDeps, tools: { gate: Gate; changes: Changes }) {
    this.#deps = deps;
    this.#gate = tools.gate;
    this.#changes = tools.changes;
  }

  register(api: Api): void {
    const { core, queries } = this.#deps;
    api.get('/api/v1/alarms', { schema: { querystring: HistoryQuery } }, (request) =>
      historyPage({ state: core.committed, queries }, this.#gate.person(request), request.query),
    );
    api.get('/api/v1/alarms/:alarm', { schema: { params: AlarmParam } }, (request) => this.#detail(request, request.params.alarm));
    api.post(
      '/api/v1/alarms/:alarm/:action',
      {
        schema: { params: ActionParam, body: AlarmActionBody },
        // Most actions say nothing more than their address: no body is an empty one.
        preValidation: noBodyIsEmpty,
      },
      (request) => this.#act(request, request.params, request.body),
    );
  }

  async #detail(request: FastifyRequest, id: string): Promise<AlarmDetail> {
    const principal = this.#gate.person(request);
    const { core, queries, policy } = this.#deps;
    const alarm = await this.#alarm(id);
    if (!this.#maySee(principal, alarm)) throw new ProblemError('unknown-alarm');
    const facts = await allFactsAbout(queries, alarm.alarm);
    const has = rightsOn(core.committed, principal, alarm);
    const mayAct = has('act-on-alarms');
    const seesNames = has('see-names');
    const open = alarm.state !== 'closed';
    const view = alarmViewFor(core.committed, alarm, { person: principal.person, mayAct, policy, ...core.now() });
    if (view === undefined) throw new ProblemError('unknown-alarm');
    const told = isStoryHidden(core.committed, alarm, principal.person) ? [] : facts;
    return {
      alarm: view,
      timeline: told.map((fact) => timelineEntry(core.committed, fact, { open, seesNames })),
    };
  }

  async #act(
    request: FastifyRequest,
    asked: { alarm: string; action: AlarmAction },
    body: AlarmActionBody,
  ): Promise<{ outcome: 'accepted' }> {
    const principal = this.#gate.person(request);
    const { core } = this.#deps;
    const state = core.committed;
    // as: whether there is such an alarm is what is asked here.
    const known = state.alarms.get(asked.alarm as AlarmId);
    if (known === undefined) {
      // Closed and gone from memory: who may see it is told so, nobody else learns that it was there.
      const closed = await this.#alarm(asked.alarm);
      throw new ProblemError(this.#maySee(principal, closed) ? 'not-now' : 'unknown-alarm', { detail: 'closed' });
    }
    const isAllowed = isLeaders(known, principal.person, asked.action);
    if (!isAllowed && !rightsOn(state, principal, known)('act-on-alarms')) {
      if (this.#maySee(principal, known)) throw new AccessRefusal('not-allowed');
      throw new ProblemError('unknown-alarm');
    }
    // as: whether there is such a person is what is asked here.
    if (body.responder !== undefined && !isActive(state.people.get(body.responder as PersonId))) throw new ProblemError('unknown-person');
    const id = inputIdFrom(core.ids);
    await this.#changes.accepted({ id, type: 'act', actor: principal.person, alarm: known.alarm, action: asked.action, body });
    return { outcome: 'accepted' };
  }

  /** Open ones for whoever watches or was told of it, closed ones for whoever may look back, and one's own. */
  #maySee(principal: PersonPrincipal, alarm: Alarm): boolean {
    const state = this.#deps.core.committed;
    if (isHiddenFrom(state, alarm, principal.person)) return false;
    if (alarm.worker === principal.person) return true;
    if (alarm.state !== 'closed' && rightsOn(state, principal, alarm)('see-alarms')) return true;
    return may(state, principal, { verb: 'see-history', place: alarm.where.place });
  }

  async #alarm(id: string): Promise<Alarm> {
    const { core, queries } = this.#deps;
    // as: whether there is such an alarm is what is asked here.
    const open = core.committed.alarms.get(id as AlarmId);
    if (open !== undefined) return open;
    const row = await queries.row('alarm', id);
    if (row === undefined || row === null) throw new ProblemError('unknown-alarm');
    // as: rows of the table `alarm` are Alarms, as they were written.
    return row as unknown as Alarm;
  }
}
