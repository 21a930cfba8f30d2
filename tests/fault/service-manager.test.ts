import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GatewayProcess } from '../harness/process.ts';
import { until } from '../harness/wait.ts';

const has = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

/** Half of it is how often the gateway says that it lives. */
const WATCHDOG_MS = 400;

describe.runIf(has('systemd-notify') && has('socat'))('told to systemd over its real kind of socket', () => {
  let folder = '';
  let manager: ChildProcess | undefined;
  let gateway: GatewayProcess | undefined;
  let heard = '';

  beforeEach(async () => {
    heard = '';
    folder = mkdtempSync(join(tmpdir(), 'duress-service-'));
    const socket = join(folder, 'notify');
    const child = spawn('socat', ['-u', `UNIX-RECV:${socket}`, 'STDOUT'], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => (heard += text));
    manager = child;
    await until('the service manager listens', () => existsSync(socket));
  });

  afterEach(async () => {
    await gateway?.remove();
    gateway = undefined;
    if (manager?.exitCode === null) {
      const gone = once(manager, 'exit');
      manager.kill();
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const times = (word: string): number => heard.split(word).length - 1;

  test('ready when everything listens, alive again and again, silent while its loop stands still, and stopping', async () => {
    const environment = { NOTIFY_SOCKET: join(folder, 'notify'), WATCHDOG_USEC: String(WATCHDOG_MS * 1_000) };
    gateway = await GatewayProcess.start({ environment });
    await until('it is ready', () => times('READY=1') === 1);
    await until('it lives', () => times('WATCHDOG=1') >= 3);
    // The whole process stands still, as its loop would: what systemd waits for does not come.
    process.kill(gateway.pid, 'SIGSTOP');
    await until('what was on its way has come', () => quiet(() => heard.length));
    const before = times('WATCHDOG=1');
    await until('twice the time of the watchdog is over', () => elapsed(2 * WATCHDOG_MS));
    expect(times('WATCHDOG=1')).toBe(before);
    process.kill(gateway.pid, 'SIGCONT');
    await until('it lives again', () => times('WATCHDOG=1') > before);
    expect(await gateway.stop()).toBe(0);
    await until('it stops', () => times('STOPPING=1') === 1);
    expect(times('READY=1')).toBe(1);
  });

  test('without systemd nothing is said, and nothing is missed', async () => {
    gateway = await GatewayProcess.start();
    expect(await gateway.stop()).toBe(0);
    expect(heard).toBe('');
    expect(gateway.has('service-not-told')).toBe(false);
  });

  /** Resolves true when a number has not changed for one time of the watchdog. */
  async function quiet(look: () => number): Promise<boolean> {
    const before = look();
    await until('a while', () => elapsed(WATCHDOG_MS));
    return look() === before;
  }

  let since: number | undefined;
  function elapsed(ms: number): boolean {
    since ??= performance.now();
    if (performance.now() - since < ms) return false;
    since = undefined;
    return true;
  }
});

test('the unit file in the documents speaks of what the gateway does', () => {
  const unit = readFileSync(new URL('../../docs/systemd/duress-gateway.service', import.meta.url), 'utf8');
  for (const line of ['Type=notify', 'NotifyAccess=all', 'WatchdogSec=60', 'RestartPreventExitStatus=2'])
    expect(unit).toContain(`\n${line}\n`);
});
