import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startBroker } from './brokers.ts';
import { SmallGateway } from './small-gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'firmware-sim-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MAIN = join(import.meta.dirname, '..', '..', '..', 'firmware-sim', 'src', 'main.ts');
const DEVICES = file('devices.json', [
  { device: 'b1', secret: 's1', label: 'Ana' },
  { device: 'b2', secret: 's2' },
]);

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** The real program in a process of its own, without a terminal. */
async function run(...args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DURESS_SIM_DEVICES: undefined },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  await once(child, 'close');
  const lines = out.split('\n').filter((line) => line.startsWith('{'));
  // as: each line is an object that the program printed.
  return { code: child.exitCode, out, err, events: lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>) };
}

function file(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

describe('a scenario', () => {
  it('is played, says each event, and ends well; flash outlives the program', async () => {
    await using broker = await startBroker('aedes');
    await using gateway = await SmallGateway.at(broker);
    const memory = join(folder, 'memory');
    const scenario = file('well.json', {
      steps: [
        { device: 'b1', do: 'await', state: 'linked' },
        { device: 'b1', do: 'press' },
        { device: 'b1', do: 'await', state: 'held' },
        { device: 'b1', do: 'cancel', pin: '4711' },
        { device: 'b2', do: 'cut-power' },
        { device: 'b1', do: 'await', state: 'all-held' },
      ],
    });
    const args = ['--devices', DEVICES, '--url', broker.url, '--scenario', scenario, '--memory', memory];
    const first = await run(...args);
    expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: '' });
    expect(first.events.filter(({ device, event }) => device === 'b1' && event === 'held')).toHaveLength(2);
    expect(first.events.at(-1)).toBeDefined();
    expect(first.events).toContainEqual(expect.objectContaining({ event: 'ended', well: true }));
    expect(first.out).not.toContain('4711');
    expect(readdirSync(memory).sort()).toEqual(['b1.flash', 'b2.flash']);
    expect((await run(...args)).code).toBe(0);
    expect(gateway.signals.map(({ boot, seq }) => [boot, seq])).toEqual([
      [1, 1],
      [1, 2],
      [2, 3],
      [2, 4],
    ]);
  });

  it('that waits in vain ends badly, and says for what', async () => {
    await using broker = await startBroker('aedes');
    const scenario = file('vain.json', { steps: [{ device: 'b1', do: 'await', state: 'taken', withinMs: 200 }] });
    const { code, events } = await run('--devices', DEVICES, '--url', broker.url, '--scenario', scenario);
    expect(code).toBe(1);
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'failed', device: 'b1', why: expect.stringContaining('taken') as unknown }),
    );
  });
});

it('a fleet from the command line presses all, and all are held', async () => {
  await using broker = await startBroker('aedes');
  await using gateway = await SmallGateway.at(broker);
  const devices = file(
    'fleet.json',
    Array.from({ length: 30 }, (_, i) => ({ device: `f${i}`, secret: 'x' })),
  );
  const { code, events } = await run('--devices', devices, '--url', broker.url, '--fleet', '30', '--burst');
  expect(code).toBe(0);
  expect(events).toContainEqual(expect.objectContaining({ event: 'burst-held', presses: 30 }));
  expect(gateway.presses.size).toBe(30);
});

it('--help explains, and is no failure', async () => {
  const { code, out } = await run('--help');
  expect(code).toBe(0);
  expect(out).toContain('--scenario');
});

describe('what it was told wrong is said in one sentence', () => {
  const bad = (name: string, steps: unknown): readonly string[] => ['--devices', DEVICES, '--scenario', file(`${name}.json`, { steps })];
  it.each([
    ['no devices', [], 'DURESS_SIM_DEVICES'],
    ['no such file', ['--devices', '/no/such/file'], 'ENOENT'],
    ['an unknown option', ['--devices', DEVICES, '--boguss'], '--boguss'],
    ['a wrong number', ['--devices', DEVICES, '--loss', '2'], '--loss'],
    ['another protocol', ['--devices', DEVICES, '--url', 'http://x'], 'mqtt://'],
    [
      'a device twice',
      [
        '--devices',
        file('twice.json', [
          { device: 'a', secret: 'x' },
          { device: 'a', secret: 'y' },
        ]),
      ],
      'twice',
    ],
    ['a radio button without a key', ['--devices', file('keyless.json', [{ device: 'r', transport: 'serial' }])], 'radioKey'],
    [
      'a radio button without a receiver',
      ['--devices', file('lone.json', [{ device: 'r', transport: 'serial', radioKey: '0'.repeat(32) }])],
      '--serial',
    ],
    ['an unknown deed', bad('deed', [{ device: 'b1', do: 'dance' }]), 'step 1'],
    ['an unknown device', bad('device', [{ device: 'b9', do: 'press' }]), '"b9"'],
    ['a cancel without a PIN', bad('pin', [{ device: 'b1', do: 'cancel' }]), 'PIN'.toLowerCase()],
    ['a fleet that is too large', ['--devices', DEVICES, '--fleet', '3'], 'has 2 devices'],
  ])('%s', async (_name, args, text) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(text);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
