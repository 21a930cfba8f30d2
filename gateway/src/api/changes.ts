import type { FastifyReply } from 'fastify';
import { nameOf } from '../access/people-rights.ts';
import { save } from '../access/sign-in.ts';
import { messageOf } from '../base/errors.ts';
import { within } from '../base/within.ts';
import type { Change, Input, Reply } from '../domain/input.ts';
import type { ApiDeps } from './api-deps.ts';
import type { HttpLimits } from './limits.ts';
import { ProblemError } from './problems.ts';

type Accepted = Exclude<Reply, { readonly outcome: 'refused' }>;

/** Brings inputs into the loop on behalf of a request, which waits for the commit but not for ever. */
export class Changes {
  readonly #deps: Pick<ApiDeps, 'core' | 'clock' | 'log'>;
  readonly #waitMs: number;

  constructor(deps: Pick<ApiDeps, 'core' | 'clock' | 'log'>, limits: Pick<HttpLimits, 'commitWait'>) {
    this.#deps = deps;
    this.#waitMs = limits.commitWait;
  }

  /**
   * The reply after the commit, refusals as they are.
   * @throws ProblemError `not-recorded-yet` when the log is away: the input stays queued and may be committed later.
   */
  async bring(input: Input, waitMs = this.#waitMs): Promise<Reply> {
    const { core, clock, log } = this.#deps;
    const late = (error: unknown): void => {
      log.warn('http-input-lost', { input: input.type, error: messageOf(error) });
    };
    const answer = await within(core.submit(input), { clock, limitMs: waitMs, late });
    if (!answer.inTime) throw new ProblemError('not-recorded-yet', { retryAfterSeconds: 5 });
    return answer.value;
  }

  /** The reply after the commit. @throws ProblemError for a refusal. */
  async accepted(input: Input, waitMs = this.#waitMs): Promise<Accepted> {
    return this.orRefuse(await this.bring(input, waitMs));
  }

  /** One change of set-up, taken whole or not at all. @throws ProblemError for a refusal. */
  async save(actor: string, changes: readonly Change[], waitMs = this.#waitMs): Promise<Accepted> {
    return this.accepted(save(this.#deps.core, actor, changes), waitMs);
  }

  /** The same, with a refusal as it is. */
  bringSave(actor: string, changes: readonly Change[], waitMs: number): Promise<Reply> {
    return this.bring(save(this.#deps.core, actor, changes), waitMs);
  }

  orRefuse(reply: Reply): Accepted {
    if (reply.outcome !== 'refused') return reply;
    const { code, detail, by } = reply;
    const more = by === undefined ? {} : { by: { person: by, name: nameOf(this.#deps.core.committed, by) } };
    throw new ProblemError(code, { detail, more });
  }
}

/** 201 with where the new thing is. */
export function created(reply: FastifyReply, path: string): void {
  reply.code(201).header('location', path);
}
