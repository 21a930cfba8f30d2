import { parseArgs } from 'node:util';
import { FaultError, messageOf } from '../base/errors.ts';
import { readConfiguration } from '../ops/configuration.ts';
import { configurationFile } from '../ops/configuration-file.ts';
import type { Answer, Call, Command, OptionType, Place } from './command.ts';

/** What every command understands. */
const COMMON = {
  data: { type: 'string', help: 'the data folder (default: `data` of the configuration, else var/data)' },
  'key-file': { type: 'string', help: 'the master key file (default: `masterKeyFile` of the configuration)' },
  config: { type: 'string', help: 'the configuration file (default: DURESS_CONFIG, else duress.json when it is there)' },
  json: { type: 'boolean', help: 'answer with one JSON object, for programs' },
  help: { type: 'boolean', short: 'h', help: 'explain the command' },
} as const satisfies Readonly<Record<string, OptionType & { help: string }>>;

export interface Outcome {
  readonly exit: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line. Never throws: whatever fails becomes a sentence, or JSON with a code, and exit 1. */
export async function runCommandLine(
  commands: readonly Command[],
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Outcome> {
  const asJson = words.includes('--json');
  try {
    const command = commands.find(({ name }) => name.split(' ').every((part, i) => words[i] === part));
    if (command === undefined) return unknown(commands, words);
    const { values, positionals } = parse(command, words.slice(command.name.split(' ').length));
    if (values['help'] === true) return { exit: 0, out: helpOf(command), err: '' };
    if (positionals.length < command.positionals.least || positionals.length > command.positionals.most) {
      throw new FaultError('usage', `duress ${command.name} ${command.takes}`.trimEnd(), { retryable: false });
    }
    const answer = await command.run(callOf(values, positionals, environment));
    return { exit: answer.exit, out: rendered(answer, asJson), err: '' };
  } catch (thrown) {
    return failure(thrown, asJson);
  }
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

function parse(command: Command, words: readonly string[]): { readonly values: Values; readonly positionals: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options: { ...COMMON, ...command.options }, allowPositionals: true });
    return { values, positionals };
  } catch (cause) {
    throw new FaultError('usage', `${messageOf(cause)} (duress ${command.name} --help)`, { retryable: false, cause });
  }
}

function callOf(values: Values, positionals: readonly string[], environment: Readonly<Record<string, string | undefined>>): Call {
  const option = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return { place: placeOf(option, environment), positionals, option, flag: (name) => values[name] === true };
}

function placeOf(option: (name: string) => string | undefined, environment: Readonly<Record<string, string | undefined>>): Place {
  const configuration = readConfiguration(configurationFile(option('config'), environment), environment);
  return { folder: option('data') ?? configuration.data, masterKeyFile: option('key-file') ?? configuration.masterKeyFile };
}

function rendered(answer: Answer, asJson: boolean): string {
  return asJson ? `${JSON.stringify(answer.json)}\n` : `${answer.text}\n`;
}

function failure(thrown: unknown, asJson: boolean): Outcome {
  const isUsage = thrown instanceof FaultError && (thrown.code === 'usage' || thrown.code === 'config-invalid');
  const code = thrown instanceof FaultError ? thrown.code : 'bug';
  const text =
    thrown instanceof FaultError
      ? messageOf(thrown)
      : `an error in duress itself: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`;
  const exit = isUsage ? 2 : 1;
  return asJson
    ? { exit, out: `${JSON.stringify({ ok: false, code, detail: text })}\n`, err: '' }
    : { exit, out: '', err: `duress: ${text}\n` };
}

function unknown(commands: readonly Command[], words: readonly string[]): Outcome {
  const lines = commands.map((command) => `  duress ${`${command.name} ${command.takes}`.padEnd(28)} ${command.summary}`);
  const help = `Usage:\n${lines.join('\n')}\n\nAll take --data FOLDER, --key-file FILE, --config FILE, --json and --help.\nExit: 0 done or yes, 1 no or failed, 2 called wrongly.\n`;
  if (words.length === 0 || words[0] === '--help' || words[0] === '-h' || words[0] === 'help') return { exit: 0, out: help, err: '' };
  return { exit: 2, out: '', err: `duress: there is no command "${words.filter((word) => !word.startsWith('-')).join(' ')}"\n${help}` };
}

function helpOf(command: Command): string {
  const options = Object.entries({ ...command.options, ...COMMON }).map(([name, option]) => {
    const value = option.type === 'string' ? ' VALUE' : '';
    return `  --${(name + value).padEnd(18)} ${option.help}`;
  });
  return `duress ${`${command.name} ${command.takes}`.trimEnd()}\n\n${command.summary}\n${command.help}\n\n${options.join('\n')}\n`;
}
