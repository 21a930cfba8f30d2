/** A broken assumption of ours: a bug, never bad input and never a fault of the surroundings. */
export class BugError extends Error {
  override readonly name = 'BugError';
}

export function assert(condition: unknown, claim: string): asserts condition {
  if (condition === false || condition === null || condition === undefined || condition === 0 || condition === '') {
    throw new BugError(`this must hold and does not: ${claim}`);
  }
}

/** For the default of an exhaustive switch: the compiler refuses it while a case is missing. */
export function unreachable(value: never): never {
  throw new BugError(`no case for ${JSON.stringify(value)}`);
}
