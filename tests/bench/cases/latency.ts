import { inTurn, note, prepare, WARM_UP, type Stage } from '../stage.ts';
import { LATENCY_TARGETS } from '../target.ts';

/** A press after the other, and at fixed rates, from devices that press once each. */
export async function latency(stage: Stage): Promise<void> {
  const { single, rates, rateSeconds } = stage.plan;
  const counts = rates.map((perSecond) => perSecond * rateSeconds);
  const devices = WARM_UP + single + counts.reduce((sum, count) => sum + count, 0);
  await inTurn(stage, { names: LATENCY_TARGETS }, async (target, load) => {
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
