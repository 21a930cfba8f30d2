import { canTrace } from '../../harness/disk-fault.ts';
import { inTurn, note, prepare, WARM_UP, type Stage } from '../stage.ts';
import { LATENCY_TARGETS } from '../target.ts';

/** What a worn memory card takes for a flush. */
const FLUSH_MS = 20;
/** More than such a disk could flush one by one. */
const PER_SECOND = 100;

/** Each flush takes 20 ms: one press at a time, and more presses than flushes. */
export async function slowDisk(stage: Stage): Promise<void> {
  if (!canTrace()) {
    console.log('not measured: strace, which makes a disk slow, is not installed or may not trace');
    return;
  }
  const { few, rateSeconds } = stage.plan;
  const count = PER_SECOND * rateSeconds;
  await inTurn(stage, { names: LATENCY_TARGETS, slowDiskMs: FLUSH_MS }, async (target, load) => {
    await prepare(target, load, WARM_UP + few + count);
    const name = `flush of ${FLUSH_MS} ms`;
    note(stage, target, { name: `${name}, one at a time`, measured: await load.ask({ do: 'single', from: WARM_UP, count: few }) });
    const measured = await load.ask({ do: 'rate', from: WARM_UP + few, count, perSecond: PER_SECOND });
    note(stage, target, { name: `${name}, ${PER_SECOND} presses/s`, measured });
  });
}
