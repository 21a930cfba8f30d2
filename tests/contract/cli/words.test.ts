import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../../gateway/src/cli/command-line.ts';
import { allCommands } from '../../../gateway/src/cli/commands.ts';
import { COMMAND_REFUSALS, refusalOf } from '../../../gateway/src/cli/refusal.ts';
import { REFUSAL_CODES } from '../../../gateway/src/domain/input.ts';
import { codesUnder, differences } from '../../tidy/documents.ts';

const commands = allCommands();
const run = (words: string): ReturnType<typeof runCommandLine> => runCommandLine(commands, words === '' ? [] : words.split(' '), {});

/** As wide as a terminal on a small screen may be without breaking lines in the middle. */
const WIDTH = 130;

describe('duress explains itself', () => {
  test.each(['', '--help', '-h', 'help'])('`duress %s` names every command, with status 0', async (words) => {
    const { exit, out, err } = await run(words);
    expect([exit, err]).toEqual([0, '']);
    for (const { name, takes, summary } of commands)
      expect(out).toMatch(new RegExp(`duress ${name}${takes === '' ? '' : ' '}.*${summary[0] ?? ''}`));
    expect(out).toContain('Exit status: 0 done');
  });

  test.each(['device --help', 'help device', 'device -h'])('`duress %s` names the commands of that group alone', async (words) => {
    const { exit, out } = await run(words);
    expect(exit).toBe(0);
    expect(out).toContain('duress device add DEVICE');
    expect(out).not.toContain('duress user add');
  });

  test.each(commands.map(({ name }) => name))(
    '`duress %s --help`: how it is called, its options, an example, no line too long',
    async (name) => {
      const { exit, out, err } = await run(`${name} --help`);
      const command = commands.find((one) => one.name === name);
      expect([exit, err]).toEqual([0, '']);
      expect(out.startsWith(`Usage: duress ${name}`)).toBe(true);
      for (const option of Object.keys(command?.options ?? {})) expect(out).toContain(`--${option}`);
      for (const option of ['--data FOLDER', '--key-file FILE', '--config FILE', '--json', '--help, -h']) expect(out).toContain(option);
      for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(WIDTH);
      if (command !== undefined && command.positionals.least > 0) expect(out).toContain(`Example: duress ${name} `);
    },
  );

  test.each([
    ['device lst', 'there is no command "device lst"; there is duress device add, duress device list, duress device revoke'],
    ['nonsense', 'there is no command "nonsense"; duress --help lists all'],
    ['nonsense --help', 'there is no command "nonsense"'],
    ['--json', 'no command was given'],
    ['--json device list', 'the command stands first, its options behind it: duress COMMAND --json'],
    ['--data x device list', 'the command stands first'],
  ])('`duress %s` is refused with status 2: %s', async (words, why) => {
    const { exit, out, err } = await run(words);
    expect(exit).toBe(2);
    const detail = words.includes('--json') ? (JSON.parse(out) as { code: string; detail: string }) : { code: 'usage', detail: err };
    expect(detail).toMatchObject({ code: 'usage', detail: expect.stringContaining(why) as unknown });
  });
});

describe('called wrongly', () => {
  test.each([
    ['user add', 'duress user add LOGIN'],
    ['user add a b', 'duress user add LOGIN'],
    ['user add a!b', 'the login "a!b" is not of the form'],
    ['user add ana --role king', '--role is one of worker, responder, reception, manager, administrator, not "king"'],
    ['user add ana --place Clinic', 'give --role too'],
    ['user add ana --name=', '--name is empty'],
    [`user add ana --name ${'x'.repeat(201)}`, '--name must not have more than 200 characters'],
    ['device add b/1', '"b/1" is not of the form'],
    ['device add b1 --family phone', '--family is one of duress, radio, http, not "phone"'],
    ['device add radio-too-long --family radio', 'at most 8 characters'],
    ['device revoke', 'duress device revoke DEVICE'],
    ['device list b1', 'duress device list'],
    ['token add wall', '--scope is one of wall, public-wall, signals'],
    ['token add wall --scope everything', 'not "everything"'],
    ['device add b1 --colour red', "Unknown option '--colour'"],
    ['erase p1 --yes', '"p1" is not person:ID'],
    ['erase person:p1', 'add --yes'],
  ])('`duress %s`: status 2, the code `usage`, and what is wrong, before anything is opened', async (words, why) => {
    // No data folder is there: whatever looked for one would say so instead.
    const { exit, out, err } = await run(`${words} --data /nowhere/at-all --json`);
    expect([exit, err]).toEqual([2, '']);
    const said = JSON.parse(out) as Record<string, unknown>; // as: an object, by the answer's type
    expect(said).toMatchObject({ ok: false, code: 'usage' });
    expect(said['detail']).toContain(why);
  });
});

describe('the codes of a refusal', () => {
  test('stand in docs/errors.md, and no others', () => {
    const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const documented = codesUnder({ path: 'docs/errors.md', text }, 'Answers of the commands');
    const source = 'gateway/src/cli/refusal.ts';
    expect(differences({ documented, real: Object.keys(COMMAND_REFUSALS), document: 'docs/errors.md', source })).toEqual([]);
  });

  test.each(REFUSAL_CODES)('the rules\u2019 `%s` keeps its code, or is one that set-up can not meet', (code) => {
    const isMet = code in COMMAND_REFUSALS;
    expect(refusalOf(code, 'x').code).toBe(isMet ? code : 'invalid');
    expect(refusalOf(code, 'x').message).toContain('x');
  });

  test('without any administrator it says how to make one', () => {
    expect(refusalOf('last-administrator', 'none')).toMatchObject({ code: 'no-administrator' });
    expect(refusalOf('last-administrator', 'p1')).toMatchObject({ code: 'last-administrator' });
  });
});
