import type { Command, OptionType } from './command.ts';

/** What every command understands. */
export const COMMON = {
  data: { type: 'string', value: 'FOLDER', help: 'the data folder (default: `data` of the configuration, else var/data)' },
  'key-file': { type: 'string', value: 'FILE', help: 'the master key file (default: `masterKeyFile` of the configuration)' },
  config: { type: 'string', value: 'FILE', help: 'the configuration file (default: DURESS_CONFIG, else duress.json when it is there)' },
  json: { type: 'boolean', help: 'answer with one JSON object, for programs' },
  help: { type: 'boolean', short: 'h', help: 'explain the command' },
} as const satisfies Readonly<Record<string, OptionType & { value?: string; help: string }>>;

const CODES = 'Exit status: 0 done, or yes; 1 no, or failed; 2 called wrongly, or the configuration can not be used.';

/** Some or all commands, one a line. */
export function overview(commands: readonly Command[]): string {
  const calls = commands.map((command) => `duress ${`${command.name} ${command.takes}`.trimEnd()}`);
  const width = Math.max(...calls.map((call) => call.length));
  const lines = commands.map((command, i) => `  ${(calls[i] ?? '').padEnd(width)}   ${command.summary}`);
  return `Usage:\n${lines.join('\n')}\n\nEach takes --data FOLDER, --key-file FILE, --config FILE and --json; --help explains one: duress ${commands[0]?.name ?? ''} --help\n${CODES}\n`;
}

/** One command with its own options, then those that all have. */
export function helpOf(command: Command): string {
  const own = Object.entries(command.options);
  const call = `duress ${`${command.name} ${command.takes}`.trimEnd()}${own.length === 0 ? '' : ' [options]'}`;
  const sections = [
    `Usage: ${call}`,
    `${command.summary}\n${command.help}`,
    ...(own.length === 0 ? [] : [`Options:\n${own.map(optionLine).join('\n')}`]),
    `For every command:\n${Object.entries(COMMON).map(optionLine).join('\n')}`,
    ...(command.example === undefined ? [] : [`Example: duress ${command.name} ${command.example}`]),
    CODES,
  ];
  return `${sections.join('\n\n')}\n`;
}

function optionLine([name, option]: readonly [
  string,
  OptionType & { readonly value?: string | undefined; readonly help: string },
]): string {
  const value = option.type === 'string' ? ` ${option.value ?? 'TEXT'}` : '';
  const short = option.short === undefined ? '' : `, -${option.short}`;
  return `  --${(name + value + short).padEnd(18)} ${option.help}`;
}
