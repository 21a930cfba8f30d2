import { runPlan, type Outcome } from './run.ts';
import type { Plan, Planned } from './plan.ts';

/** Runs that shrinking may take; then what there is by then is told. */
const RUNS_MAX = 400;

/**
 * The same broken promise with as little as possible: deeds are left out by halves, quarters and one by one, as long as the same
 * checker still fails.
 */
export async function shrunk(failed: Outcome): Promise<Outcome> {
  let best = failed;
  let runs = 0;
  const tryWithout = async (deeds: readonly Planned[], plan: Plan): Promise<boolean> => {
    runs += 1;
    const outcome = await runPlan({ ...plan, deeds });
    if (outcome.broken?.promise !== failed.broken?.promise) return false;
    best = outcome;
    return true;
  };
  const end = failed.broken?.at ?? Infinity;
  await tryWithout(
    best.plan.deeds.filter(({ at }) => at <= end),
    best.plan,
  );
  await tryWithout(best.plan.deeds, { ...best.plan, weather: { loss: 0, duplicate: 0, delay: [5, 30] } });
  for (let size = Math.ceil(best.plan.deeds.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < best.plan.deeds.length && runs < RUNS_MAX;) {
      const { deeds } = best.plan;
      if (!(await tryWithout([...deeds.slice(0, from), ...deeds.slice(from + size)], best.plan))) from += size;
    }
  }
  return best;
}
