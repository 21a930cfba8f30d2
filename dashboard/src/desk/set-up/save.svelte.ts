import type { Answer, Refusal } from '../../shared/api.ts';

/** One thing that is being saved: is it under way, was it refused, did it work. */
export class Saving {
  busy = $state(false);
  done = $state(false);
  problem: Refusal | undefined = $state.raw();

  /** The value when it worked; the refusal is kept for the page to show. */
  async run<T>(request: () => Promise<Answer<T>>): Promise<Extract<Answer<T>, { ok: true }> | undefined> {
    this.busy = true;
    this.done = false;
    const answer = await request();
    this.busy = false;
    this.done = answer.ok;
    this.problem = answer.ok ? undefined : answer.problem;
    return answer.ok ? answer : undefined;
  }
}

/** A body without the fields that were left empty. */
export function filled<T extends object>(fields: T): Partial<T> {
  // Some of the same fields with the same values.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined)) as Partial<T>;
}
