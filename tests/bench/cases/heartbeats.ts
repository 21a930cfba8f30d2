import { cpuSince, inTurn, note, prepare, WARM_UP, type Stage } from '../stage.ts';

/** Presses a second beside the heartbeats: enough for a p99, far from being the load. */
const FLEET_PRESSES = 50;

/**
 * Presses while a whole fleet says that it is alive: without, every 60 s, every 10 s, and without again. The fleet's
 * share of a processor is the difference between two of them: the presses are the same.
 */
export async function heartbeats(stage: Stage): Promise<void> {
  const { fleet, fleetSeconds } = stage.plan;
  const count = FLEET_PRESSES * fleetSeconds;
  await inTurn(stage, { names: ['gateway', 'floor'] }, async (target, load) => {
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
      const { cpuMs } = await target.usage({ collect: false });
      note(stage, target, { name, measured: await load.ask({ do: 'rate', from, count, perSecond: FLEET_PRESSES }) });
      const perThousand = (await cpuSince(target, cpuMs)) / fleetSeconds / (fleet / 1_000);
      const place = { case: name, measure: 'processor, ms/s per 1,000 devices', unit: 'count', target: target.name } as const;
      stage.figures.add(place, perThousand);
      from += count;
    }
  });
}
