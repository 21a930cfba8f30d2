/** Codes alone of what failed on the way to a service: the text of an error may hold an address. */
export function networkCauseOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  for (const one of [error.cause, error]) if (one instanceof Error && 'code' in one && typeof one.code === 'string') return one.code;
  return error.name;
}
