import { Gateway, buildOf } from './app.ts';
import { SystemClock } from './base/clock.ts';
import { FaultError, messageOf, type FaultCode } from './base/errors.ts';
import { RandomIds } from './base/ids.ts';
import { JsonLines } from './base/log.ts';
import { readConfiguration, masked } from './ops/configuration.ts';
import { openConfigurationFile } from './ops/configuration-file.ts';
import { CrashGuard } from './ops/crash-guard.ts';
import { refusalOfNode } from './base/node-version.ts';

/** Exit codes: 0 stopped as asked, 1 something broke (start again), 2 set up wrongly (do not). */
const BROKEN = 1;
const SET_UP_WRONGLY = 2;

/** Faults that a person must put right before the next start; starting as a lifeboat instead would hide them. */
const REFUSALS: ReadonlySet<FaultCode> = new Set<FaultCode>(['config-invalid', 'listen-failed', 'log-locked', 'key-unusable']);

async function main(): Promise<void> {
  const refusal = refusalOfNode(process.versions.node);
  if (refusal !== undefined) throw new FaultError('config-invalid', refusal, { retryable: false });
  const clock = new SystemClock();
  const events = new JsonLines(clock, (line) => process.stderr.write(line));
  const configuration = readConfiguration(openConfigurationFile(process.argv.slice(2), process.env), process.env);
  if (process.argv.includes('--print-configuration')) {
    process.stdout.write(masked(configuration) + '\n');
    return;
  }
  const guard = new CrashGuard(configuration.data, clock);
  const onBroken = (error: unknown): void => {
    events.error('broken', { error: messageOf(error), stack: error instanceof Error ? error.stack : undefined });
    process.exit(BROKEN);
  };
  process.on('uncaughtException', onBroken);
  const gateway = new Gateway({
    configuration,
    clock,
    events,
    ids: new RandomIds(() => clock.wall()),
    random: Math.random,
    build: buildOf(configuration.dashboard),
    demo: false,
    holdLog: guard.isCrashing,
    onBroken,
  });
  guard.started(events);
  const addresses = await gateway.start().catch((error: unknown) => {
    // A start that was refused is no stop in the middle of things; a log that does not verify is what the guard is there for.
    if (error instanceof FaultError && REFUSALS.has(error.code)) guard.refused();
    throw error;
  });
  const stop = (): void => {
    guard.stopped();
    gateway.stop().then(() => process.exit(0), onBroken);
  };
  process.on('SIGHUP', () => {
    gateway.reload().then(
      () => {
        events.info('certificates-read');
      },
      (error: unknown) => {
        events.error('certificates-not-read', { error: messageOf(error) });
      },
    );
  });
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(JSON.stringify({ code: 'ready', ...addresses }) + '\n');
  const link = gateway.firstAdministratorLink(addresses.http);
  if (link !== undefined) process.stderr.write(`\nNobody administers this gateway yet. Open this link once to do so:\n\n    ${link}\n\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(error instanceof FaultError && error.code === 'config-invalid' ? SET_UP_WRONGLY : BROKEN);
});
