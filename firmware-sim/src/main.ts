import { makeCast } from './cast.ts';
import { SystemClock } from './clock.ts';
import { sayer, sayEvents } from './event-lines.ts';
import { runFleet } from './fleet-run.ts';
import { HELP, readOptions, type SimOptions } from './options.ts';
import { readScenario } from './scenario-file.ts';
import { playScenario } from './scenario.ts';
import { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Exit codes: done; something awaited did not come; not understood. */
const DONE = 0;
const FAILED = 1;
const MISUSED = 2;

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args, process.env);
  if (options === 'help') {
    process.stdout.write(`${HELP}\n`);
    return DONE;
  }
  const stopped = untilSignal();
  const clock = new SystemClock({ keepsAlive: true });
  const say = sayer(clock, (line) => process.stdout.write(line));
  const { fleet } = options;
  if (fleet !== undefined) return (await runFleet({ ...options, fleet }, { clock, say, stopped })) ? DONE : FAILED;
  return runButtons(options, { clock, say, stopped });
}

async function runButtons(
  options: SimOptions,
  stage: { readonly clock: SystemClock; readonly say: ReturnType<typeof sayer>; readonly stopped: Promise<void> },
): Promise<number> {
  const { clock, say, stopped } = stage;
  const isTerminal = options.scenario === undefined && process.stdin.isTTY && process.stdout.isTTY;
  const cast = makeCast(options, clock, (receiver, what) => {
    if (!isTerminal) say('receiver', { receiver, what });
  });
  const scenario =
    options.scenario === undefined ? undefined : readScenario(options.scenario, new Set(cast.actors.map(({ entry }) => entry.device)));
  if (!isTerminal) sayEvents(cast, say);
  try {
    if (scenario !== undefined) {
      await cast.start();
      const played = playScenario(scenario, { cast, clock, say });
      const isWell = await Promise.race([played, stopped.then(() => false)]);
      say('ended', { scenario: scenario.name, well: isWell });
      return isWell ? DONE : FAILED;
    }
    if (isTerminal) {
      const terminal = new Terminal({ cast, clock, heading: options.heading, input: process.stdin, output: process.stdout });
      await cast.start();
      await Promise.race([terminal.run(), stopped]);
      terminal.quit();
      return DONE;
    }
    await cast.start();
    await stopped;
    return DONE;
  } finally {
    await cast.stop();
  }
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

if (import.meta.main) {
  try {
    process.exit(await main(process.argv.slice(2)));
  } catch (cause) {
    // What a person got wrong is said in a sentence; what we got wrong keeps its stack.
    if (!(cause instanceof UsageError)) throw cause;
    process.stderr.write(`${cause.message}\n`);
    process.exit(MISUSED);
  }
}
