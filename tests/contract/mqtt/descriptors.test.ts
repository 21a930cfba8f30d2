import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { connectionsAllowed } from '../../../gateway/src/ingest/mqtt/descriptors.ts';
import { press, RawDevice } from './raw-device.ts';

test('a gateway without free descriptors keeps its devices and its listener, and takes new ones when there are descriptors again', async () => {
  const script = new URL('crowded-gateway.ts', import.meta.url).pathname;
  const gateway = spawn('sh', ['-c', 'ulimit -n 600 && exec "$0" "$1"', process.execPath, script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: gateway.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, number>> => JSON.parse(String((await lines.next()).value)) as Record<string, number>; // as: our own script
  try {
    const { port = 0 } = await answer();
    const staying = await RawDevice.connected(port);
    gateway.stdin.write('fill\n');
    expect((await answer())['taken']).toBeGreaterThan(300);
    const refused = [new RawDevice(port), new RawDevice(port), new RawDevice(port)];
    await Promise.all(refused.map((device) => device.gone()));
    staying.send(press('b-1', 1));
    await staying.next('puback');
    gateway.stdin.write('free\n');
    expect(await answer()).toMatchObject({ taken: 0 });
    const back = await RawDevice.connected(port);
    back.send(press('b-1', 2));
    await back.next('puback');
  } finally {
    gateway.kill();
  }
});

test('the number of connections stays below the limit of open files', async () => {
  expect(await connectionsAllowed(10)).toBe(10);
  expect(await connectionsAllowed(10_000_000)).toBeLessThan(10_000_000);
});
