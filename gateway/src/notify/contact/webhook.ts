import { FaultError } from '../../base/errors.ts';
import type { Person } from '../../domain/people.ts';
import { networkCauseOf } from './network-cause.ts';
import { readSecrets, signatureHeaders } from './webhook-signature.ts';
import { ACCEPTED, type Handed, type Letter, type Way } from './way.ts';

/** Posts at once; more letters wait in the lane. */
export const WEBHOOK_AT_ONCE = 8;
/** The receiver read the letter and will not take this one; every other answer but success is about the way. */
const REFUSALS: ReadonlySet<number> = new Set([400, 422]);

export interface WebhookOptions {
  readonly url: string;
  /** Absent: posts are not signed. */
  readonly secretFile?: string | undefined;
  /** Epoch ms. */
  readonly wall: () => number;
}

/** Posts each letter as JSON: the door to SMS and push services, chat rooms and paging. */
export class WebhookWay implements Way {
  readonly name = 'webhook';
  readonly label = 'Webhook';
  readonly #options: WebhookOptions;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  knows(_person: Person): boolean {
    return true;
  }

  async send(letter: Letter, signal: AbortSignal): Promise<Handed> {
    const status = await this.#post(letter, signal);
    if (status >= 200 && status < 300) return ACCEPTED;
    if (REFUSALS.has(status)) return { result: 'refused', why: 'receiver-refused' };
    throw new FaultError('channel-failed', `webhook HTTP ${String(status)}`, { retryable: true });
  }

  close(): void {
    // Nothing is held open beyond a post.
  }

  async #post(letter: Letter, signal: AbortSignal): Promise<number> {
    const { url, secretFile, wall } = this.#options;
    const body = JSON.stringify(bodyOf(letter));
    const secrets = secretFile === undefined ? undefined : await readSecrets(secretFile);
    // Signed anew for each try: a receiver refuses what is older than some minutes.
    const signature = secrets === undefined ? {} : signatureHeaders(secrets, { id: letter.key, at: wall(), body });
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': letter.key, ...signature },
        body,
        // A redirect would carry people's numbers to an address that nobody set up.
        redirect: 'manual',
        signal,
      });
      // The status is all that counts: of the answer not one byte is kept, however long it is.
      await response.body?.cancel();
      return response.status;
    } catch (cause) {
      throw new FaultError('channel-failed', `webhook ${networkCauseOf(cause)}`, { retryable: true, cause });
    }
  }
}

/** No name, no place, no level: what is posted may be shown as it is. */
function bodyOf({ key, person, notice }: Letter) {
  const { kind, urgency, subject, text, link } = notice;
  return { v: 1, id: key, kind, urgency, to: { person: person.person, email: person.email, phone: person.phone }, subject, text, link };
}
