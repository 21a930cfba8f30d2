import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { percentile, type Figures } from './figures.ts';
import type { Measured } from './load/commands.ts';
import { LoadProcess } from './load-process.ts';
import { Target, type TargetName } from './target.ts';

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
  /** Facts in the log at a start, fewest first. */
  readonly facts: readonly number[];
  /** Consoles that watch one alarm. */
  readonly crowds: readonly number[];
  /** Presses before each crowd, and with a slow disk, one at a time. */
  readonly few: number;
}

export interface Stage {
  readonly plan: Plan;
  /** Where each program gets a folder of its own. */
  readonly folder: string;
  /** The site that the gateway starts on. */
  readonly site: string;
  readonly figures: Figures;
}

/** Presses before anything is measured, so that no program is measured while it is being compiled. */
export const WARM_UP = 300;

interface Turns {
  readonly names: readonly TargetName[];
  /** Each flush takes so much longer, for all of them. */
  readonly slowDiskMs?: number;
}

type Run = (target: Target, load: LoadProcess) => Promise<void>;

/** Each target once a round, one after the other, each in a fresh process and folder; then its log is looked at. */
export async function inTurn(stage: Stage, { names, ...more }: Turns, run: Run): Promise<void> {
  for (let round = 0; round < stage.plan.rounds; round += 1) {
    // The order changes, so that none always comes first.
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) {
      const folder = join(stage.folder, `${name}-${round}`);
      const target = await Target.start({ name, folder, site: stage.site, ...more });
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

export async function prepare(target: Target, load: LoadProcess, devices: number): Promise<void> {
  await load.ask({ do: 'connect', port: target.mqttPort, from: 0, count: devices });
  await openConsoles(target, load, 1);
  await load.ask({ do: 'rate', from: 0, count: WARM_UP, perSecond: WARM_UP });
}

export async function openConsoles(target: Target, load: LoadProcess, count: number): Promise<void> {
  await load.ask({ do: 'consoles', http: target.http, kind: target.name === 'gateway' ? 'gateway' : 'floor', count });
}

export interface Noted {
  readonly name: string;
  readonly measured: Measured;
}

export function note(stage: Stage, target: Target, { name, measured }: Noted): void {
  const place = { case: name, unit: 'ms', target: target.name } as const;
  stage.figures.add({ ...place, measure: 'PUBACK p50' }, percentile(measured.ack, 0.5));
  stage.figures.add({ ...place, measure: 'PUBACK p99' }, percentile(measured.ack, 0.99));
  stage.figures.add({ ...place, measure: 'frame p50' }, percentile(measured.shown, 0.5));
  stage.figures.add({ ...place, measure: 'frame p99' }, percentile(measured.shown, 0.99));
  if (measured.told.length === 0) return;
  stage.figures.add({ ...place, measure: 'hand p50' }, percentile(measured.told, 0.5));
  stage.figures.add({ ...place, measure: 'hand p99' }, percentile(measured.told, 0.99));
}

/** Processor time of all threads since it was asked last. */
export async function cpuSince(target: Target, cpuMs: number): Promise<number> {
  return (await target.usage({ collect: false })).cpuMs - cpuMs;
}

/** Every press that was made must stand in the log, once. */
function count(stage: Stage, target: Target, made: { readonly count: number; readonly unacked: number; readonly unshown: number }): void {
  const recorded = target.recorded();
  const distinct = new Set(recorded).size;
  const lost = made.count - distinct + (recorded.length - distinct) + made.unacked + made.unshown;
  stage.figures.add({ case: 'all presses', measure: 'lost', unit: 'count', target: target.name }, lost);
  if (lost !== 0)
    console.log(
      `${target.name}: ${made.count} made, ${recorded.length} recorded, ${distinct} of them different, ${made.unacked} without PUBACK, ${made.unshown} not shown`,
    );
}
