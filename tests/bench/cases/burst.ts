import { percentile } from '../figures.ts';
import { cpuSince, inTurn, prepare, WARM_UP, type Noted, type Stage } from '../stage.ts';
import { TARGETS, type Target } from '../target.ts';

/** Devices of the burst from few. */
const FEW = 100;

/** All at once, and what an idle connected device takes: it is the same crowd. */
export async function burst(stage: Stage): Promise<void> {
  const { burst: presses } = stage.plan;
  const each = presses / FEW;
  const named = presses.toLocaleString('en');
  await inTurn(stage, { names: TARGETS }, async (target, load) => {
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
    stage.figures.add({ ...memory, measure: 'empty process, MiB', unit: 'count' }, before.rss / 2 ** 20);
    const all = await load.ask({ do: 'burst', from: many, devices: presses, each: 1 });
    noteBurst(stage, target, { name: `burst of ${named} from ${named}`, measured: all, cpuMs: await cpuSince(target, crowded.cpuMs) });
    const { cpuMs } = await target.usage({ collect: false });
    const few = await load.ask({ do: 'burst', from: WARM_UP, devices: FEW, each });
    noteBurst(stage, target, { name: `burst of ${named} from ${FEW}`, measured: few, cpuMs: await cpuSince(target, cpuMs) });
  });
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
