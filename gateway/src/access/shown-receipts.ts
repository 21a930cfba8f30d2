import { createHmac, timingSafeEqual } from 'node:crypto';
import { HOUR_MS } from '../base/durations.ts';
import { FaultError } from '../base/errors.ts';
import type { AlarmId, PersonId } from '../base/ids.ts';

/** A phone that was off shows what its service has kept; after this long it tells nobody anything. */
export const SHOWN_RECEIPT_MS = HOUR_MS;
/** 128 bits of HMAC-SHA256: beyond guessing. */
const SEAL_BYTES = 16;
const SEPARATOR = '~';

/** What was shown: a message about an alarm, or one that only tried whether it comes through. */
export type Shown = { readonly person: PersonId } & (
  | { readonly of: 'alarm'; readonly alarm: AlarmId; readonly message: string; readonly step: number }
  | { readonly of: 'test'; readonly send: string }
);

/**
 * What a device sends back once a notice is on its screen. It travels inside the encrypted message, so whoever has one holds that
 * device. It says one thing, and says it once: results only ever go on, so the same again is no news.
 */
export class ShownReceipts {
  readonly #key: () => Buffer;

  /** `key` may fail as long as the master key was not read. */
  constructor(key: () => Buffer) {
    this.#key = key;
  }

  /** Undefined while there is no key: the message goes out without it. `t` is engine time. */
  issue(shown: Shown, t: number): string | undefined {
    const until = Math.ceil(t + SHOWN_RECEIPT_MS).toString(36);
    const about = shown.of === 'alarm' ? [shown.alarm, shown.message, String(shown.step)] : [shown.send];
    const parts = [shown.of, until, shown.person, ...about].map(encodeURIComponent);
    try {
      return [...parts, this.#seal(parts)].join(SEPARATOR);
    } catch (error) {
      if (error instanceof FaultError) return undefined;
      throw error;
    }
  }

  /** Undefined for what is not ours, or too old. */
  read(token: string, t: number): Shown | undefined {
    const parts = token.split(SEPARATOR);
    const seal = parts.pop() ?? '';
    if (!this.#isRight(parts, seal)) return undefined;
    const [of, until = '', person = '', about = '', message = '', step = ''] = parts.map(decodeURIComponent);
    if (t >= Number.parseInt(until, 36)) return undefined;
    // as (all): sealed by us, so these are the ids that they were made from.
    const to = { person: person as PersonId };
    return of === 'alarm' ? { ...to, of, alarm: about as AlarmId, message, step: Number(step) } : { ...to, of: 'test', send: about };
  }

  #isRight(parts: readonly string[], seal: string): boolean {
    const right = Buffer.from(this.#seal(parts));
    const given = Buffer.from(seal);
    return right.length === given.length && timingSafeEqual(right, given);
  }

  #seal(parts: readonly string[]): string {
    return createHmac('sha256', this.#key()).update(parts.join(SEPARATOR)).digest().subarray(0, SEAL_BYTES).toString('base64url');
  }
}
