import { cpuSince, inTurn, note, openConsoles, WARM_UP, type Stage } from '../stage.ts';

/** Alarms that are open already, as on a bad day; each console is told of them when it comes. */
const OPEN = 10;

/** One alarm after the other, each seen by a crowd of consoles: until the last of them has it. Each console says *shown* as pages do. */
export async function consoles(stage: Stage): Promise<void> {
  const { crowds, few } = stage.plan;
  await inTurn(stage, { names: ['gateway', 'floor'] }, async (target, load) => {
    await load.ask({ do: 'connect', port: target.mqttPort, from: 0, count: OPEN + crowds.length * few });
    await openConsoles(target, load, 1);
    await load.ask({ do: 'burst', from: 0, devices: OPEN, each: WARM_UP / OPEN });
    let from = OPEN;
    for (const count of crowds) {
      await openConsoles(target, load, count);
      const { cpuMs } = await target.usage({ collect: false });
      const name = `${count.toLocaleString('en')} consoles`;
      note(stage, target, { name, measured: await load.ask({ do: 'single', from, count: few }) });
      const place = { case: name, measure: 'processor time per press', unit: 'ms', target: target.name } as const;
      stage.figures.add(place, (await cpuSince(target, cpuMs)) / few);
      from += few;
    }
  });
}
