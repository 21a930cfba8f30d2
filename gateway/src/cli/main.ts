import { runCommandLine } from './command-line.ts';
import { allCommands } from './commands.ts';

const { exit, out, err } = await runCommandLine(allCommands(), process.argv.slice(2), process.env);
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = exit;
