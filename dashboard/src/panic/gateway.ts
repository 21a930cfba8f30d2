import type { FeedbackBody } from '@duress/gateway/contract/hand.ts';
import type { OwnDeviceView } from '@duress/gateway/contract/supervision.ts';
import type { Me } from '@duress/gateway/contract/organisation.ts';
import { Api, type Answer as ApiAnswer } from '../shared/api.ts';
import type { Clock } from '../shared/clock.ts';
import type { PressBody } from './press.ts';

/** Why the gateway could not be asked; the page has a sentence for each. */
export type Trouble = 'no-network' | 'no-answer' | 'signed-out' | 'refused' | 'gateway-trouble';

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: Trouble };

/** What the gateway says of a press after it is on disk. */
export interface Taken {
  readonly outcome: string;
  readonly alarm?: string | undefined;
}

/** A press on a slow network still gets its answer: several tries may be under way at once. */
const PRESS_ANSWER_WITHIN_MS = 20_000;

/** The gateway's HTTP face as this page uses it. Never throws: what failed is a value. */
export class Gateway {
  readonly #ask: Api;
  readonly #send: Api;

  constructor(clock: Clock, send: typeof fetch) {
    this.#ask = new Api({ clock, fetch: send });
    // `keepalive`: the press goes on its way even when the page is closed in the same moment.
    const lasting: typeof fetch = (input, init) => send(input, { ...init, keepalive: true });
    this.#send = new Api({ clock, fetch: lasting, answerWithinMs: PRESS_ANSWER_WITHIN_MS });
  }

  async me(): Promise<Answer<Me>> {
    return answerOf(await this.#ask.get<Me>('/api/v1/session'));
  }

  async hand(): Promise<Answer<FeedbackBody>> {
    return answerOf(await this.#ask.get<FeedbackBody>('/api/v1/my/hand'));
  }

  /** The worker's own buttons: one that is silent says so here. */
  async devices(): Promise<Answer<readonly OwnDeviceView[]>> {
    return answerOf(await this.#ask.get<readonly OwnDeviceView[]>('/api/v1/my/devices'));
  }

  async press(body: PressBody): Promise<Answer<Taken>> {
    return answerOf(await this.#send.post<Taken>('/api/v1/my/signals', body));
  }
}

function answerOf<T>(answer: ApiAnswer<T>): Answer<T> {
  if (answer.ok) return { ok: true, value: answer.value };
  return { ok: false, trouble: troubleOf(answer.status, answer.problem.code) };
}

function troubleOf(status: number, code: string): Trouble {
  if (status === 0) return code === 'timed-out' ? 'no-answer' : 'no-network';
  if (status === 401) return 'signed-out';
  // 408 and 429 pass like a 5xx does; a 2xx that is no JSON is some proxy's page.
  return status >= 500 || status < 300 || status === 408 || status === 429 ? 'gateway-trouble' : 'refused';
}
