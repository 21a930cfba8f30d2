import { setImmediate as nextTurn } from 'node:timers/promises';
import { inputIdFrom } from '../../gateway/src/base/ids.ts';
import type { Core } from '../../gateway/src/engine/ports/core.ts';
import type { ManualClock } from './clock.ts';

/** Turns of the loop in which whatever a commit or a timer set off submits what it has to say. */
const TURNS = 3;

/** Everything that was submitted before, or follows from it at once, is committed when this resolves. It changes nothing. */
export async function settled(core: Core): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    const id = inputIdFrom(core.ids);
    await core.submit({ id, type: 'fault', open: false, code: 'plain-listener', subject: 'http', label: '' });
    await nextTurn();
  }
}

/** Lets a long time pass at once, with nothing under way while the clock moves. What falls due in between is late. */
export async function leap(core: Core, clock: ManualClock, ms: number): Promise<void> {
  await settled(core);
  clock.advance(ms);
  await settled(core);
}

/** Lets time pass second by second, and the loop do at each what became due: a commit never waits while the clock moves. */
export async function pass(core: Core, clock: ManualClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    await settled(core);
    clock.advance(Math.min(left, 1_000));
    await settled(core);
  }
  // What was due at the last moment may have made something due at once.
  clock.advance(0);
  await settled(core);
}
