import { createHmac, timingSafeEqual } from 'node:crypto';
import { HOUR_MS } from '../base/durations.ts';
import { FaultError } from '../base/errors.ts';
import type { AlarmId, PersonId } from '../base/ids.ts';
import { WAYS, type WayName } from '../contract/ways.ts';
import { answerName } from '../domain/reach.ts';

/** While an alarm is loud a new message, with a new link, comes with each step; an old one lies in a mailbox for years. */
export const ANSWER_LINK_MS = HOUR_MS;
/** 128 bits of HMAC-SHA256: beyond guessing, and short enough for a text. */
const SEAL_BYTES = 16;
const SEPARATOR = '~';

/** For which alarm, which person, by which message. */
export interface Answering {
  readonly alarm: AlarmId;
  readonly person: PersonId;
  /** The message that brought it, by the name that `answerName` gives it. */
  readonly name: string;
  readonly way: WayName;
}

export type ReadLink =
  { readonly outcome: 'good'; readonly answering: Answering } | { readonly outcome: 'expired' } | { readonly outcome: 'forged' };

/**
 * Links by which one person takes one alarm from a phone, without a sign-in. Whoever holds one is taken for that person in this one
 * matter, for an hour; that it was used is remembered with the alarm. Nothing is stored for a link: it carries what it is for, sealed.
 */
export class AnswerLinks {
  readonly #key: () => Buffer;

  /** `key` may fail as long as the master key was not read. */
  constructor(key: () => Buffer) {
    this.#key = key;
  }

  /** Safe in a path. Undefined while there is no key: the message goes out without it. `t` is engine time. */
  issue({ message, ...one }: Omit<Answering, 'name'> & { readonly message: string }, t: number): string | undefined {
    const until = Math.ceil(t + ANSWER_LINK_MS).toString(36);
    const parts = [one.alarm, one.person, answerName(message), String(WAYS.indexOf(one.way)), until].map(encodeURIComponent);
    try {
      return [...parts, this.#seal(parts)].join(SEPARATOR);
    } catch (error) {
      if (error instanceof FaultError) return undefined;
      throw error;
    }
  }

  read(token: string, t: number): ReadLink {
    const parts = token.split(SEPARATOR);
    const seal = parts.pop() ?? '';
    const [alarm, person, name, way, until] = parts;
    if (parts.length !== 5 || !this.#isRight(parts, seal)) return { outcome: 'forged' };
    if (t >= Number.parseInt(until ?? '', 36)) return { outcome: 'expired' };
    const answering = {
      // as (both): sealed by us, so these are the ids that they were made from.
      alarm: decodeURIComponent(alarm ?? '') as AlarmId,
      person: decodeURIComponent(person ?? '') as PersonId,
      name: name ?? '',
      way: WAYS[Number(way)] ?? 'webhook',
    };
    return { outcome: 'good', answering };
  }

  #isRight(parts: readonly string[], seal: string): boolean {
    const right = Buffer.from(this.#seal(parts));
    const given = Buffer.from(seal);
    return right.length === given.length && timingSafeEqual(right, given);
  }

  #seal(parts: readonly string[]): string {
    const text = parts.join(SEPARATOR);
    return createHmac('sha256', this.#key()).update(text).digest().subarray(0, SEAL_BYTES).toString('base64url');
  }
}
