import { Chance } from './chance.ts';
import { planOf, type Plan } from './plan.ts';
import { World, type BrokenPromise } from './world.ts';

export interface Outcome {
  readonly plan: Plan;
  readonly broken: BrokenPromise | undefined;
  /** Stands for everything that happened, in its order. */
  readonly hash: string;
  readonly lines: readonly string[];
  readonly facts: number;
}

export function planOfSeed(seed: number, minutes: number): Plan {
  return planOf(seed, minutes, new Chance(seed));
}

export async function runPlan(plan: Plan): Promise<Outcome> {
  const world = new World(plan);
  const broken = await world.run();
  const { hash, lines } = world.story;
  return { plan, broken, hash, lines, facts: world.ledger.facts };
}
