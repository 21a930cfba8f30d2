import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { AlarmAction, AlarmActionBody, AlarmRow, AlarmView } from '@duress/gateway/contract/alarm.ts';
import type { FaultActionBody } from '@duress/gateway/contract/supervision.ts';
import { languageOf } from '../../../gateway/src/api/language.ts';
import { fileIn } from '../../../gateway/src/api/pages/pages.ts';
import { StandInFeed } from './stand-in-feed.ts';
import { JON, ME, actionsFor, sampleRow, sampleTimeline } from './samples.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** `place-0` is where the first sample alarm is; the garden lies at another site. */
const PLACES = [
  { place: 'n', name: 'Clinic North', kind: 'site', zone: 'Australia/Sydney' },
  { place: 'place-0', name: 'Room 12', kind: 'room', parent: 'n' },
  { place: 'yard', name: 'Loading yard', kind: 'room', parent: 'n' },
  { place: 's', name: 'Clinic South', kind: 'site', zone: 'Australia/Sydney' },
  { place: 'garden', name: 'Garden', kind: 'room', parent: 's' },
];

/** As strict as the gateway's own: what this policy refuses would be refused there. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

export interface Asked {
  readonly alarm: string;
  readonly action: AlarmAction;
  readonly body: AlarmActionBody;
}

/**
 * Speaks the contract to a real page over real HTTP and a real WebSocket, and can be brought into states that a healthy gateway
 * never shows: half-open, with a hole in its numbers, as a lifeboat. Decides only what the page can see of a decision.
 */
export class StandIn {
  readonly feed = new StandInFeed();
  readonly asked: Asked[] = [];
  readonly askedOfFaults: { readonly fault: string; readonly action: string; readonly body: FaultActionBody }[] = [];
  readonly queries: URLSearchParams[] = [];
  history: AlarmRow[] = [];
  signedIn = true;
  /** Requests wait until this is resolved: to look at what is pending. */
  gate: Promise<void> = Promise.resolve();
  /** The next take loses against this person. */
  winner: { readonly person: string; readonly name: string } | undefined;
  readonly #folder: string;
  readonly #server: Server;

  constructor(folder: string) {
    this.#folder = folder;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    this.#server.on('upgrade', (request, socket, head) => {
      if (this.signedIn) this.feed.upgrade(request, socket, head);
      else socket.destroy();
    });
  }

  async start(port = 0): Promise<string> {
    this.feed.build = (await readFile(join(this.#folder, 'build.txt'), 'utf8')).trim();
    await new Promise<void>((resolve) => {
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    const { port: bound } = this.#server.address() as AddressInfo; // as: it listens on TCP
    return `http://127.0.0.1:${bound}`;
  }

  async stop(): Promise<void> {
    this.feed.stop();
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    if (url.pathname.startsWith('/api/')) {
      await this.gate;
      const [status, body] = await this.#api(request, url);
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(body === undefined ? undefined : JSON.stringify(body));
      return;
    }
    // Another page's own tests look at it; here it only has to be there.
    if (url.pathname === '/sign-in') response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
    else await this.#file(url.pathname === '/' ? `/${fileIn(languageOf(request.headers), 'index.html')}` : url.pathname, response);
  }

  async #file(path: string, response: ServerResponse): Promise<void> {
    const name = normalize(path);
    try {
      const body = await readFile(join(this.#folder, name));
      const type = TYPES[extname(name)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY, 'cache-control': 'no-cache' });
      response.end(body);
    } catch {
      // Not there: the page finds out as it would from the gateway.
      response.writeHead(404).end();
    }
  }

  async #api(request: IncomingMessage, url: URL): Promise<[number, unknown?]> {
    const [, , , resource, alarm, action] = url.pathname.split('/');
    if (!this.signedIn) return [401, { code: 'signed-out', demo: false, setUp: true }];
    if (resource === 'session' && request.method === 'DELETE') this.signedIn = false;
    if (resource === 'session') return [200, { ...ME, roles: [{ role: 'reception' }], tasks: 0, demo: false }];
    if (resource === 'directory') return [200, [ME, JON]];
    if (resource === 'places') return [200, PLACES];
    if (resource === 'faults')
      return this.#actOnFault(
        decodeURIComponent(alarm ?? ''),
        action ?? '',
        JSON.parse((await textOf(request)) || '{}') as FaultActionBody,
      );
    if (resource !== 'alarms') return [404, { code: 'not-found' }];
    if (alarm === undefined) return [200, this.#page(url.searchParams)];
    const view = this.feed.alarms.get(alarm) ?? this.feed.closed.get(alarm);
    if (view === undefined) return [200, { alarm: undefined, timeline: [] }];
    if (request.method === 'GET') return [200, { alarm: view, timeline: sampleTimeline(view) }];
    const body = JSON.parse(await textOf(request)) as AlarmActionBody; // the page's own body
    return this.#act({ alarm, action: action as AlarmAction, body }, view); // as: only actions stand there
  }

  #page(query: URLSearchParams): unknown {
    this.queries.push(query);
    const from = Number(query.get('cursor') ?? 0);
    const rows = this.history.filter((row) => query.get('outcome') === null || row.outcome === query.get('outcome'));
    const more = rows.length > from + 200;
    return { rows: rows.slice(from, from + 200), ...(more ? { cursor: String(from + 200) } : {}) };
  }

  #act(asked: Asked, view: AlarmView): [number, unknown] {
    this.asked.push(asked);
    if (this.winner !== undefined && asked.action === 'take') {
      this.change(view.alarm, { state: 'taken', loud: false, taken: { ...this.winner, at: this.feed.now() - 2_000 } });
      return [409, { code: 'taken-by-other', by: this.winner }];
    }
    if (!view.actions.includes(asked.action)) return [409, { code: 'not-now', detail: view.state }];
    if (asked.action === 'close' && asked.body.outcome === undefined) return [409, { code: 'outcome-needed' }];
    this.#apply(asked, view);
    return [200, { outcome: 'accepted' }];
  }

  #actOnFault(key: string, action: string, body: FaultActionBody): [number, unknown] {
    const fault = this.feed.faults.find((one) => one.fault === key);
    if (fault === undefined) return [404, { code: 'unknown-fault' }];
    this.askedOfFaults.push({ fault: key, action, body });
    const at = this.feed.now();
    const seen = fault.acknowledged ?? { ...ME, at };
    if (action === 'acknowledge') this.feed.changeFault({ ...fault, acknowledged: seen, actions: ['look-after', 'shelve'] });
    if (action === 'look-after') this.feed.changeFault({ ...fault, acknowledged: seen, owner: ME, actions: ['hand-back', 'shelve'] });
    if (action === 'shelve')
      this.feed.changeFault({ ...fault, shelved: { ...ME, until: at + (body.forMs ?? 0) }, actions: ['look-after', 'unshelve'] });
    if (action === 'unshelve') {
      const { shelved: _over, ...rest } = fault;
      this.feed.changeFault({ ...rest, actions: ['look-after', 'shelve'] });
    }
    return [200, { outcome: 'accepted' }];
  }

  #apply({ alarm, action, body }: Asked, view: AlarmView): void {
    const at = this.feed.now();
    const deed = { ...ME, at };
    const responder = body.responder === JON.person ? { ...JON, at } : deed;
    const alone = { ...deed, aloneFrom: at + 120_000, confirmed: false };
    switch (action) {
      case 'take':
      case 'take-over':
        return this.change(alarm, { state: 'taken', loud: false, loudAt: at + 600_000, taken: deed, hand: { state: 'taken', at } });
      case 'release':
        return this.change(alarm, { state: 'open', loud: true, taken: undefined, loudAt: undefined });
      case 'coming':
        return this.change(alarm, { state: 'coming', responder });
      case 'here':
        return this.change(alarm, { state: 'here', here: responder });
      case 'all-clear':
        return this.change(alarm, { state: 'cleared', loud: false, cleared: alone });
      case 'not-all-clear':
        return this.change(alarm, { state: 'open', loud: true, cleared: undefined });
      case 'close':
        return this.feed.close({ ...view, state: 'closed', closed: { ...deed, outcome: body.outcome ?? 'genuine', singleHanded: false } });
      case 'confirm-drill':
        return this.change(alarm, { exercise: { confirmBy: view.exercise?.confirmBy ?? at, confirmed: deed } });
      case 'make-real':
        return this.change(alarm, { drill: false, exercise: undefined });
      case 'found':
        return this.change(alarm, {
          found: {
            where: body.where ?? 'as-said',
            ...deed,
            ...(body.place === undefined ? {} : { path: [PLACES.find(({ place }) => place === body.place)?.name ?? ''] }),
          },
        });
      case 'progress':
        return this.change(alarm, { loudAt: at + 600_000 });
    }
  }

  /** One commit that changes one alarm; what is set to undefined leaves the view. */
  change(alarm: string, change: { readonly [K in keyof AlarmView]?: AlarmView[K] | undefined }): void {
    const before = this.feed.alarms.get(alarm);
    if (before === undefined) throw new Error(`no such alarm: ${alarm}`);
    // as: JSON drops what is undefined, as the gateway leaves it out.
    const after = JSON.parse(JSON.stringify({ ...before, ...change })) as AlarmView;
    this.feed.put({ ...after, actions: change.actions ?? actionsFor(after) });
  }

  fillHistory(count: number): void {
    const now = this.feed.now();
    this.history = Array.from({ length: count }, (_, i) => sampleRow(i, now - i * 5_400_000 - 3_600_000));
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part as Uint8Array)); // as: a body without encoding comes in bytes
  return Buffer.concat(parts).toString('utf8');
}
