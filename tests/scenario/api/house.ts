// Answers are JSON of many shapes; what is not there fails the expectation.
/* eslint-disable @typescript-eslint/no-unsafe-member-access */
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Access } from '../../../gateway/src/access/access.ts';
import { AnswerLinks } from '../../../gateway/src/access/answer-links.ts';
import { save } from '../../../gateway/src/access/sign-in.ts';
import type { ApiDeps } from '../../../gateway/src/api/api-deps.ts';
import type { HttpLimits } from '../../../gateway/src/api/limits.ts';
import { buildApi } from '../../../gateway/src/api/server.ts';
import type { Api } from '../../../gateway/src/api/validation.ts';
import { SystemClock, type Clock } from '../../../gateway/src/base/clock.ts';
import { RandomIds, type DeviceId } from '../../../gateway/src/base/ids.ts';
import { JsonLines } from '../../../gateway/src/base/log.ts';
import type { Role } from '../../../gateway/src/contract/organisation.ts';
import { DEFAULT_POLICY } from '../../../gateway/src/domain/policy.ts';
import type { Change } from '../../../gateway/src/domain/input.ts';
import { Engine } from '../../../gateway/src/engine/engine.ts';
import { GatewayIntake } from '../../../gateway/src/engine/intake.ts';
import type { DeviceLink } from '../../../gateway/src/engine/ports/devices.ts';
import type { Log } from '../../../gateway/src/engine/ports/log.ts';
import type { OutputsDesk } from '../../../gateway/src/engine/ports/outputs.ts';
import { Presence } from '../../../gateway/src/engine/presence.ts';
import { signalsOverHttp } from '../../../gateway/src/ingest/http/signals-plugin.ts';
import { DeviceDrops } from '../../../gateway/src/ops/device-drops.ts';
import { exportFiles } from '../../../gateway/src/ops/person-export/files.ts';
import { SqliteStore } from '../../../gateway/src/store/sqlite/store.ts';

export const PASSWORD = 'correct horse battery staple';
/** Cheap hashes: these tests ask who may do what, not how long a password takes. */
export const CHEAP = { memory: 64, passes: 1, parallelism: 1 } as const;

export interface HouseOptions {
  readonly demo?: boolean;
  readonly limits?: Partial<HttpLimits>;
  readonly log?: (log: Log) => Log;
  readonly clock?: Clock;
  readonly origins?: readonly string[];
  readonly dashboard?: string;
}

export interface Answer {
  readonly status: number;
  // Tests look into answers of many shapes; what is not there fails the expectation.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly json: any;
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
  readonly cookie: string | undefined;
}

export interface Ask {
  readonly body?: unknown;
  /** The body as it is, with the content type to claim. */
  readonly raw?: { readonly type: string | undefined; readonly body: string | Buffer };
  readonly cookie?: string | undefined;
  readonly headers?: Record<string, string>;
  /** `null`: send none. */
  readonly origin?: string | null;
}

const NO_HAND = { repeated: () => undefined, shown: () => undefined };

/** Seals the answer links of this house. */
export const LINK_KEY = Buffer.alloc(32, 7);

/** Nothing is switched in this house; `tests/scenario/outputs` is about those that do. */
const NO_OUTPUTS: OutputsDesk = {
  ports: [],
  broker: undefined,
  standing: () => ({ isOn: false, standing: 'unknown' }),
  test: () => Promise.resolve('failed'),
};

/** A whole gateway but its device listeners: real log on a real disk, real engine, real HTTP on a real socket. */
export class House {
  readonly engine: Engine;
  readonly access: Access;
  readonly api: Api;
  readonly lines: string[] = [];
  readonly counts: Record<string, number> = {};
  readonly dropped: DeviceId[] = [];
  readonly #folder: string;
  readonly store: SqliteStore;

  private constructor(
    parts: { engine: Engine; access: Access; api: Api; folder: string; store: SqliteStore },
    shared: { lines: string[]; counts: Record<string, number>; dropped: DeviceId[] },
  ) {
    this.engine = parts.engine;
    this.access = parts.access;
    this.api = parts.api;
    this.#folder = parts.folder;
    this.store = parts.store;
    this.lines = shared.lines;
    this.counts = shared.counts;
    this.dropped = shared.dropped;
  }

  static async open(options: HouseOptions = {}): Promise<House> {
    const folder = mkdtempSync(join(tmpdir(), 'duress-api-'));
    const clock = options.clock ?? new SystemClock();
    const shared = { lines: [] as string[], counts: {} as Record<string, number>, dropped: [] as DeviceId[] };
    const events = new JsonLines(clock, (line) => shared.lines.push(line));
    const counters = {
      count: (name: string, by = 1) => {
        shared.counts[name] = (shared.counts[name] ?? 0) + by;
      },
      read: () => shared.counts,
    };
    const store = new SqliteStore({ folder: join(folder, 'data'), masterKeyFile: join(folder, 'key'), clock, events });
    const engine = new Engine({
      log: options.log?.(store.log) ?? store.log,
      clock,
      ids: new RandomIds(() => clock.wall()),
      policy: DEFAULT_POLICY,
      events,
      onBroken: (error) => {
        throw error;
      },
    });
    const { queries } = store;
    const presence = new Presence({ clock, queries, events });
    const feedback = () => ({ v: 1 as const, rev: 1, held: [], recorded: true, at: new Date(clock.wall()).toISOString() });
    const intake = new GatewayIntake({ core: engine, presence, clock, events, counters, feedback, ...NO_HAND });
    const access = new Access({ core: engine, clock, counters, tls: false, passwordCost: CHEAP });
    const link: DeviceLink = {
      name: 'test',
      reaches: () => false,
      tell: () => undefined,
      configure: () => undefined,
      drop: (device) => shared.dropped.push(device),
    };
    const api = await buildApi({
      core: engine,
      queries,
      intake,
      access,
      answerLinks: new AnswerLinks(() => LINK_KEY),
      clock,
      counters,
      policy: DEFAULT_POLICY,
      log: events,
      links: [link],
      presence: (device) => presence.of(device),
      deviceState: () => 'ok',
      outputs: NO_OUTPUTS,
      load: () => {
        throw new RangeError('nobody counts here');
      },
      signedHead: () => undefined,
      ...besideTheLog(engine, store),
      options: {
        loopback: true,
        demo: options.demo ?? false,
        dashboard: options.dashboard ?? join(folder, 'no-dashboard'),
        limits: options.limits,
        origins: options.origins,
      },
    });
    await api.register(
      signalsOverHttp({ core: engine, intake, access, clock, log: events, counters, commitWaitMs: options.limits?.commitWait }),
    );
    await engine.start();
    access.start();
    new DeviceDrops({ core: engine, links: [link] }).start();
    await api.listen({ host: '127.0.0.1', port: 0 });
    return new House({ engine, access, api, folder, store }, shared);
  }

  /** With the data and the master key in it. */
  get folder(): string {
    return this.#folder;
  }

  get port(): number {
    // as: it listens on an IP port.
    return (this.api.server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Stops, and leaves what is on disk. */
  async stop(): Promise<void> {
    await this.api.close();
    this.access.stop();
    await this.engine.stop();
    await this.store.close();
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Sends a request as a page of ours would; its own Origin unless told otherwise. */
  ask(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    const body = ask.raw?.body ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body));
    const type = ask.raw === undefined ? (body === undefined ? undefined : 'application/json') : ask.raw.type;
    const headers: Record<string, string> = {
      ...(ask.origin === null || method === 'GET' ? {} : { origin: ask.origin ?? this.origin }),
      ...(ask.cookie === undefined ? {} : { cookie: ask.cookie }),
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      ...ask.headers,
    };
    return new Promise((resolve, reject) => {
      const sent = httpRequest({ host: '127.0.0.1', port: this.port, method, path, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const set = response.headers['set-cookie']?.[0];
          resolve({ status: response.statusCode ?? 0, text, json: jsonOf(text), headers: response.headers, cookie: set?.split(';')[0] });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  async save(...changes: Change[]): Promise<void> {
    const reply = await this.engine.submit(save(this.engine, 'gateway', changes));
    if (reply.outcome !== 'accepted') throw new Error(JSON.stringify(reply));
  }

  /** The first administrator, signed in. */
  async administrator(): Promise<string> {
    const key = this.access.first.offer();
    const answer = await this.ask('POST', '/api/v1/session/first-administrator', {
      body: { key, name: 'Ada Min', login: 'ada', password: PASSWORD },
    });
    if (answer.cookie === undefined) throw new Error(answer.text);
    return answer.cookie;
  }

  /** A person with a password and roles, made by an administrator; and the person's cookie. */
  async person(
    admin: string,
    one: { name: string; login: string; manager?: string; place?: string; roles?: { role: Role; place?: string }[] },
  ): Promise<{ id: string; cookie: string }> {
    const { roles = [], ...body } = one;
    const added = await this.ask('POST', '/api/v1/people', { body, cookie: admin });
    if (added.status !== 201) throw new Error(added.text);
    // as: the answer is a PersonView.
    const id = added.json.person as string;
    for (const role of roles) {
      const granted = await this.ask('POST', '/api/v1/grants', { body: { person: id, ...role }, cookie: admin });
      if (granted.status !== 201) throw new Error(granted.text);
    }
    const set = await this.ask('PUT', `/api/v1/people/${id}/password`, { body: { password: PASSWORD }, cookie: admin });
    if (set.status !== 204) throw new Error(set.text);
    const signedIn = await this.ask('POST', '/api/v1/session', { body: { login: one.login, password: PASSWORD } });
    if (signedIn.cookie === undefined) throw new Error(signedIn.text);
    return { id, cookie: signedIn.cookie };
  }

  async place(admin: string, body: Record<string, unknown>): Promise<string> {
    const added = await this.ask('POST', '/api/v1/places', { body, cookie: admin });
    if (added.status !== 201) throw new Error(added.text);
    // as: the answer is a PlaceNode.
    return added.json.place as string;
  }
}

function besideTheLog(core: Engine, { attachments, queries }: SqliteStore): Pick<ApiDeps, 'attachments' | 'exportOf'> {
  return { attachments, exportOf: (person) => exportFiles({ core, queries }, person) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the test looks at the text.
    return undefined;
  }
}
