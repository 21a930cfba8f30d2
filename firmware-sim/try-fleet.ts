import { startFleet } from './src/fleet.ts';
const n = Number(process.argv[3]);
const base = process.memoryUsage();
const t0 = performance.now();
const c0 = process.cpuUsage();
const acks: number[] = [];
const f = await startFleet({
  url: process.argv[2]!,
  devices: Array.from({ length: n }, (_, i) => ({ device: `d${i}`, secret: 'x' })),
  heartbeatMs: 60_000,
  proof: 'puback',
  onAck: (a) => acks.push(a.ackedAt - a.pressedAt),
});
const t1 = performance.now();
const c1 = process.cpuUsage(c0);
(globalThis as any).gc?.();
const m = process.memoryUsage();
console.log({
  n,
  connectS: (t1 - t0) / 1000,
  rate: (n / (t1 - t0)) * 1000,
  cpuMsPerConnect: (c1.user + c1.system) / 1000 / n,
  rssKiBPerDevice: (m.rss - base.rss) / 1024 / n,
  heapKiB: (m.heapUsed - base.heapUsed) / 1024 / n,
  ext: (m.external - base.external) / 1024 / n,
});
const t2 = performance.now();
const c2 = process.cpuUsage();
f.pressAll(Math.min(n, 10_000));
await f.until((s) => s.held === s.pressed, 60_000);
const c3 = process.cpuUsage(c2);
acks.sort((a, b) => a - b);
console.log({
  burstS: (performance.now() - t2) / 1000,
  cpuUsPerPress: (c3.user + c3.system) / Math.min(n, 10_000),
  p50: acks[acks.length >> 1],
  max: acks.at(-1),
  stats: f.stats(),
});
if (process.argv[4]) {
  const c4 = process.cpuUsage();
  await new Promise((r) => setTimeout(r, 20_000));
  const c5 = process.cpuUsage(c4);
  console.log('idle cpu %', ((c5.user + c5.system) / 20e6) * 100, f.stats());
}
f.stop();
setTimeout(() => process.exit(), 200);
