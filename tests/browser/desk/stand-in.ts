import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { SystemClock } from '../../../gateway/src/base/clock.ts';
import { languageOf } from '../../../gateway/src/api/language.ts';
import { inlineOf } from '../../../gateway/src/api/pages/inline.ts';
import { fileIn, PAGES } from '../../../gateway/src/api/pages/pages.ts';
import type { Inline } from '../../../gateway/src/api/security-headers.ts';
import type { FeedbackBody } from '../../../gateway/src/contract/hand.ts';
import { FEED_PATH, FEED_PROTOCOL, PULSE_EVERY_MS } from '../../../gateway/src/contract/limits.ts';
import { Organisation } from './organisation.ts';
import { answerTo, type Ask } from './routes.ts';

/** What the gateway sends with every page; a page that needs more than this is wrong. */
const PAGE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
const policyOf = ({ scripts, styles }: Inline): string =>
  `default-src 'none'; script-src ${["'self'", ...scripts].join(' ')}; style-src ${["'self'", ...styles].join(' ')}; img-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};
const BODY_MAX = 1_000_000;

export interface SentSignal {
  readonly kind: string;
  readonly boot: number;
  readonly seq: number;
  readonly age: number;
  readonly pin?: string;
}

/**
 * A gateway's faces without a gateway behind them: the built pages and the API of the contract over real HTTP and a real
 * WebSocket, kept in memory. It checks bodies, sessions and rights as far as the pages depend on them.
 */
export class StandIn {
  readonly organisation = new Organisation();
  /** Every request for the API, in order. */
  readonly asked: { readonly method: string; readonly path: string; readonly body: unknown; readonly at: number }[] = [];
  readonly handAcks: number[] = [];
  /** `deaf`: takes connections and says nothing. `away`: cuts them. */
  mode: 'well' | 'deaf' | 'away' = 'well';
  #feedback: FeedbackBody = { v: 1, rev: 0, held: [], recorded: true, at: new Date(0).toISOString() };
  readonly #dist: string;
  readonly #http: Server;
  readonly #feed: WebSocketServer;
  readonly #clock = new SystemClock();
  #seq = 1;
  /** What it says that its pages are. */
  build = '';
  /** The worker's page waits for this. */
  pageGate: Promise<void> = Promise.resolve();

  private constructor(dist: string) {
    this.#dist = dist;
    this.#http = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    this.#feed = new WebSocketServer({ server: this.#http, path: FEED_PATH, handleProtocols: () => FEED_PROTOCOL });
    this.#feed.on('connection', (socket) => {
      this.#talk(socket);
    });
  }

  static async start(dist: string): Promise<StandIn> {
    const standIn = new StandIn(dist);
    standIn.build = (await readFile(join(dist, 'build.txt'), 'utf8')).trim();
    await new Promise<void>((resolve) => standIn.#http.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  get url(): string {
    // A listening TCP server's address is never a pipe's name.
    const { port } = this.#http.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  get feedback(): FeedbackBody {
    return this.#feedback;
  }

  /** What the gateway tells the worker's hand from now on. */
  say(change: Partial<FeedbackBody>, at: number): void {
    this.#feedback = { ...this.#feedback, ...change, rev: this.#feedback.rev + 1, at: new Date(at).toISOString() };
    const prev = this.#seq;
    this.#seq += 1;
    for (const socket of this.#feed.clients) send(socket, { type: 'update', topic: 'hand', prev, seq: this.#seq, hand: this.#feedback });
  }

  cutFeed(): void {
    for (const socket of this.#feed.clients) socket.terminate();
  }

  signals(): SentSignal[] {
    // The routes have checked these bodies.
    return this.asked.filter((ask) => ask.path === '/api/v1/my/signals').map((ask) => ask.body as SentSignal);
  }

  async close(): Promise<void> {
    this.cutFeed();
    this.#feed.close();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) =>
      this.#http.close(() => {
        resolve();
      }),
    );
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.mode === 'away') {
      request.socket.destroy();
      return;
    }
    const url = new URL(request.url ?? '/', this.url);
    if (!url.pathname.startsWith('/api/')) {
      await this.#file(url.pathname, request, response);
      return;
    }
    const body = await bodyOf(request);
    if (this.mode === 'deaf') return;
    const method = request.method ?? 'GET';
    const now = Date.now();
    this.asked.push({ method, path: url.pathname, body, at: now });
    const ask: Ask = {
      method,
      path: url.pathname,
      query: url.searchParams,
      body,
      cookie: request.headers.cookie ?? '',
      now,
      standIn: this,
    };
    const { status, json, cookie } = answerTo(ask, this.organisation);
    response.writeHead(status, { 'content-type': 'application/json', ...(cookie === undefined ? {} : { 'set-cookie': cookie }) });
    response.end(json === undefined ? '' : JSON.stringify(json));
  }

  async #file(path: string, { headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (path === '/panic') await this.pageGate;
    const page = PAGES[path];
    const name = page !== undefined ? fileIn(languageOf(headers), page) : normalize(path).replace(/^(\.\.[/\\])+/, '');
    try {
      const content = await readFile(join(this.#dist, name));
      response.writeHead(200, {
        ...PAGE_HEADERS,
        'content-security-policy': policyOf(inlineOf(name.endsWith('.html') ? content.toString('utf8') : '')),
        'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
        'cache-control': 'no-cache',
      });
      response.end(content);
    } catch {
      // Whatever can't be read is not there for a browser.
      response.writeHead(404).end();
    }
  }

  #talk(socket: WebSocket): void {
    const now = Date.now();
    send(socket, { type: 'hello', build: this.build, epoch: 1, console: 'c1', at: now, demo: true });
    const stopPulse = this.#clock.every(PULSE_EVERY_MS, () => {
      if (this.mode === 'well') send(socket, { type: 'pulse', at: Date.now(), seq: this.#seq, log: 'ok', watching: 1 });
    });
    socket.on('close', stopPulse);
    socket.on('message', (data: Buffer) => {
      // Our own page's messages; the fields are read one by one below.
      const message = JSON.parse(data.toString()) as { type: string; topic?: string; rev?: number };
      if (message.type === 'hand-ack' && message.rev !== undefined) this.handAcks.push(message.rev);
      if (message.type !== 'subscribe') return;
      const base = { type: 'snapshot', topic: message.topic, epoch: 1, seq: this.#seq };
      send(socket, message.topic === 'hand' ? { ...base, hand: this.#feedback } : { ...base, tasks: [], alarms: [] });
    });
  }
}

function send(socket: WebSocket, message: object): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_MAX) throw new Error('too long');
  }
  if (text === '') return undefined;
  return request.headers['content-type'] === 'text/csv' ? text : (JSON.parse(text) as unknown);
}
