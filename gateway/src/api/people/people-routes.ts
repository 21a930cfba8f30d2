import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { sessionCookie } from '../../access/cookie.ts';
import { actorOf, isActive } from '../../access/principal.ts';
import { mayEditPerson, maySayAbsence, maySeePerson } from '../../access/people-rights.ts';
import { may, mayAnywhere } from '../../access/permissions.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import { requireStrong } from '../../access/sign-in.ts';
import { sessionTokenOf } from '../../access/cookie.ts';
import type { PersonId, PlaceId } from '../../base/ids.ts';
import { LEAVE_MAX } from '../../contract/absence.ts';
import {
  LeaveBody,
  type Leave,
  ListQuery,
  PasswordBody,
  PersonBody,
  type PeoplePage,
  type PersonView,
} from '../../contract/organisation.ts';
import type { Change } from '../../domain/input.ts';
import type { Person } from '../../domain/people.ts';
import { created, type Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { firstRows } from '../list.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { personOf, pinChange } from './person-change.ts';
import { personView } from './person-view.ts';

const PersonParam = Type.Object({ person: Type.String() });
const LeaveParam = Type.Object({ person: Type.String(), index: Type.String({ pattern: '^[0-9]{1,3}$' }) });
const UnavailableBody = Type.Object({ unavailable: Type.Boolean() }, { additionalProperties: false });

/** People: who they are, where they belong, whose line they stand in, when they are away. */
export function peopleRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  new PeopleRoutes(deps, tools).register(api);
}

class PeopleRoutes {
  readonly #deps: ApiDeps;
  readonly #gate: Gate;
  readonly #changes: Changes;

  constructor(deps: ApiDeps, tools: { gate: Gate; changes: Changes }) {
    this.#deps = deps;
    this.#gate = tools.gate;
    this.#changes = tools.changes;
  }

  register(api: Api): void {
    api.get('/api/v1/people', { schema: { querystring: ListQuery } }, (request) => this.#list(request, request.query.find));
    api.get('/api/v1/directory', (request) => this.#directory(request));
    api.post('/api/v1/people', { schema: { body: PersonBody } }, (request, reply) => this.#add(request, reply, request.body));
    api.get('/api/v1/people/:person', { schema: { params: PersonParam } }, (request): PersonView => {
      const principal = this.#gate.person(request);
      const person = this.#person(request.params.person);
      if (!maySeePerson(this.#deps.core.committed, principal, person)) throw new ProblemError('unknown-person');
      return personView(this.#deps.core.committed, person);
    });
    api.put('/api/v1/people/:person', { schema: { params: PersonParam, body: PersonBody } }, (request) =>
      this.#edit(request, request.params.person, request.body),
    );
    api.put('/api/v1/people/:person/password', { schema: { params: PersonParam, body: PasswordBody } }, (request, reply) =>
      this.#password(request, reply, { person: request.params.person, password: request.body.password }),
    );
    api.put('/api/v1/people/:person/unavailable', { schema: { params: PersonParam, body: UnavailableBody } }, (request) =>
      this.#absence(request, request.params.person, (person) => ({ ...person, unavailable: request.body.unavailable })),
    );
    api.post('/api/v1/people/:person/leave', { schema: { params: PersonParam, body: LeaveBody } }, (request) =>
      this.#absence(request, request.params.person, (person) => withLeave(person, request.body)),
    );
    api.delete('/api/v1/people/:person', { schema: { params: PersonParam } }, (request, reply) =>
      this.#erase(request, reply, request.params.person),
    );
    api.delete('/api/v1/people/:person/leave/:index', { schema: { params: LeaveParam } }, (request) =>
      this.#absence(request, request.params.person, (person) => withoutLeave(person, Number(request.params.index))),
    );
  }

  #list(request: FastifyRequest, find: string | undefined): PeoplePage {
    const principal = this.#gate.person(request);
    const state = this.#deps.core.committed;
    const visible = [...state.people.values()].filter((person) => person.erased !== true && maySeePerson(state, principal, person));
    return firstRows(visible, find, {
      listed: (person) => ({ name: person.name, words: `${person.name} ${person.login ?? ''} ${person.person}` }),
      view: (person) => personView(state, person),
    });
  }

  /**
   * Destroys the person's data key: name, contacts and everything sealed under it can't be read any more, here and in every copy
   * that is opened with these keys. What happened stays, without the name. For the whole house's administrators, and never oneself.
   */
  async #erase(request: FastifyRequest, reply: FastifyReply, id: string): Promise<void> {
    const principal = this.#gate.require(request, 'edit-set-up', undefined);
    const person = this.#person(id);
    if (principal.person === person.person) throw new AccessRefusal('not-allowed');
    await this.#changes.save(`person:${principal.person}`, [{ erase: 'person', key: person.person }]);
    reply.code(204);
  }

  /** Ids and names to pick from: no contacts, no roles. */
  #directory(request: FastifyRequest): { person: string; name: string }[] {
    const principal = this.#gate.person(request);
    const state = this.#deps.core.committed;
    const owns = state.debriefs.by('owner', principal.person).length > 0;
    if (!owns && !mayAnywhere(state, principal, 'see-directory')) throw new AccessRefusal('not-allowed');
    return [...state.people.values()].filter(isActive).map(({ person, name }) => ({ person, name }));
  }

  async #add(request: FastifyRequest, reply: FastifyReply, body: PersonBody): Promise<PersonView> {
    // as: which places there are is checked by the rules.
    const principal = this.#gate.require(request, 'edit-set-up', body.place as PlaceId | undefined);
    const { core } = this.#deps;
    // as: the id is given here.
    const id = core.ids.next() as PersonId;
    await this.#changes.save(actorOf(principal), [
      { put: 'person', value: personOf(body, id, undefined) },
      ...pinChange(core.committed, id, body),
    ]);
    created(reply, `/api/v1/people/${id}`);
    return personView(core.committed, this.#person(id));
  }

  async #edit(request: FastifyRequest, id: string, body: PersonBody): Promise<PersonView> {
    const principal = this.#gate.person(request);
    const { core, access } = this.#deps;
    const before = this.#person(id);
    // as: which places there are is checked by the rules.
    const target = body.place as PlaceId | undefined;
    if (!mayEditPerson(core.committed, principal, before) || !may(core.committed, principal, { verb: 'edit-set-up', place: target })) {
      throw new AccessRefusal('not-allowed');
    }
    const person = personOf(body, before.person, before);
    const leaves = before.active && !person.active;
    const closing = leaves ? access.sessions.closeAllOf(before.person) : [];
    await this.#saveOrReopen(actorOf(principal), [
      { put: 'person', value: person },
      ...pinChange(core.committed, before.person, body),
      ...closing,
    ]);
    return personView(core.committed, this.#person(id));
  }

  /** A new password ends every session of the person; whoever changed their own gets a new one at once. */
  async #password(request: FastifyRequest, reply: FastifyReply, asked: { person: string; password: string }): Promise<FastifyReply> {
    const principal = this.#gate.person(request);
    const { core, access } = this.#deps;
    const person = this.#person(asked.person);
    const own = principal.person === person.person;
    if (!own && !mayEditPerson(core.committed, principal, person)) throw new AccessRefusal('not-allowed');
    requireStrong(asked.password, person);
    const password = await access.passwords.hash(asked.password);
    const closing = access.sessions.closeAllOf(person.person);
    const next = own ? access.sessions.prepare(person.person, sessionTokenOf(request.headers.cookie, access.tls)) : undefined;
    const opening = next?.changes.filter((change) => 'put' in change) ?? [];
    const value = { ...core.committed.credentials.get(person.person), person: person.person, password };
    await this.#saveOrReopen(actorOf(principal), [{ put: 'credential', value }, ...closing, ...opening]);
    if (next !== undefined)
      reply.header('set-cookie', sessionCookie(next.token, access.tls, next.session.expiresAt - next.session.openedAt));
    return reply.code(204).send();
  }

  async #absence(request: FastifyRequest, id: string, change: (person: Person) => Person): Promise<PersonView> {
    const principal = this.#gate.person(request);
    const { core } = this.#deps;
    const person = this.#person(id);
    if (!maySayAbsence(core.committed, principal, person)) throw new AccessRefusal('not-allowed');
    await this.#changes.save(actorOf(principal), [{ put: 'person', value: change(person) }]);
    return personView(core.committed, this.#person(id));
  }

  async #saveOrReopen(actor: string, changes: readonly Change[]): Promise<void> {
    try {
      await this.#changes.save(actor, changes);
    } catch (error) {
      // What still waits for the log will close them; what was refused will not.
      if (!(error instanceof ProblemError && error.code === 'not-recorded-yet')) this.#deps.access.sessions.reopen(changes);
      throw error;
    }
  }

  #person(id: string): Person {
    // as: whether there is such a person is what is asked here.
    const person = this.#deps.core.committed.people.get(id as PersonId);
    if (person === undefined || person.erased === true) throw new ProblemError('unknown-person');
    return person;
  }
}

function withLeave(person: Person, leave: Leave): Person {
  if (leave.to <= leave.from) throw new ProblemError('invalid', { detail: 'to: must be after from' });
  if (person.leave.length >= LEAVE_MAX) throw new ProblemError('invalid', { detail: `leave: at most ${LEAVE_MAX} periods` });
  return { ...person, leave: [...person.leave, leave].sort((a, b) => a.from - b.from) };
}

function withoutLeave(person: Person, index: number): Person {
  if (person.leave[index] === undefined) throw new ProblemError('not-found');
  return { ...person, leave: person.leave.filter((_, at) => at !== index) };
}
