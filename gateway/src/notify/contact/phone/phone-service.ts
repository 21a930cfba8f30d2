import type { Handed, Letter } from '../way.ts';

/** What is said on a call, and what is asked. */
export interface Spoken {
  /** A BCP 47 tag that says how it is pronounced. */
  readonly language: string;
  /** Said again and again, until somebody answers with a key or hangs up. */
  readonly ask: string;
  /** The same where no key can be taken. */
  readonly tell: string;
}

/**
 * A service that sends texts and makes calls. Numbers are E.164 (`number.ts`). Each method resolves when the service has taken it;
 * what becomes of it later comes back by the service's own callbacks.
 */
export interface PhoneService {
  /** Rejects with a FaultError `channel-failed` when the service itself fails, or asks to wait. Ends soon after `signal`. */
  text(one: { readonly to: string; readonly body: string; readonly letter: Letter }, signal: AbortSignal): Promise<Handed>;
  call(one: { readonly to: string; readonly spoken: Spoken; readonly letter: Letter }, signal: AbortSignal): Promise<Handed>;
}
