import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { percentile, type Figures } from './figures.ts';
import type { Measured } from './load/commands.ts';
import { LoadProcess } from './load-process.ts';
import { LATENCY_TARGETS, Target, TARGETS, type TargetName } from './target.ts';

/** How much is measured; the quick run says less surely what the full one says. */
export interface Plan {
  readonly rounds: number;
  /** Presses one at a time. */
  readonly single: number;
  /** Seconds at each rate. */
  readonly rateSeconds: number;
  readonly rates: readonly number[];
  /** Presses of the burst; as many devices in one case, 100 in the other. */
  readonly burst: number;
  /** Devices that send heartbeats, and presses a second meanwhile. */
  readonly fleet: number;
  readonly fleetSeconds: number;
  /** Facts in the log at a start. */
  readonly facts: number;
}

export interface Stage {
  readonly plan: Plan;
  /** Where each program gets a folder of its own. */
  readonly folder: string;
  /** The site that the gateway starts on. */
  readonly site: string;
  readonly figures: Figures;
}

/** Devices of the burst from few. */
const FEW = 100;
/** Presses a second beside the heartbeats: enough for a p99, far from being the load. */
const FLEET_PRESSES = 50;
/** Presses before anything is measured, so that no program is measured while it is being compiled. */
const WARM_UP = 300;

type Run = (target: Target, load: LoadProcess) => Promise<void>;

/** A press after the other, and at fixed rates, from devices that press once each. */
export async function latency(stage: Stage): Promise<void> {
  const { single, rates, rateSeconds } = stage.plan;
  const counts = rates.map((perSecond) => perSecond * rateSeconds);
  const devices = WARM_UP + single + counts.reduce((sum, count) => sum + count, 0);
  await inTurn(stage, LATENCY_TARGETS, async (target, load) => {
    await prepare(target, load, devices);
    let from = WARM_UP;
    note(stage, target, { name: 'one at a time', measured: await load.ask({ do: 'single', from, count: single }) });
    from += single;
    for (const [i, perSecond] of rates.entries()) {
      const count = counts[i] ?? 0;
      const measured = await load.ask({ do: 'rate', from, count, perSecond });
      note(stage, target, { name: `${perSecond.toLocaleString('en')} presses/s`, measured });
      from += count;
    }
  });
}

/** All at once, and what an idle connected device takes: it is the same crowd. */
export async function burst(stage: Stage): Promise<void> {
  const { burst: presses } = stage.plan;
  const each = presses / FEW;
  const named = presses.toLocaleString('en');
  await inTurn(stage, TARGETS, async (target, load) => {
    const before = await target.usage({ collect: true });
    await prepare(target, load, WARM_UP + FEW);
    const many = WARM_UP + FEW;
    const empty = await target.usage({ collect: true });
    await load.ask({ do: 'connect', port: target.mqttPort, from: many, count: presses });
    const crowded = await target.usage({ collect: true });
    // Of the two ways to count the larger one: resident memory may have had room, and the heap does not see the sockets' own.
    const [rss, heap] = [crowded.rss - empty.rss, crowded.heapUsed + crowded.external - empty.heapUsed - empty.external];
    const memory = { case: 'idle device', measure: 'memory', unit: 'KiB', target: target.name } as const;
    stage.figures.add(memory, Math.max(rss, heap) / 1_024 / presses);
    stage.figures.add({ ...memory, measure: 'empty process, MiB', unit: 'presses' }, before.rss / 2 ** 20);
    const all = await load.ask({ do: 'burst', from: many, devices: presses, each: 1 });
    noteBurst(stage, target, { name: `burst of ${named} from ${named}`, measured: all, cpuMs: await cpuSince(target, crowded.cpuMs) });
    const { cpuMs } = await target.usage({ collect: false });
    const few = await load.ask({ do: 'burst', from: WARM_UP, devices: FEW, each });
    noteBurst(stage, target, { name: `burst of ${named} from ${FEW}`, measured: few, cpuMs: await cpuSince(target, cpuMs) });
  });
}

/** Presses while a whole fleet says that it is alive: without, every 60 s, every 10 s, and without again. */
export async function heartbeats(stage: Stage): Promise<void> {
  const { fleet, fleetSeconds } = stage.plan;
  const count = FLEET_PRESSES * fleetSeconds;
  await inTurn(stage, ['gateway', 'floor'], async (target, load) => {
    await prepare(target, load, fleet);
    let from = WARM_UP;
    for (const [name, everyMs] of [
      ['no heartbeats', 0],
      ['heartbeats every 60 s', 60_000],
      ['heartbeats every 10 s', 10_000],
      ['no heartbeats', 0],
      ['heartbeats every 10 s', 10_000],
      ['heartbeats every 60 s', 60_000],
    ] as const) {
      await load.ask({ do: 'heartbeats', everyMs });
      note(stage, target, { name, measured: await load.ask({ do: 'rate', from, count, perSecond: FLEET_PRESSES }) });
      from += count;
    }
  });
}

/** Each target once a round, one after the other, each in a fresh process and folder; then its log is looked at. */
async function inTurn(stage: Stage, names: readonly TargetName[], run: Run): Promise<void> {
  for (let round = 0; round < stage.plan.rounds; round += 1) {
    // The order changes, so that none always comes first.
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) {
      const folder = join(stage.folder, `${name}-${round}`);
      const target = await Target.start({ name, folder, site: stage.site });
      const load = new LoadProcess();
      try {
        await run(target, load);
      } finally {
        await load.stop();
        await target.stop();
      }
      count(stage, target, load.presses);
      rmSync(folder, { recursive: true });
    }
  }
}

async function prepare(target: Target, load: LoadProcess, devices: number): Promise<void> {
  await load.ask({ do: 'connect', port: target.mqttPort, from: 0, count: devices });
  await load.ask({ do: 'console', http: target.http, kind: target.name === 'gateway' ? 'gateway' : 'floor' });
  await load.ask({ do: 'rate', from: 0, count: WARM_UP, perSecond: WARM_UP });
}

interface Noted {
  readonly name: string;
  readonly measured: Measured;
}

function note(stage: Stage, target: Target, { name, measured }: Noted): void {
  const place = { case: name, unit: 'ms', target: target.name } as const;
  stage.figures.add({ ...place, measure: 'PUBACK p50' }, percentile(measured.ack, 0.5));
  stage.figures.add({ ...place, measure: 'PUBACK p99' }, percentile(measured.ack, 0.99));
  stage.figures.add({ ...place, measure: 'frame p50' }, percentile(measured.shown, 0.5));
  stage.figures.add({ ...place, measure: 'frame p99' }, percentile(measured.shown, 0.99));
  if (measured.told.length === 0) return;
  stage.figures.add({ ...place, measure: 'hand p50' }, percentile(measured.told, 0.5));
  stage.figures.add({ ...place, measure: 'hand p99' }, percentile(measured.told, 0.99));
}

function noteBurst(stage: Stage, target: Target, { name, measured, cpuMs }: Noted & { readonly cpuMs: number }): void {
  const place = { case: name, unit: 'ms', target: target.name } as const;
  stage.figures.add({ ...place, measure: 'all done' }, measured.ms);
  stage.figures.add({ ...place, measure: 'PUBACK p50' }, percentile(measured.ack, 0.5));
  stage.figures.add({ ...place, measure: 'frame p50' }, percentile(measured.shown, 0.5));
  stage.figures.add({ ...place, measure: 'processor time' }, cpuMs);
  if (measured.told.length === 0) return;
  stage.figures.add({ ...place, measure: 'hand p50' }, percentile(measured.told, 0.5));
  stage.figures.add({ ...place, measure: 'hand, last' }, percentile(measured.told, 1));
}

/** Processor time is asked for when all is done: what follows the burst (receipts) is in the next case. */
async function cpuSince(target: Target, cpuMs: number): Promise<number> {
  return (await target.usage({ collect: false })).cpuMs - cpuMs;
}

/** Every press that was made must stand in the log, once. */
function count(stage: Stage, target: Target, made: { readonly count: number; readonly unacked: number; readonly unshown: number }): void {
  const recorded = target.recorded();
  const distinct = new Set(recorded).size;
  const lost = made.count - distinct + (recorded.length - distinct) + made.unacked + made.unshown;
  stage.figures.add({ case: 'all presses', measure: 'lost', unit: 'presses', target: target.name }, lost);
  if (lost !== 0)
    console.log(
      `${target.name}: ${made.count} made, ${recorded.length} recorded, ${distinct} of them different, ${made.unacked} without PUBACK, ${made.unshown} not shown`,
    );
}
