import type { FastifyReply, FastifyRequest } from 'fastify';
import { inputIdFrom } from '../../base/ids.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

/** All that is held of whoever is signed in and may be told to them, for a program and to read. Recorded before it is given out. */
export function myDataRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const { core } = deps;
  const given = async (request: FastifyRequest): Promise<{ readonly json: string; readonly html: string }> => {
    const { person } = tools.gate.person(request);
    if (deps.exportOf === undefined) throw new ProblemError('not-found');
    await tools.changes.accepted({ id: inputIdFrom(core.ids), type: 'person-export', person, by: person });
    return deps.exportOf(person);
  };
  const file = (reply: FastifyReply, { type, name, text }: { type: string; name: string; text: string }): FastifyReply =>
    reply.headers({ 'content-type': `${type}; charset=utf-8`, 'content-disposition': `attachment; filename="${name}"` }).send(text);

  api.get('/api/v1/my/data', async (request, reply) => {
    return file(reply, { type: 'application/json', name: 'my-data.json', text: (await given(request)).json });
  });
  api.get('/api/v1/my/data.html', async (request, reply) => {
    return file(reply, { type: 'text/html', name: 'my-data.html', text: (await given(request)).html });
  });
}
