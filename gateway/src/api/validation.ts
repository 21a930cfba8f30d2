import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider, RawServerDefault } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { ProblemError } from './problems.ts';

/** Gives the handlers the types of the schemas that their requests were checked with. */
export interface TypeBoxProvider extends FastifyTypeProvider {
  readonly validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  readonly serializer: unknown;
}

/** The server as our routes see it. */
export type Api = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxProvider>;

/**
 * Checks with the contract's own schemas and changes nothing. Fastify's default compiler coerces: it makes `"1"` a 1
 * and drops unknown fields, so that two ends believe in two different messages.
 */
export function compileValidator({ schema }: { schema: TSchema }): (value: unknown) => { value: unknown } | { error: ProblemError } {
  const validator = Compile(schema);
  return (value) =>
    validator.Check(value) ? { value } : { error: new ProblemError('does-not-fit', { detail: firstError(validator.Errors(value)) }) };
}

/** Where and why, never what: a value may be a password. */
function firstError(errors: readonly { instancePath: string; message: string; keyword: string; params: object }[]): string {
  const first = errors.find((error) => error.keyword !== 'boolean') ?? errors[0];
  if (first === undefined) return 'does not fit';
  const named =
    'additionalProperties' in first.params && Array.isArray(first.params.additionalProperties) ? first.params.additionalProperties : [];
  const names = named.filter((name): name is string => typeof name === 'string').slice(0, 5);
  return `${first.instancePath === '' ? 'the whole' : first.instancePath.slice(1)}: ${first.message}${names.length === 0 ? '' : ` (${names.join(', ').slice(0, 200)})`}`;
}
