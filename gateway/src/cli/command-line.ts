import { parseArgs } from 'node:util';
import { FaultError, messageOf } from '../base/errors.ts';
import { readConfiguration } from '../ops/configuration.ts';
import { configurationFile } from '../ops/configuration-file.ts';
import type { Answer, Call, Command, Place } from './command.ts';
import { COMMON, helpOf, overview } from './help.ts';
import { Refusal } from './refusal.ts';

export interface Outcome {
  readonly exit: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs one command line. Never throws: whatever fails becomes a sentence, or JSON with a code, and exit 1 or 2. */
export async function runCommandLine(commands: readonly Command[], words: readonly string[], environment: Environment): Promise<Outcome> {
  const asJson = words.includes('--json');
  try {
    const command = commands.find(({ name }) => name.split(' ').every((part, i) => words[i] === part));
    if (command === undefined) return overviewFor(commands, words);
    const { values, positionals } = parse(command, words.slice(command.name.split(' ').length));
    if (values['help'] === true) return { exit: 0, out: helpOf(command), err: '' };
    if (positionals.length < command.positionals.least || positionals.length > command.positionals.most) throw misused(command);
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
    // An empty value is a shell variable that was not set; as a folder or a name it would mean something else.
    const empty = Object.entries(values).find(([, value]) => value === '')?.[0];
    if (empty !== undefined) throw usage(`--${empty} is empty`);
    if (positionals.includes('')) throw usage(`an empty word stands where ${command.takes} belongs`);
    return { values, positionals };
  } catch (cause) {
    throw usage(`${cause instanceof FaultError ? cause.detail : messageOf(cause)} (see duress ${command.name} --help)`, cause);
  }
}

function callOf(values: Values, positionals: readonly string[], environment: Environment): Call {
  const option = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return { place: dataPlaceOf(option, environment), positionals, option, flag: (name) => values[name] === true };
}

function dataPlaceOf(option: (name: string) => string | undefined, environment: Environment): Place {
  const configuration = readConfiguration(configurationFile(option('config'), environment), environment);
  return { folder: option('data') ?? configuration.data, masterKeyFile: option('key-file') ?? configuration.masterKeyFile };
}

function rendered(answer: Answer, asJson: boolean): string {
  return asJson ? `${JSON.stringify(answer.json)}\n` : `${answer.text}\n`;
}

/** The commands, when they were asked for; a refusal with those that begin like the words, when there is no such command. */
function overviewFor(commands: readonly Command[], words: readonly string[]): Outcome {
  const isAsking = words.length === 0 || words.some((word) => word === '--help' || word === '-h') || words[0] === 'help';
  const named = words.filter((word) => !word.startsWith('-') && word !== 'help');
  const first = named[0];
  const group = commands.filter(({ name }) => first !== undefined && name.split(' ')[0] === first);
  if (isAsking && (first === undefined || group.length > 0))
    return { exit: 0, out: overview(group.length > 0 ? group : commands), err: '' };
  if (words[0]?.startsWith('-') === true && first !== undefined)
    throw usage(`the command stands first, its options behind it: duress COMMAND ${words[0]} …; duress --help lists the commands`);
  const said = first === undefined ? 'no command was given' : `there is no command "${named.slice(0, 2).join(' ')}"`;
  const near = group.length === 0 ? 'duress --help lists all' : `there is ${group.map(({ name }) => `duress ${name}`).join(', ')}`;
  throw usage(`${said}; ${near}`);
}

function misused({ name, takes, options }: Command): FaultError {
  const more = Object.keys(options).length === 0 ? '' : ' [options]';
  return usage(`it is called as: duress ${`${name} ${takes}`.trimEnd()}${more} (see duress ${name} --help)`);
}

function usage(sentence: string, cause?: unknown): FaultError {
  return new FaultError('usage', sentence, { retryable: false, cause });
}

function failure(thrown: unknown, asJson: boolean): Outcome {
  const { exit, code, detail } = failureOf(thrown);
  return asJson
    ? { exit, out: `${JSON.stringify({ ok: false, code, detail })}\n`, err: '' }
    : { exit, out: '', err: `duress: ${detail}\n` };
}

function failureOf(thrown: unknown): { readonly exit: 1 | 2; readonly code: string; readonly detail: string } {
  if (thrown instanceof Refusal) return { exit: 1, code: thrown.code, detail: thrown.message };
  if (thrown instanceof FaultError) {
    const isCalledWrongly = thrown.code === 'usage' || thrown.code === 'config-invalid';
    // "A command was called in a way it does not know" would only stand in the way of what is wrong with it.
    return { exit: isCalledWrongly ? 2 : 1, code: thrown.code, detail: thrown.code === 'usage' ? thrown.detail : thrown.message };
  }
  const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { exit: 1, code: 'internal', detail: `an error in duress itself: ${what}` };
}
