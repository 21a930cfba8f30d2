import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { FaultError } from '../base/errors.ts';

/** The value of an option that is one of a few words. @throws FaultError `usage` */
export function oneOf<T extends string>(option: string, words: readonly T[], given: string | undefined): T {
  const word = words.find((one) => one === given);
  if (word !== undefined) return word;
  const instead = given === undefined ? '' : `, not "${given}"`;
  throw new FaultError('usage', `--${option} is one of ${words.join(', ')}${instead}`, { retryable: false });
}

/** Longer ones are not shown in a sentence. */
const SHOWN_CHARACTERS = 40;

/** A text as the pages would take it too. @throws FaultError `usage`, naming what it is and its bound */
export function fitting(what: string, schema: TSchema, value: string): string {
  const wrong = Compile(schema).Errors(value)[0];
  if (wrong === undefined) return value;
  const shown = value.length > SHOWN_CHARACTERS ? '' : ` "${value}"`;
  const why = 'pattern' in schema && typeof schema.pattern === 'string' ? `is not of the form ${schema.pattern}` : wrong.message;
  throw new FaultError('usage', `${what}${shown} ${why}`, { retryable: false });
}
