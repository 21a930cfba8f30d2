import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Json } from '../../base/canonical.ts';
import { DAY_MS } from '../../base/durations.ts';
import { messageOf } from '../../base/errors.ts';
import type { PersonId } from '../../base/ids.ts';
import {
  AccountBody,
  CompleteBody,
  DraftPart,
  HandOverBody,
  PreventActionBody,
  ReviewBody,
  WelfareBody,
  type DebriefDetail,
  type TaskView,
} from '../../contract/debrief.ts';
import type { Debrief, DebriefCommand } from '../../domain/debrief.ts';
import { debriefDetail } from '../../domain/views/debrief-view.ts';
import type { Reader } from '../../domain/views/reader.ts';
import { taskView, tasksOf } from '../../domain/views/task-view.ts';
import { noBodyIsEmpty } from '../no-body.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { DebriefDoor } from './debrief-door.ts';
import { readRepeats } from './repeats-read.ts';
import { Submitting, type Submitted } from './submitting.ts';
import { readTogether } from './together.ts';

const DebriefParam = Type.Object({ debrief: Type.String() });
const DraftParam = Type.Object({ debrief: Type.String(), part: DraftPart });
/** The time of the draft that the writer knows, 0 for none. Absent: whatever is there is written over. */
const DraftQuery = Type.Object({ base: Type.Optional(Type.String({ pattern: '^[0-9]{1,16}$' })) }, { additionalProperties: false });
const AskOtherBody = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 1_000 }) }, { additionalProperties: false });
const NoBody = Type.Object({}, { additionalProperties: false });

/** Completed debriefs stay in the list for the month in which their follow-up lies. Older ones are read by their address. */
const FINISHED_FOR_MS = 31 * DAY_MS;
/** Of the whole organisation's, newest first; beyond it the oldest of the month are not listed. Some 5 ms to read. */
const FINISHED_LOOKED_AT = 200;

/** Bytes of a draft: the longest texts of one part. */
const DRAFT_BYTES_MAX = 32 * 1024;
/** Objects and lists in one another in a draft. A form has three; JSON that is nested by the thousand is read, and can not be written again. */
const DRAFT_LEVELS_MAX = 16;
/** Bytes of a submitted part: a review of four long texts, in a script of three bytes a character. */
const PART_BYTES_MAX = 256 * 1024;

/**
 * Debriefs. Read and written by relation alone: for everybody else, administrators and reception among them, there is
 * no such debrief.
 */
export function debriefsRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  new DebriefsRoutes(deps, tools).register(api);
}

class DebriefsRoutes {
  readonly #deps: ApiDeps;
  readonly #gate: Gate;
  readonly #door: DebriefDoor;
  readonly #submitting: Submitting;

  constructor(deps: ApiDeps, tools: { gate: Gate; changes: Changes }) {
    this.#deps = deps;
    this.#gate = tools.gate;
    this.#door = new DebriefDoor(deps, tools.changes);
    this.#submitting = new Submitting(deps, tools.changes);
  }

  register(api: Api): void {
    const { core } = this.#deps;
    api.get('/api/v1/debriefs', async (request): Promise<TaskView[]> => {
      const { person } = this.#gate.person(request);
      return [...tasksOf(core.committed, this.#reader(person)), ...(await this.#finished(person))];
    });
    api.get('/api/v1/debriefs/:debrief', { schema: { params: DebriefParam } }, (request) => this.#detail(request, request.params.debrief));
    this.#commands(api);
    this.#drafts(api);
  }

  #reader(person: PersonId): Reader {
    const { core, policy } = this.#deps;
    return { person, at: core.now().at, holidays: policy.holidays };
  }

  /** What was completed lately, newest first: where the worker finds the answer, and the owner what they planned. */
  async #finished(person: PersonId): Promise<TaskView[]> {
    const { core, queries, log } = this.#deps;
    const reader = this.#reader(person);
    try {
      const rows = await queries.rows({ table: 'debrief', from: reader.at - FINISHED_FOR_MS, limit: FINISHED_LOOKED_AT });
      return rows.flatMap(({ value }) => {
        const debrief = value as unknown as Debrief | undefined; // as: rows of the table `debrief` are Debriefs, as they were written.
        return debrief?.state === 'completed' ? (taskView(core.committed, debrief, reader) ?? []) : [];
      });
    } catch (error) {
      // The disk is away: what is open is in memory and must not wait for it.
      log.warn('finished-not-read', { error: messageOf(error) });
      return [];
    }
  }

  #commands(api: Api): void {
    const path = (verb: string): string => `/api/v1/debriefs/:debrief/${verb}`;
    const bodyLimit = PART_BYTES_MAX;
    const params = DebriefParam;
    api.post(
      path('accept'),
      {
        schema: { params, body: NoBody },
        preValidation: noBodyIsEmpty,
      },
      (request) => this.#do(request, request.params.debrief, { do: 'accept' }),
    );
    api.post(path('hand-over'), { schema: { params, body: HandOverBody } }, (request) =>
      // as: the rules look the person up.
      this.#do(request, request.params.debrief, { do: 'hand-over', to: request.body.to as PersonId, reason: request.body.reason }),
    );
    api.post(path('ask-other'), { schema: { params, body: AskOtherBody } }, (request) =>
      this.#do(request, request.params.debrief, { do: 'ask-other', reason: request.body.reason }),
    );
    api.post(path('welfare'), { bodyLimit, schema: { params, body: WelfareBody } }, (request) =>
      this.#do(request, request.params.debrief, { do: 'welfare', body: request.body }),
    );
    api.post(path('account'), { bodyLimit, schema: { params, body: AccountBody } }, (request) =>
      this.#do(request, request.params.debrief, { do: 'account', body: request.body }),
    );
    api.post(path('review'), { bodyLimit, schema: { params, body: ReviewBody } }, (request) =>
      this.#do(request, request.params.debrief, { do: 'review', body: request.body }),
    );
    api.post(path('action'), { bodyLimit, schema: { params, body: PreventActionBody } }, (request) =>
      this.#do(request, request.params.debrief, { do: 'action', body: request.body }),
    );
    api.post(path('complete'), { bodyLimit, schema: { params, body: CompleteBody } }, (request) =>
      this.#do(request, request.params.debrief, { do: 'complete', answer: request.body.answer }),
    );
  }

  #drafts(api: Api): void {
    const { queries } = this.#deps;
    const path = '/api/v1/debriefs/:debrief/drafts/:part';
    const schema = { params: DraftParam, querystring: DraftQuery, body: Type.Unknown() };
    api.put(path, { bodyLimit: DRAFT_BYTES_MAX, schema }, async (request, reply) => {
      const key = await this.#submitting.draftOf(this.#gate.person(request).person, request.params);
      if (isDeeper(request.body, DRAFT_LEVELS_MAX))
        throw new ProblemError('does-not-fit', { detail: `the whole: is nested more than ${DRAFT_LEVELS_MAX} deep` });
      // as: it was parsed from JSON.
      const draft = request.body as Json;
      const { base } = request.query;
      if (base === undefined) {
        await queries.saveDraft(key, draft);
        return reply.code(204).send();
      }
      const there = await queries.replaceDraft(key, Number(base), draft);
      if (there !== undefined) throw new ProblemError('draft-elsewhere', { more: { draft: there } });
      return reply.code(204).send();
    });
    api.delete(path, { schema: { params: DraftParam } }, async (request, reply) => {
      await queries.dropDraft(await this.#submitting.draftOf(this.#gate.person(request).person, request.params));
      return reply.code(204).send();
    });
  }

  async #detail(request: FastifyRequest, id: string): Promise<DebriefDetail> {
    const { person } = this.#gate.person(request);
    const { core, queries } = this.#deps;
    const debrief = await this.#door.readable(person, id);
    await this.#door.noted(person, debrief, 'page');
    const together = await readTogether(this.#deps, debrief, person);
    for (const one of together.readToo) await this.#door.noted(person, one, 'page');
    const sources = {
      debrief,
      ...together,
      drafts: await queries.drafts(debrief.debrief, person),
      repeats: await readRepeats(this.#deps, debrief),
      readings: await this.#door.readings(debrief.debrief),
    };
    const detail = debriefDetail(core.committed, sources, this.#reader(person));
    if (detail === undefined) throw new ProblemError('unknown-debrief');
    return detail;
  }

  #do(request: FastifyRequest, id: string, command: DebriefCommand): Promise<Submitted> {
    return this.#submitting.submit(this.#gate.person(request).person, id, command);
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}
