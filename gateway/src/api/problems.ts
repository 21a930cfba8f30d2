import type { AccessRefusalCode } from '../access/refusals.ts';
import type { RefusalCode } from '../domain/input.ts';

/**
 * Every code that a refused HTTP request can carry, with its status and what it means. `docs/errors.md` explains each;
 * a test holds the two lists together.
 */
export const PROBLEMS = {
  // From the rules (domain/input.ts): expected outcomes that changed nothing.
  'unknown-device': { status: 404, means: 'there is no such device, or it was revoked' },
  'unknown-alarm': { status: 404, means: 'there is no such alarm, or the reader may not see it' },
  'unknown-debrief': { status: 404, means: 'there is no such debrief, or the reader may not read it' },
  'unknown-drill': { status: 404, means: 'there is no such drill, or the reader may not see it' },
  'unknown-person': { status: 404, means: 'there is no such person' },
  'unknown-place': { status: 404, means: 'there is no such place' },
  'unknown-rota': { status: 404, means: 'there is no such rota' },
  'unknown-attachment': { status: 404, means: 'there is no such photo, or it was taken away' },
  'unknown-fault': { status: 404, means: 'no such technical matter is open, or the reader may not see it' },
  'taken-by-other': { status: 409, means: 'somebody else was faster; `by` says who' },
  'not-now': { status: 409, means: 'the thing is in a state in which this can not be done' },
  'not-yours': { status: 403, means: 'only the one who has it may do this' },
  'second-person-needed': { status: 409, means: 'the same person may confirm alone only later, and with a reason' },
  'not-this-person': {
    status: 409,
    means: 'this person may not be asked for that: the worker, or somebody who took part, or whom the worker did not want',
  },
  'outcome-needed': { status: 422, means: 'closing an alarm needs an outcome: `drill` for a drill alone, another for what is real' },
  'reason-needed': { status: 422, means: 'this needs a reason' },
  'login-taken': { status: 409, means: 'another person has this login' },
  loop: { status: 422, means: 'a reporting line or a place would lead back to itself' },
  'last-administrator': { status: 409, means: 'nobody would be left who can set this house up' },
  'in-use': { status: 409, means: 'something else still refers to it' },
  'drill-running': { status: 409, means: 'a drill is running there already' },
  'of-another-site': { status: 409, means: 'this person does not belong to the site of the drill' },
  'somebody-away': { status: 409, means: 'this person is away: their press would be real' },
  'in-another-drill': { status: 409, means: 'this person takes part in another drill' },
  invalid: { status: 422, means: 'the values do not fit together' },
  failed: { status: 500, means: 'deciding this failed; it is recorded, and a fault is open' },
  // From access.
  'signed-out': { status: 401, means: 'nobody is signed in, or the token is not valid' },
  'not-allowed': { status: 403, means: 'this person or token may not do this here' },
  'foreign-origin': { status: 403, means: 'the request does not come from a page of this gateway' },
  'wrong-password': { status: 401, means: 'login and password do not fit together' },
  'too-many-attempts': { status: 429, means: 'too many attempts; `Retry-After` says when again' },
  'weak-password': { status: 422, means: 'the password is too short or a common one' },
  'key-not-valid': { status: 403, means: 'the one-time key is wrong, was used, or an administrator exists' },
  // From HTTP itself.
  'not-found': { status: 404, means: 'there is nothing at this address' },
  'bad-request': { status: 400, means: 'the request is not HTTP that this gateway takes' },
  'not-json': { status: 400, means: 'the body is not JSON' },
  'does-not-fit': { status: 400, means: 'a field is missing, unknown or of the wrong form; `detail` names the first' },
  'body-not-expected': { status: 400, means: 'this method takes no body' },
  'too-large': { status: 413, means: 'the body is larger than this resource takes' },
  'media-type': { status: 415, means: 'the content type is not one that this resource takes' },
  'too-slow': { status: 408, means: 'the request did not arrive in time' },
  'not-a-photo': { status: 415, means: 'it can not be read as a JPEG, PNG or WebP picture' },
  'too-many-pixels': { status: 413, means: 'the picture has more pixels than are taken' },
  'draft-elsewhere': { status: 409, means: 'the same person has written this draft on another device; `draft` is what stands there' },
  'photos-busy': { status: 503, means: 'other photos are being worked on; again in a moment' },
  'key-needed': { status: 400, means: 'a signal needs an Idempotency-Key of 1 to 128 printable characters' },
  'already-there': { status: 409, means: 'there is one with this id already' },
  'no-administrator': { status: 409, means: 'an administrator must exist before the first device is added' },
  'dashboard-not-built': { status: 404, means: 'the pages were not built' },
  // From the gateway's own state.
  'not-recorded-yet': { status: 503, means: 'the log did not take it in time; it waits and may still be recorded' },
  'queue-full': { status: 503, means: 'too much is waiting; nothing was taken in' },
  stopping: { status: 503, means: 'the gateway is stopping; nothing was taken in' },
  'log-away': { status: 503, means: 'the log can not be read now' },
  'no-answer-in-time': { status: 503, means: 'the answer took too long; it may or may not have been done' },
  internal: { status: 500, means: 'a bug; it was logged' },
} as const satisfies Record<RefusalCode | AccessRefusalCode, ProblemKind> & Record<string, ProblemKind>;

interface ProblemKind {
  readonly status: number;
  readonly means: string;
}

export type ProblemCode = keyof typeof PROBLEMS;

/** A refused request. `more` stands beside `code` and `detail` in the answer. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly more: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ProblemCode,
    options: { detail?: string | undefined; more?: Readonly<Record<string, unknown>>; retryAfterSeconds?: number | undefined } = {},
  ) {
    super(code);
    this.code = code;
    this.detail = options.detail;
    this.more = options.more ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
