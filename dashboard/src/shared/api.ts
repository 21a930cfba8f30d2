import type { Problem } from '@duress/gateway/contract/organisation.ts';
import type { Clock } from './clock.ts';

/** A refusal as the gateway words it, with whatever else it said (`by` with `taken-by-other`, `demo` with `signed-out`). */
export type Refusal = Problem & Readonly<Record<string, unknown>>;

export type Answer<T> =
  | { readonly ok: true; readonly status: number; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly problem: Refusal };

export interface ApiOptions {
  readonly clock: Clock;
  readonly fetch?: typeof fetch | undefined;
  /** How long to wait for an answer; absent: 8 seconds. */
  readonly answerWithinMs?: number | undefined;
  /** Called on each 401. Most pages go to the sign-in page and come back; the sign-in page itself stays. */
  readonly onSignedOut?: ((problem: Refusal) => void) | undefined;
}

/** A request without an answer for this long is given up: a button that says *Taking…* must come back to the person. */
const ANSWER_WITHIN_MS = 8_000;

/** For a photo: sent, made clean and kept. */
const PHOTO_WITHIN_MS = 30_000;

/** JSON to and from the gateway. Never throws for what a network or a gateway does: `unreachable` and `timed-out` are answers too. */
export class Api {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.#request<T>('GET', path);
  }

  post<T>(path: string, body: unknown = {}): Promise<Answer<T>> {
    return this.#request<T>('POST', path, body);
  }

  put<T>(path: string, body: unknown): Promise<Answer<T>> {
    return this.#request<T>('PUT', path, body);
  }

  delete<T>(path: string): Promise<Answer<T>> {
    return this.#request<T>('DELETE', path);
  }

  /** Anything but JSON going up, such as a file to import. */
  upload<T>(path: string, type: string, body: BodyInit): Promise<Answer<T>> {
    return this.#send<T>(path, { method: 'POST', headers: { 'content-type': type, accept: 'application/json' }, body });
  }

  /** A photo with what it shows; on a slow line that takes longer than a click. */
  uploadPhoto<T>(path: string, photo: Blob, note: object): Promise<Answer<T>> {
    const headers = { 'content-type': photo.type, 'x-attachment': encodeURIComponent(JSON.stringify(note)), accept: 'application/json' };
    return this.#send<T>(path, { method: 'POST', headers, body: photo }, PHOTO_WITHIN_MS);
  }

  #request<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body === undefined) return this.#send<T>(path, { method, headers });
    headers['content-type'] = 'application/json';
    return this.#send<T>(path, { method, headers, body: JSON.stringify(body) });
  }

  async #send<T>(path: string, init: RequestInit, withinMs = this.#options.answerWithinMs ?? ANSWER_WITHIN_MS): Promise<Answer<T>> {
    const abort = new AbortController();
    const cancel = this.#options.clock.after(withinMs, () => {
      abort.abort();
    });
    try {
      const send = this.#options.fetch ?? fetch;
      const response = await send(path, { ...init, credentials: 'same-origin', cache: 'no-store', signal: abort.signal });
      return await this.#read<T>(response);
    } catch (error) {
      const code = abort.signal.aborted ? 'timed-out' : 'unreachable';
      return { ok: false, status: 0, problem: { code, detail: error instanceof Error ? error.message : String(error) } };
    } finally {
      cancel();
    }
  }

  async #read<T>(response: Response): Promise<Answer<T>> {
    const text = await response.text();
    const json = parsed(text);
    if (response.ok) {
      if (text !== '' && json === undefined) return { ok: false, status: response.status, problem: { code: 'not-json' } };
      // The gateway's answers are made from the same schemas as these types; a page checks none of them again.
      return { ok: true, status: response.status, value: json as T };
    }
    const problem = asProblem(json, response.status);
    if (response.status === 401) this.#options.onSignedOut?.(problem);
    return { ok: false, status: response.status, problem };
  }
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown; // any to unknown: nothing is claimed about it
  } catch {
    // A proxy's page of HTML in place of the gateway's answer: the caller sees `not-json` or the status.
    return undefined;
  }
}

function asProblem(json: unknown, status: number): Refusal {
  if (typeof json === 'object' && json !== null && 'code' in json && typeof json.code === 'string') return { ...json, code: json.code };
  return { code: `http-${status}` };
}

/** Where to go when nobody is signed in: the sign-in page, which brings the person back to this very place. */
export function signInAddress(here: { readonly pathname: string; readonly search: string; readonly hash: string }): string {
  return `/sign-in?back=${encodeURIComponent(here.pathname + here.search + here.hash)}`;
}

/** For most pages: on 401, off to sign in and back. */
export function goToSignIn(): void {
  location.assign(signInAddress(location));
}
