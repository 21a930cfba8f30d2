/**
 * Every operating fault that this software can meet, with what it means. `docs/errors.md` explains each to an operator;
 * a test holds the two lists together both ways.
 */
export const FAULT_CODES = {
  'log-locked': 'another process has the data folder open',
  'log-open-failed': 'the log could not be opened',
  'log-append-failed': 'the log did not confirm a commit',
  'log-broken': 'the log does not verify',
  'log-unknown-fact': 'the log holds a kind or version of fact that this build does not know',
  'key-unusable': 'the master key is missing or does not open the data keys',
  'config-invalid': 'the configuration can not be used',
  'listen-failed': 'an address could not be listened on',
  'queue-full': 'a bounded queue is full',
  stopping: 'the gateway is stopping',
  'channel-failed': 'a message could not be handed to its channel',
  'not-found': 'there is no such thing',
  usage: 'a command was called in a way it does not know',
} as const;

export type FaultCode = keyof typeof FAULT_CODES;

/** An operating fault: something around us failed. Never thrown for bad input (that is a reply) nor for a bug. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  readonly code: FaultCode;
  readonly retryable: boolean;
  /** What is special to this one, without what the code means: for a place where the code stands beside it. */
  readonly detail: string;

  constructor(code: FaultCode, detail: string, options: { retryable: boolean; cause?: unknown }) {
    super(`${FAULT_CODES[code]}: ${detail}`, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
    this.detail = detail;
  }
}

/** The text of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
