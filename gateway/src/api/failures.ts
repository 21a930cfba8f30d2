import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { AccessRefusal } from '../access/refusals.ts';
import { FaultError } from '../base/errors.ts';
import type { EventLog } from '../base/log.ts';
import type { Counters } from '../engine/ports/devices.ts';
import { ProblemError, PROBLEMS, type ProblemCode } from './problems.ts';

/** Seconds after which to try again while the gateway can't take anything in. */
const RETRY_AFTER_SECONDS = 2;

const OF_FASTIFY: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'not-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'not-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  FST_ERR_HANDLER_TIMEOUT: 'no-answer-in-time',
  FST_ERR_BAD_URL: 'bad-request',
};

/** Any thrown thing as the problem that the client is told: a code, and never a stack or a text that we did not write. */
export function problemOf(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  if (thrown instanceof AccessRefusal) {
    return new ProblemError(thrown.code, {
      detail: thrown.message === '' ? undefined : thrown.message,
      retryAfterSeconds: thrown.retryAfterSeconds,
    });
  }
  if (thrown instanceof FaultError) return faultProblem(thrown);
  if (thrown instanceof SyntaxError && 'statusCode' in thrown) return new ProblemError('not-json');
  // as: errors of Fastify itself carry a code and a status; others have neither and are bugs.
  const { code, statusCode } = (thrown instanceof Error ? thrown : {}) as Partial<FastifyError>;
  const known = code === undefined ? undefined : OF_FASTIFY[code];
  if (known !== undefined) return new ProblemError(known);
  return new ProblemError(statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? 'bad-request' : 'internal');
}

function faultProblem(fault: FaultError): ProblemError {
  switch (fault.code) {
    case 'queue-full':
    case 'stopping':
      return new ProblemError(fault.code, { retryAfterSeconds: RETRY_AFTER_SECONDS });
    case 'not-found':
      return new ProblemError('not-found');
    default:
      return fault.retryable || fault.code.startsWith('log-')
        ? new ProblemError('log-away', { retryAfterSeconds: RETRY_AFTER_SECONDS })
        : new ProblemError('internal');
  }
}

export function sendProblem(reply: FastifyReply, problem: ProblemError): FastifyReply {
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', String(problem.retryAfterSeconds));
  const { code, detail, more } = problem;
  return reply
    .code(PROBLEMS[code].status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send({ ...more, code, ...(detail === undefined ? {} : { detail }) });
}

/** The one place where a failed request gets its answer. */
export class Failures {
  readonly #log: EventLog;
  readonly #counters: Counters;

  constructor(log: EventLog, counters: Counters) {
    this.#log = log;
    this.#counters = counters;
  }

  readonly answer = (thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = problemOf(thrown);
    const { status } = PROBLEMS[problem.code];
    this.#counters.count(`http-${problem.code}`);
    if (problem.code === 'internal') this.#bug(thrown, request.routeOptions.url);
    else if (status === 401 || status === 403 || status === 429) {
      // Who tried what, without the address line: it may hold ids that say where somebody works.
      this.#log.warn('http-refused', { problem: problem.code, route: request.routeOptions.url, address: request.ip });
    }
    return sendProblem(reply, problem);
  };

  /** What Node's parser refuses has no request and no reply: the socket alone. */
  readonly answerSocket = (error: { code?: string | undefined }, socket: Socket): void => {
    const code: ProblemCode =
      error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'too-slow' : error.code === 'HPE_HEADER_OVERFLOW' ? 'too-large' : 'bad-request';
    this.#counters.count(`http-${code}`);
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const body = JSON.stringify({ code });
    const head = `HTTP/1.1 ${PROBLEMS[code].status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
    socket.end(head + body);
    socket.destroySoon();
  };

  #bug(thrown: unknown, route: string | undefined): void {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    // The frames say where; the text of a foreign error may quote what a person wrote.
    const frames = (error.stack ?? '')
      .split('\n')
      .filter((line) => line.trimStart().startsWith('at '))
      .slice(0, 6)
      .join(' | ');
    this.#log.error('http-failed', { route, error: error.name, frames });
  }
}
