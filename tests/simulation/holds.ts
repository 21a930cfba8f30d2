import { expect } from 'vitest';
import { planOfSeed, runPlan } from './run.ts';

/** The last lines of a story that broke a promise. */
const TOLD_LINES = 20;

/** No promise is broken in this story; else how to live through it again. Returns what happened. */
export async function holds(seed: number, minutes: number): Promise<readonly string[]> {
  const { broken, lines } = await runPlan(planOfSeed(seed, minutes));
  const again = `npm run simulate -- --seed ${String(seed)} --seeds 1 --minutes ${String(minutes)}`;
  expect(broken, `${again}\n${lines.slice(-TOLD_LINES).join('\n')}`).toBeUndefined();
  return lines;
}
