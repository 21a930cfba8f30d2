import type { FastifyReply, FastifyRequest } from 'fastify';

/** Before validation: a request whose address says it all may come without a body. */
export function noBodyIsEmpty(request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  request.body ??= {};
  done();
}
