/** The simulator was asked for something that it can't do. Said in one sentence, without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
