import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FaultError, messageOf } from '../base/errors.ts';

/** The file that is read when nothing else is said, if it is there. */
const USUAL_FILE = 'duress.json';

type Environment = Readonly<Record<string, string | undefined>>;

/** Which configuration file to read: the one given, else `DURESS_CONFIG`, else duress.json where the program was started, else none. */
export function configurationFile(given: string | undefined, environment: Environment): string | undefined {
  return given ?? environment['DURESS_CONFIG'] ?? (existsSync(USUAL_FILE) ? USUAL_FILE : undefined);
}

/** The same for the gateway's own arguments. @throws FaultError `config-invalid` for one that it does not know. */
export function openConfigurationFile(args: readonly string[], environment: Environment): string | undefined {
  try {
    const { values } = parseArgs({ args: [...args], options: { config: { type: 'string' }, 'print-configuration': { type: 'boolean' } } });
    return configurationFile(values.config, environment);
  } catch (error) {
    throw new FaultError('config-invalid', messageOf(error), { retryable: false, cause: error });
  }
}
