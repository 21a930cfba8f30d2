import type { Answer, Api } from '../../shared/api.ts';
import type { Cancel, Clock } from '../../shared/clock.ts';

/** After the last letter; a list of 19,000 is searched at the gateway, not in the page. */
const SEARCH_AFTER_MS = 250;

export interface FoundRows<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

interface Parts {
  readonly api: Api;
  readonly clock: Clock;
  readonly path: string;
  /** What is asked for besides the words. */
  readonly query?: Readonly<Record<string, string>>;
}

/** A long list: what was looked for, and the first rows of what the gateway found. The newest search wins. */
export class Found<T> {
  find = $state('');
  answer: Answer<FoundRows<T>> | undefined = $state.raw();
  readonly #parts: Parts;
  #search = 0;
  #timer: Cancel | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.again();
  }

  again(): void {
    this.#load().catch(reportError);
  }

  typed(): void {
    this.#timer?.();
    this.#timer = this.#parts.clock.after(SEARCH_AFTER_MS, () => {
      this.again();
    });
  }

  async #load(): Promise<void> {
    this.#search += 1;
    const search = this.#search;
    const words = this.find.trim();
    const asked = new URLSearchParams({ ...this.#parts.query, ...(words === '' ? {} : { find: words }) }).toString();
    const query = asked === '' ? '' : `?${asked}`;
    const answer = await this.#parts.api.get<FoundRows<T>>(`${this.#parts.path}${query}`);
    if (search === this.#search) this.answer = answer;
  }
}
