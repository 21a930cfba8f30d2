import { readFile } from 'node:fs/promises';
import type { Clock } from '../../../../base/clock.ts';
import { MINUTE_MS, SECOND_MS } from '../../../../base/durations.ts';
import { FaultError } from '../../../../base/errors.ts';
import type { WayName } from '../../../../contract/ways.ts';
import { readBounded } from '../../read-bounded.ts';
import { networkCauseOf } from '../../network-cause.ts';
import type { Handed } from '../../way.ts';
import type { PhoneService } from '../phone-service.ts';
import { callbackUrl, KEY_PATH, STATUS_PATH } from './callback-url.ts';
import { refusalOf } from './refusals.ts';
import { asking } from './twiml.ts';

export interface TwilioOptions {
  /** `AC…` */
  readonly account: string;
  /** `SK…`: an API key, whose secret is in `secretFile`. Absent: the account itself, and `secretFile` holds its auth token. */
  readonly key?: string | undefined;
  readonly secretFile: string;
  /** A number, or `MG…`, a messaging service of Twilio's. */
  readonly from: string;
  /** A number. Absent: `from`. */
  readonly voiceFrom?: string | undefined;
  readonly url: string;
  /** The address of the gateway as Twilio reaches it, for callbacks. */
  readonly base?: string | undefined;
}

/** A text that has waited longer at the service comes too late to be of use: the escalation has sent others. Seconds. */
const TEXT_VALID_S = 600;
/** Rings for so long, in seconds: about six times, and before most mailboxes pick up. */
const RINGS_S = 25;
/** Twilio's answers are about 1 KiB. */
const ANSWER_BYTES_MAX = 16 * 1024;
/** Whatever a service asks for, somebody waits: it is asked again after this at the latest. */
const PAUSE_MAX_MS = MINUTE_MS;

/**
 * Texts and calls by Twilio's HTTP interface. Twilio knows no idempotency key for either: a request whose answer was lost is made again,
 * and the person is told twice.
 */
export class Twilio implements PhoneService {
  readonly #options: TwilioOptions;
  readonly #clock: Clock;
  /** `mono` until which the service wants to be left alone. */
  #pauseUntil = -Infinity;

  constructor(options: TwilioOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  text({ to, body, letter }: Parameters<PhoneService['text']>[0], signal: AbortSignal): Promise<Handed> {
    const { from, base } = this.#options;
    const status = callbackUrl(base, STATUS_PATH, { letter, way: 'sms' });
    return this.#post('Messages', signal, [
      ['To', to],
      [from.startsWith('MG') ? 'MessagingServiceSid' : 'From', from],
      ['Body', body],
      ['ValidityPeriod', String(TEXT_VALID_S)],
      ...(status === undefined ? [] : [['StatusCallback', status] as const]),
    ]);
  }

  call({ to, spoken, letter }: Parameters<PhoneService['call']>[0], signal: AbortSignal): Promise<Handed> {
    const { from, voiceFrom, base } = this.#options;
    const at = (path: string): string | undefined => callbackUrl(base, path, { letter, way: 'voice' });
    const status = at(STATUS_PATH);
    return this.#post('Calls', signal, [
      ['To', to],
      ['From', voiceFrom ?? from],
      // A call that only tries the way asks for nothing.
      ['Twiml', asking(spoken, letter.about === undefined ? undefined : at(KEY_PATH))],
      ['Timeout', String(RINGS_S)],
      ...(status === undefined ? [] : [['StatusCallback', status] as const, ['StatusCallbackEvent', 'answered'] as const]),
      ...(status === undefined ? [] : [['StatusCallbackEvent', 'completed'] as const]),
    ]);
  }

  async #post(resource: 'Messages' | 'Calls', signal: AbortSignal, fields: readonly (readonly [string, string])[]): Promise<Handed> {
    const way: WayName = resource === 'Calls' ? 'voice' : 'sms';
    if (this.#clock.mono() < this.#pauseUntil) throw failed(`${way} asked to wait`);
    const { url, account } = this.#options;
    const authorization = await this.#authorization(way);
    try {
      const response = await fetch(`${url.replace(/\/+$/, '')}/2010-04-01/Accounts/${account}/${resource}.json`, {
        method: 'POST',
        headers: { authorization, accept: 'application/json' },
        body: new URLSearchParams(fields.map(([name, value]) => [name, value])),
        // A redirect would carry somebody's number, and our key, to an address that nobody set up.
        redirect: 'manual',
        signal,
      });
      return this.#handed(way, response, await readBounded(response, ANSWER_BYTES_MAX));
    } catch (cause) {
      throw cause instanceof FaultError ? cause : failed(`${way} ${networkCauseOf(cause)}`, cause);
    }
  }

  #handed(way: WayName, { status, ok, headers }: Response, text: string): Handed {
    const { sid, code } = membersIn(text);
    if (ok) return { result: 'accepted', provider: typeof sid === 'string' ? sid : undefined };
    const why = status === 400 ? refusalOf(code) : undefined;
    if (why !== undefined) return { result: 'refused', why };
    if (status === 429 || status === 503) this.#pause(headers.get('retry-after'));
    throw failed(`${way} HTTP ${String(status)}${typeof code === 'number' ? ` code ${String(code)}` : ''}`);
  }

  #pause(retryAfter: string | null): void {
    // The other form of the header, a date, is never sent by Twilio and would hang on two clocks.
    const seconds = /^[0-9]{1,9}$/.test(retryAfter ?? '') ? Number(retryAfter) : 0;
    this.#pauseUntil = this.#clock.mono() + Math.min(seconds * SECOND_MS, PAUSE_MAX_MS);
  }

  /** Read for each request: a key that was changed needs no restart. */
  async #authorization(way: WayName): Promise<string> {
    const { key, account, secretFile } = this.#options;
    try {
      const secret = (await readFile(secretFile, 'utf8')).trim();
      return `Basic ${Buffer.from(`${key ?? account}:${secret}`).toString('base64')}`;
    } catch (cause) {
      throw failed(`${way}: the secret file ${networkCauseOf(cause)}`, cause);
    }
  }
}

function failed(why: string, cause?: unknown): FaultError {
  return new FaultError('channel-failed', why, { retryable: true, cause });
}

function membersIn(text: string): { readonly sid?: unknown; readonly code?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // Not JSON: the status says what there is to say.
    return {};
  }
}
