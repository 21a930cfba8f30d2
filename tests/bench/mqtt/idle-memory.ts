/**
 * Memory per idle connected device: `node --expose-gc tests/bench/mqtt/idle-memory.ts [devices] [connecting at once]`. The devices live in
 * another process. Prints resident bytes of the whole gateway process that each connection adds.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { SystemClock } from '@duress/gateway/base/clock.ts';
import { MqttIngest } from '../../../gateway/src/ingest/mqtt/ingest.ts';
import { KeptCounters, KeptIntake } from '../../contract/mqtt/intake.ts';

const devices = Number(process.argv[2] ?? 2_000);
const intake = new KeptIntake();
const counters = new KeptCounters();
for (let i = 0; i < devices; i += 1) intake.add(`idle-${i}`);
const silent = { info() {}, warn() {}, error() {} };
const ingest = new MqttIngest({
  intake,
  clock: new SystemClock(),
  events: silent,
  counters,
  options: { plain: { host: '127.0.0.1', port: 0 } },
});
const { port } = await ingest.start();

async function settledRss(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 6; i += 1) {
    globalThis.gc?.();
    await wait(250);
    least = Math.min(least, process.memoryUsage().rss);
  }
  return least;
}

const before = await settledRss();
const started = performance.now();
const load = spawn(
  process.execPath,
  [new URL('idle-devices.ts', import.meta.url).pathname, String(port), String(devices), '0', process.argv[3] ?? '500'],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
for await (const line of createInterface({ input: load.stdout })) {
  const ms = performance.now() - started;
  const after = await settledRss();
  const heap = process.memoryUsage();
  console.log(
    JSON.stringify({
      ...(JSON.parse(line) as object),
      seconds: +(ms / 1000).toFixed(2),
      kibPerConnection: +((after - before) / 1024 / devices).toFixed(1),
      rssMiB: Math.round(after / 2 ** 20),
      heapMiB: Math.round(heap.heapUsed / 2 ** 20),
      externalMiB: Math.round(heap.external / 2 ** 20),
    }),
  );
  break;
}
load.kill();
await ingest.stop();
console.log(JSON.stringify(counters.read()));
process.exit(0);
