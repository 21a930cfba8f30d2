import { dirname } from 'node:path';
import { listensOnLoopback } from './access/addresses.ts';
import { Gateway, buildOf, releaseOf } from './app.ts';
import { SystemClock, type Clock } from './base/clock.ts';
import { FaultError, messageOf, type FaultCode } from './base/errors.ts';
import { RandomIds } from './base/ids.ts';
import { JsonLines, type EventLog } from './base/log.ts';
import { readConfiguration, masked, type Configuration } from './ops/configuration.ts';
import { openConfigurationFile } from './ops/configuration-file.ts';
import { CrashGuard } from './ops/crash-guard.ts';
import { ServiceNotice } from './ops/service-notice.ts';
import { refusalOfNode } from './base/node-version.ts';

/** Exit codes: 0 stopped as asked, 1 something broke (start again), 2 set up wrongly (do not). */
const BROKEN = 1;
const SET_UP_WRONGLY = 2;

/** Faults that a person must put right before the next start; starting as a lifeboat instead would hide them. */
const REFUSALS: ReadonlySet<FaultCode> = new Set<FaultCode>(['config-invalid', 'listen-failed', 'log-locked', 'key-unusable']);

/** So long what is in the air may take to end after a signal; then a thread is stuck in the disk, and waiting helps nobody. */
const STOP_WITHIN_MS = 10_000;

/** Ends the process at once. `process.exit` waits for every thread, also for one that is stuck in the disk. */
function endNow(): void {
  process.kill(process.pid, 'SIGKILL');
}

interface Stopping {
  readonly guard: CrashGuard;
  readonly service: ServiceNotice;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly onBroken: (error: unknown) => void;
}

/** A signal stops the gateway, also one that is still starting; a second one ends it at once. */
function stopOnSignals(gateway: Gateway, { guard, service, clock, events, onBroken }: Stopping): { readonly cameAlready: boolean } {
  const signal = { cameAlready: false };
  const stop = (): void => {
    signal.cameAlready = true;
    guard.stopped();
    service.stopping();
    clock.after(STOP_WITHIN_MS, () => {
      events.error('stop-gave-up', { withinMs: STOP_WITHIN_MS });
      endNow();
    });
    gateway.stop().then(() => process.exit(0), onBroken);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  return signal;
}

/** What the person at the first start must know: the rest stands in docs/operations.md. */
function firstWords(link: string, { http, masterKeyFile }: Configuration): string {
  const reach = listensOnLoopback(http.host)
    ? 'Only this machine reaches these addresses. For others: http.host, mqtt.host and a certificate, see docs/operations.md.\n'
    : '';
  return `
Nobody administers this gateway yet. Open this link to do so; it works once, and the next start gives a new one:

    ${link}

${reach}Copy ${dirname(masterKeyFile)} to another place now: without the key in it nobody can read a backup. Ctrl-C stops the gateway.

`;
}

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
  const guard = new CrashGuard({ folder: configuration.data, clock, events });
  const onBroken = (error: unknown): void => {
    events.error('broken', { error: messageOf(error), stack: error instanceof Error ? error.stack : undefined });
    if (gateway.core.health.state === 'ok') process.exit(BROKEN);
    else endNow();
  };
  process.on('uncaughtException', onBroken);
  const build = buildOf(configuration.dashboard);
  const gateway = new Gateway({
    configuration,
    clock,
    events,
    ids: new RandomIds(() => clock.wall()),
    random: Math.random,
    build,
    release: releaseOf(build),
    demo: false,
    holdLog: guard.look(),
    onBroken,
  });
  // Signals first: a stop that is asked for right after the start was noted must not count as a crash.
  const service = new ServiceNotice({ environment: process.env, clock, events });
  const signal = stopOnSignals(gateway, { guard, service, clock, events, onBroken });
  guard.started();
  const addresses = await gateway.start().catch((error: unknown) => {
    // A start that was refused is no stop in the middle of things; a log that does not verify is what the guard is there for.
    if (error instanceof FaultError && REFUSALS.has(error.code)) guard.refused();
    throw error;
  });
  if (signal.cameAlready) return;
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
  service.ready();
  process.stdout.write(JSON.stringify({ code: 'ready', ...addresses }) + '\n');
  const link = gateway.firstAdministratorLink(addresses.http);
  if (link !== undefined) process.stderr.write(firstWords(link, configuration));
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(error instanceof FaultError && error.code === 'config-invalid' ? SET_UP_WRONGLY : BROKEN);
});
