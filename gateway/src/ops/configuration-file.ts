import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FaultError, messageOf } from '../base/errors.ts';

/** The file that is read when nothing else is said, if it is there. */
const USUAL_FILE = 'duress.json';

/** Which configuration file to read: `--config FILE`, else `DURESS_CONFIG`, else duress.json where the gateway was started, else none. */
export function openConfigurationFile(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  try {
    const { values } = parseArgs({ args: [...args], options: { config: { type: 'string' }, 'print-configuration': { type: 'boolean' } } });
    return values.config ?? environment['DURESS_CONFIG'] ?? (existsSync(USUAL_FILE) ? USUAL_FILE : undefined);
  } catch (error) {
    throw new FaultError('config-invalid', messageOf(error), { retryable: false, cause: error });
  }
}
