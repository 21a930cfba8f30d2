/** Why access is refused. The faces turn each into their own words: a status and a Problem over HTTP, a close code on a socket. */
export const ACCESS_REFUSALS = [
  'signed-out',
  'not-allowed',
  'foreign-origin',
  'wrong-password',
  'too-many-attempts',
  'weak-password',
  'key-not-valid',
  'not-found',
] as const;
export type AccessRefusalCode = (typeof ACCESS_REFUSALS)[number];

/** Thrown by whoever guards a door, caught by the face that the request came through. Never a bug and never a fault. */
export class AccessRefusal extends Error {
  override readonly name = 'AccessRefusal';
  readonly code: AccessRefusalCode;
  /** Seconds after which another attempt makes sense. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: AccessRefusalCode, options: { detail?: string | undefined; retryAfterSeconds?: number | undefined } = {}) {
    super(options.detail ?? '');
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
