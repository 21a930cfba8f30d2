import { createHmac } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked of the service, once it was let in. */
export interface Asked {
  readonly resource: 'Messages' | 'Calls';
  readonly sid: string;
  readonly fields: URLSearchParams;
}

export interface Refusal {
  readonly status: number;
  readonly code?: number;
  readonly retryAfter?: string;
  /** Sends this instead of JSON. */
  readonly raw?: string;
}

export const ACCOUNT = `AC${'0a'.repeat(16)}`;
export const KEY = `SK${'1b'.repeat(16)}`;
export const SECRET = 'a-secret-of-the-key';
export const AUTH_TOKEN = 'an-auth-token-that-signs';

/** Answers as Twilio's interface does, by its documentation: errors, limits and signatures included. */
export class TwilioServer {
  readonly asked: Asked[] = [];
  /** Requests that came at all, let in or not. */
  requests = 0;
  /** What is answered instead of 201; by the number that is to be reached, or for all. */
  readonly refusals = new Map<string, Refusal | 'hang'>();
  readonly #server: Server;
  readonly #hanging = new Set<ServerResponse>();

  private constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (part: string) => (body += part));
      request.on('end', () => {
        this.#answer({ path: request.url ?? '', authorization: request.headers.authorization, body }, response);
      });
    });
  }

  static async open(): Promise<TwilioServer> {
    const twilio = new TwilioServer();
    await new Promise<void>((resolve) => twilio.#server.listen(0, '127.0.0.1', resolve));
    return twilio;
  }

  get url(): string {
    // as: a TCP server has a TCP address.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  texts(): readonly Asked[] {
    return this.asked.filter(({ resource }) => resource === 'Messages');
  }

  calls(): readonly Asked[] {
    return this.asked.filter(({ resource }) => resource === 'Calls');
  }

  /** Posts to an address as Twilio does; the gateway stands behind a proxy at `at`. */
  async post(
    url: string,
    fields: Readonly<Record<string, string>>,
    more: { at: string; token?: string },
  ): Promise<{ status: number; text: string }> {
    const { at, token = AUTH_TOKEN } = more;
    const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
    const signature = createHmac('sha1', token)
      .update(url + sorted.flat().join(''))
      .digest('base64');
    const { pathname, search } = new URL(url);
    const answer = await fetch(at + pathname + search, {
      method: 'POST',
      headers: { 'x-twilio-signature': signature },
      body: new URLSearchParams(fields),
    });
    return { status: answer.status, text: await answer.text() };
  }

  async close(): Promise<void> {
    for (const response of this.#hanging) response.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(
    { path, authorization, body }: { readonly path: string; readonly authorization: string | undefined; readonly body: string },
    response: ServerResponse,
  ): void {
    this.requests += 1;
    const resource = new RegExp(`^/2010-04-01/Accounts/${ACCOUNT}/(Messages|Calls)\\.json$`).exec(path)?.[1];
    const send = (status: number, answer: object, headers = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answer));
    };
    if (authorization !== `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`) {
      send(401, { code: 20_003, message: 'Authenticate', status: 401 });
      return;
    }
    if (resource !== 'Messages' && resource !== 'Calls') {
      send(404, { code: 20_404, message: 'not found', status: 404 });
      return;
    }
    const fields = new URLSearchParams(body);
    const refusal = this.refusals.get(fields.get('To') ?? '') ?? this.refusals.get('all');
    if (refusal === 'hang') {
      this.#hanging.add(response);
      return;
    }
    if (refusal !== undefined) {
      const { status, code, retryAfter, raw } = refusal;
      const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
      if (raw !== undefined) response.writeHead(status, headers).end(raw);
      // The message quotes the number, as Twilio's do: none of it may be kept.
      else send(status, { code, message: `The 'To' number ${fields.get('To')} is not valid`, status }, headers);
      return;
    }
    const sid = (resource === 'Messages' ? 'SM' : 'CA') + String(this.asked.length).padStart(32, '0');
    this.asked.push({ resource, sid, fields });
    send(201, { sid, status: 'queued', to: fields.get('To') });
  }
}
