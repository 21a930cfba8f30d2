import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { buildSite, deviceId, PASSWORD, RECEPTION, secretOf } from '../bench/site.ts';
import { GatewayProcess } from '../harness/process.ts';
import { Reception } from '../harness/reception.ts';
import { until } from '../harness/wait.ts';

const DEVICES = 19_000;
/** A device that says nothing is cut after one and a half of its 60 s keep-alives: by then only pings keep them. Odd, so that it does not end with a press. */
const HOLD_S = 131;
const HEARTBEAT_S = 3_600;
const SIM = fileURLToPath(new URL('../../firmware-sim/src/main.ts', import.meta.url));

interface Line {
  readonly event?: string;
  readonly connected?: number;
  readonly acked?: number;
  readonly pressed?: number;
  readonly troubles?: Readonly<Record<string, number>>;
}

let gateway: GatewayProcess | undefined;
let fleet: ChildProcess | undefined;
let reception: Reception | undefined;

afterEach(async () => {
  fleet?.kill('SIGKILL');
  reception?.close();
  await gateway?.remove();
});

test(`${DEVICES} devices stay connected on their pings alone, and a press among them reaches the console`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'duress-fleet-'));
  await buildSite(folder, DEVICES);
  const file = join(folder, 'devices.json');
  const devices = Array.from({ length: DEVICES }, (_, i) => ({ device: deviceId(i), secret: secretOf(deviceId(i)), label: `${i}` }));
  writeFileSync(file, JSON.stringify(devices));
  const running = await GatewayProcess.start({ folder });
  gateway = running;
  const idleKib = residentKib(running.pid);
  const page = await Reception.signInAs(running.addresses.http, RECEPTION, PASSWORD);
  reception = page;
  page.beats = true;
  await page.watch();

  const plan = ['--fleet', String(DEVICES), '--heartbeat', String(HEARTBEAT_S), '--seconds', String(HOLD_S), '--rate', '0.5'];
  const sim = spawn(process.execPath, [SIM, '--devices', file, '--url', running.mqtt, ...plan], { stdio: ['ignore', 'pipe', 'inherit'] });
  fleet = sim;
  const lines: Line[] = [];
  createInterface({ input: sim.stdout }).on('line', (line) => lines.push(JSON.parse(line) as Line)); // as: the simulator's own lines
  const ended = once(sim, 'exit');
  const connected = (): boolean => lines.some((line) => line.connected === DEVICES);
  await until('all are connected', connected, { withinMs: 300_000 });
  const pressed = (): boolean => page.alarms.size > 0;
  await until('a press is on the console', pressed, { withinMs: 60_000 });
  let memoryKib = 0;
  const over = (): boolean => {
    if (sim.exitCode === null) memoryKib = Math.max(memoryKib, residentKib(running.pid));
    return sim.exitCode !== null;
  };
  await until('the fleet has been there long enough', over, { withinMs: (HOLD_S + 60) * 1_000 });
  await ended;
  const counts = lines.filter((line) => line.connected !== undefined);
  const full = counts.slice(counts.findIndex((line) => line.connected === DEVICES));
  expect(full.every((line) => line.connected === DEVICES)).toBe(true);
  expect(full.length).toBeGreaterThan(100);
  expect(full.at(-1)?.troubles).toEqual({});
  expect(full.at(-1)?.acked).toBe(full.at(-1)?.pressed);
  await until('each press is on the console', () => page.alarms.size === full.at(-1)?.pressed);
  expect(running.events.filter((event) => event.level === 'error')).toEqual([]);
  process.stdout.write(
    `resident: ${idleKib} KiB before, ${memoryKib} KiB with ${DEVICES} devices; ready after ${Math.round(running.readyAfterMs)} ms\n`,
  );
  expect(await running.stop()).toBe(0);
});

function residentKib(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}
