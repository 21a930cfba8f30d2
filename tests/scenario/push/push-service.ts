import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PushedNotice } from '../../../gateway/src/contract/push.ts';
import { BrowserKeys, vapidIn, type Vapid } from './rfc8291.ts';

/** A token holds for a day at most (RFC 8292, 2). */
const DAY_S = 86_400;
/** The least that every push service takes (RFC 8030, 7.2). */
const BODY_BYTES_MAX = 4_096;

export interface Pushed {
  readonly browser: string;
  readonly headers: IncomingHttpHeaders;
  readonly vapid: Vapid;
  readonly notice: PushedNotice;
}

export interface Answer {
  readonly status: number;
  readonly retryAfter?: string;
}

/** A browser that is subscribed at the service. */
export class PushBrowser {
  readonly name: string;
  readonly endpoint: string;
  readonly keys = new BrowserKeys();
  /** For whose messages: the gateway's public key, as it was given to the browser. */
  readonly sender: string;

  constructor(name: string, endpoint: string, sender: string) {
    this.name = name;
    this.endpoint = endpoint;
    this.sender = sender;
  }

  /** As `PushSubscription.toJSON()` gives it, without what the gateway does not ask for. */
  json(): { readonly endpoint: string; readonly keys: { readonly p256dh: string; readonly auth: string } } {
    return { endpoint: this.endpoint, keys: { p256dh: this.keys.p256dh, auth: this.keys.auth } };
  }
}

/** A push service as RFC 8030 has it, on loopback: it lets nobody in whose signature is wrong, and reads what was sealed for its browsers. */
export class PushService {
  readonly pushed: Pushed[] = [];
  /** Posts that came at all, let in or not. */
  requests = 0;
  /** Why it let one in not. */
  readonly turnedAway: string[] = [];
  /** What is answered instead of 201; by the browser's name, or for all. */
  readonly answers = new Map<string, Answer | 'hang'>();
  readonly #server: Server;
  readonly #browsers = new Map<string, PushBrowser>();
  readonly #hanging = new Set<ServerResponse>();

  private constructor() {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        this.#answer({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) }, response);
      });
    });
  }

  static async open(): Promise<PushService> {
    const service = new PushService();
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get origin(): string {
    // as: a TCP server has a TCP address.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  subscribe(name: string, sender: string): PushBrowser {
    const browser = new PushBrowser(name, `${this.origin}/wp/${name}-0123456789abcdef`, sender);
    this.#browsers.set(new URL(browser.endpoint).pathname, browser);
    return browser;
  }

  to(name: string): readonly Pushed[] {
    return this.pushed.filter(({ browser }) => browser === name);
  }

  async close(): Promise<void> {
    for (const response of this.#hanging) response.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(
    { path, headers, body }: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: Buffer },
    response: ServerResponse,
  ): void {
    this.requests += 1;
    const browser = this.#browsers.get(path);
    const answer = this.answers.get(browser?.name ?? '') ?? this.answers.get('all');
    if (answer === 'hang') {
      this.#hanging.add(response);
      return;
    }
    if (answer !== undefined) {
      const { status, retryAfter } = answer;
      // Whoever followed it would tell a stranger; whoever read it would read for ever.
      const more = { location: `${this.origin}/elsewhere`, ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }) };
      response.writeHead(status, more).end(`about ${path} `.repeat(100_000));
      return;
    }
    const wrong = browser === undefined ? 404 : this.#wrong(headers, body, browser);
    if (browser === undefined || typeof wrong === 'number') {
      response.writeHead(typeof wrong === 'number' ? wrong : 404).end();
      return;
    }
    this.pushed.push({ browser: browser.name, headers, ...wrong });
    response.writeHead(201, { location: `${this.origin}/message/1` }).end();
  }

  /** Its status when something is wrong with it, else what it says. */
  #wrong(
    headers: IncomingHttpHeaders,
    body: Buffer,
    browser: PushBrowser,
  ): number | { readonly vapid: Vapid; readonly notice: PushedNotice } {
    const away = (status: number, why: string): number => {
      this.turnedAway.push(why);
      return status;
    };
    const vapid = vapidIn(headers.authorization);
    if (vapid === undefined) return away(401, 'not signed');
    const { aud, exp, sub } = vapid.claims;
    const left = exp - Date.now() / 1_000;
    // The gateway signs for https alone, also where a service on its own machine speaks plain.
    if (aud !== this.origin.replace(/^http:/, 'https:') || left <= 0 || left > DAY_S || !/^(mailto:|https:)/.test(sub))
      return away(403, 'signed for something else');
    if (vapid.key !== browser.sender) return away(403, 'not whom this browser asked for');
    if (!/^[0-9]+$/.test(headers['ttl']?.toString() ?? '')) return away(400, 'no TTL');
    if (headers['content-encoding'] !== 'aes128gcm') return away(415, 'not aes128gcm');
    if (body.length > BODY_BYTES_MAX) return away(413, 'too long');
    try {
      // as: what the gateway says that it sends; each test looks at what it is about.
      return { vapid, notice: JSON.parse(browser.keys.open(body)) as PushedNotice };
    } catch (error) {
      return away(400, `does not open: ${error instanceof Error ? error.message : 'failed'}`);
    }
  }
}
