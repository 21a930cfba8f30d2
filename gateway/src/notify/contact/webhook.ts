import { FaultError } from '../../base/errors.ts';
import type { Person } from '../../domain/people.ts';
import type { Handed, Letter, Way } from './way.ts';

/** Posts at once; more letters wait in the lane. */
export const WEBHOOK_AT_ONCE = 8;
/** The receiver read the letter and will not take this one; every other answer but success is about the way. */
const REFUSALS: ReadonlySet<number> = new Set([400, 422]);

/** Posts each letter as JSON: the door to SMS and push services, chat rooms and paging. */
export class WebhookWay implements Way {
  readonly name = 'webhook';
  readonly label = 'Webhook';
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  knows(_person: Person): boolean {
    return true;
  }

  async send(letter: Letter, signal: AbortSignal): Promise<Handed> {
    const status = await this.#post(letter, signal);
    if (status >= 200 && status < 300) return 'accepted';
    if (REFUSALS.has(status)) return 'refused';
    throw new FaultError('channel-failed', `webhook HTTP ${String(status)}`, { retryable: true });
  }

  close(): void {
    // Nothing is held open beyond a post.
  }

  async #post(letter: Letter, signal: AbortSignal): Promise<number> {
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': letter.key },
        body: JSON.stringify(bodyOf(letter)),
        // A redirect would carry people's numbers to an address that nobody set up.
        redirect: 'manual',
        signal,
      });
      // The status is all that counts: of the answer not one byte is kept, however long it is.
      await response.body?.cancel();
      return response.status;
    } catch (cause) {
      throw new FaultError('channel-failed', `webhook ${causeOf(cause)}`, { retryable: true, cause });
    }
  }
}

/** No name, no place, no level: what is posted may be shown as it is. */
function bodyOf({ key, person, notice }: Letter) {
  const { kind, urgency, subject, text, link } = notice;
  return { v: 1, id: key, kind, urgency, to: { person: person.person, email: person.email, phone: person.phone }, subject, text, link };
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const inner: unknown = error.cause;
  if (inner instanceof Error && 'code' in inner && typeof inner.code === 'string') return inner.code;
  return error.name;
}
