import { statSync } from 'node:fs';
import { join } from 'node:path';
import { FaultError, messageOf } from '../base/errors.ts';

/**
 * Commands work on a log that is there: a misspelt folder would otherwise be filled with an empty log and a master key of its own,
 * and what was "added" would be known to no gateway.
 *
 * @throws FaultError `not-found` without a log, `log-open-failed` when this user may not look.
 */
export function mustHoldLog(folder: string): void {
  try {
    statSync(join(folder, 'log.db'));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new FaultError(
        'not-found',
        `there is no log in ${folder}. Name the folder with --data; the gateway makes it at its first start`,
        {
          retryable: false,
          cause,
        },
      );
    throw new FaultError('log-open-failed', `${folder} can not be read; run this as the user of the gateway (${messageOf(cause)})`, {
      retryable: false,
      cause,
    });
  }
}
