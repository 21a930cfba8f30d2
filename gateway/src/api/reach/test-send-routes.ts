import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { mayEditPerson, nameOf } from '../../access/people-rights.ts';
import type { PersonPrincipal } from '../../access/principal.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import { inputIdFrom, type PersonId } from '../../base/ids.ts';
import { TEST_SEND_REST_MS, type PersonWays, type TestedWay } from '../../contract/test-send.ts';
import { SECOND_MS } from '../../base/durations.ts';
import type { Person } from '../../domain/people.ts';
import type { TestSend, TriedWay } from '../../domain/test-send.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { devicesOf } from './push-routes.ts';

const PersonParam = Type.Object({ person: Type.String() });

/** Can this person be reached? A harmless message by each way, for administrators and the person themself. */
export function testSendRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  new TestSendRoutes(deps, tools).register(api);
}

class TestSendRoutes {
  readonly #deps: ApiDeps;
  readonly #gate: Gate;
  readonly #changes: Changes;

  constructor(deps: ApiDeps, tools: { gate: Gate; changes: Changes }) {
    this.#deps = deps;
    this.#gate = tools.gate;
    this.#changes = tools.changes;
  }

  register(api: Api): void {
    const schema = { params: PersonParam };
    api.get('/api/v1/people/:person/ways', { schema }, (request): PersonWays => {
      const { person } = this.#asked(request, request.params.person);
      return this.#view(person);
    });
    api.post('/api/v1/people/:person/test-send', { schema }, (request, reply) => this.#send(request, reply, request.params.person));
  }

  async #send(request: FastifyRequest, reply: FastifyReply, id: string): Promise<FastifyReply> {
    const { principal, person } = this.#asked(request, id);
    const ways = this.#deps.telling?.ways(person) ?? [];
    const named = (knows: boolean) => ways.filter((one) => one.knows === knows).map(({ way }) => way);
    const asked = { type: 'test-send', actor: principal.person, person: person.person, ways: named(true), without: named(false) } as const;
    const outcome = await this.#changes.bring({ id: inputIdFrom(this.#deps.core.ids), ...asked });
    if (outcome.outcome === 'refused' && outcome.code === 'not-now')
      throw new ProblemError('not-now', { detail: outcome.detail, retryAfterSeconds: TEST_SEND_REST_MS / SECOND_MS });
    this.#changes.orRefuse(outcome);
    return reply.code(202).send(this.#view(person));
  }

  #asked(request: FastifyRequest, id: string): { readonly principal: PersonPrincipal; readonly person: Person } {
    const principal = this.#gate.person(request);
    const state = this.#deps.core.committed;
    // as: whether there is such a person is what is asked here.
    const person = state.people.get(id as PersonId);
    const mayAsk = person !== undefined && (person.person === principal.person || mayEditPerson(state, principal, person));
    if (person === undefined || person.erased === true) throw new ProblemError('unknown-person');
    if (!mayAsk) throw new AccessRefusal('not-allowed');
    return { principal, person };
  }

  #view(person: Person): PersonWays {
    const { core, telling } = this.#deps;
    const test = core.committed.testSends.get(person.person);
    return {
      ways: [...(telling?.ways(person) ?? [])],
      devices: devicesOf(this.#deps, person.person),
      ...(test === undefined ? {} : { test: this.#testView(test) }),
    };
  }

  #testView({ by, askedAt, ways }: TestSend): NonNullable<PersonWays['test']> {
    return { by: { person: by, name: nameOf(this.#deps.core.committed, by) }, at: askedAt, ways: ways.map(triedView) };
  }
}

function triedView({ way, result, at, why }: TriedWay): TestedWay {
  return {
    way,
    ...(result === undefined ? {} : { result }),
    ...(at === undefined ? {} : { at }),
    ...(why === undefined ? {} : { why }),
  };
}
