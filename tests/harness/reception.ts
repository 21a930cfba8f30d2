import { WebSocket } from 'ws';
import { FEED_PATH, FEED_PROTOCOL } from '../../gateway/src/contract/limits.ts';
import type { AlarmView } from '../../gateway/src/contract/alarm.ts';
import type { ConsoleMessage, FeedMessage, Pending, Topic } from '../../gateway/src/contract/feed.ts';
import type { DEMO_USERS } from '../../gateway/src/contract/organisation.ts';
import { until } from './wait.ts';

type DemoUser = (typeof DEMO_USERS)[number];

/** Somebody who is signed in, as their browser would be: the cookie, the page's origin, the live feed. No browser: no eyes, no ears. */
export class Reception {
  readonly messages: FeedMessage[] = [];
  readonly alarms = new Map<string, AlarmView>();
  pending: Pending['presses'] = [];
  /** Recorded alarms as they will be, by what people did to them that is not recorded yet. */
  unrecorded: readonly AlarmView[] = [];
  closedWith: number | undefined;
  /** Says with each pulse that it is there, as pages do; without it the gateway gives it up after 15 s. */
  beats = false;
  readonly #http: string;
  readonly #cookie: string;
  #from: string | undefined;
  #socket: WebSocket | undefined;
  #isArmed = false;

  private constructor(http: string, cookie: string) {
    this.#http = http;
    this.#cookie = cookie;
  }

  static async signIn(http: string, as: DemoUser): Promise<Reception> {
    const answer = await fetch(`${http}/api/v1/session/demo`, {
      method: 'POST',
      headers: { origin: http, 'content-type': 'application/json' },
      body: JSON.stringify({ as }),
    });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
    if (!answer.ok || cookie === undefined) throw new Error(`demo sign-in as ${as}: ${answer.status} ${await answer.text()}`);
    return new Reception(http, cookie);
  }

  /** Signs in with a login and its password, on a gateway that is no demo. */
  static async signInAs(http: string, login: string, password: string): Promise<Reception> {
    const answer = await fetch(`${http}/api/v1/session`, {
      method: 'POST',
      headers: { origin: http, 'content-type': 'application/json' },
      body: JSON.stringify({ login, password }),
    });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
    if (!answer.ok || cookie === undefined) throw new Error(`sign-in of ${login}: ${answer.status} ${await answer.text()}`);
    return new Reception(http, cookie);
  }

  /** Another page of the same person in the same browser; at another address of this machine, when one is named. */
  another(from?: string): Reception {
    const page = new Reception(this.#http, this.#cookie);
    page.#from = from;
    return page;
  }

  /** Reads nothing any more, as a page does whose machine hangs; the socket stays open. */
  freeze(): void {
    this.#socket?.pause();
  }

  thaw(): void {
    this.#socket?.resume();
  }

  /** Fetches a file as this person's browser would. */
  async file(path: string, language = 'en'): Promise<{ readonly type: string | null; readonly bytes: Buffer }> {
    const headers = { cookie: this.#cookie, origin: this.#http, 'accept-language': language };
    const answer = await fetch(this.#http + path, { headers });
    return { type: answer.headers.get('content-type'), bytes: Buffer.from(await answer.arrayBuffer()) };
  }

  /** Sends a photo as the desk does. */
  async photo(
    path: string,
    bytes: Buffer,
    note: unknown = { name: 'door.jpg', alt: 'the door' },
  ): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(this.#http + path, {
      method: 'POST',
      headers: {
        cookie: this.#cookie,
        origin: this.#http,
        'content-type': 'image/jpeg',
        'x-attachment': encodeURIComponent(JSON.stringify(note)),
      },
      body: new Uint8Array(bytes),
    });
    return { status: answer.status, body: await answer.json() };
  }

  /** Sends something that is not JSON. */
  async upload(path: string, type: string, text: string): Promise<{ status: number; body: unknown }> {
    const headers = { cookie: this.#cookie, origin: this.#http, 'content-type': type };
    const answer = await fetch(this.#http + path, { method: 'POST', headers, body: text });
    return { status: answer.status, body: JSON.parse(await answer.text()) as unknown };
  }

  /** Asks the API as this person. */
  async ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(this.#http + path, {
      method,
      headers: { cookie: this.#cookie, origin: this.#http, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: answer.status, body: parsed };
  }

  /** Opens the feed and listens to a topic; resolves with its first snapshot. */
  async watch(topic: Topic = 'alarms'): Promise<void> {
    await this.open();
    this.say({ type: 'subscribe', topic });
    await until(`the snapshot of ${topic}`, () => this.messages.some((message) => message.type === 'snapshot' && message.topic === topic));
  }

  /** The page is loaded anew: a new socket, and nothing known but what it is told. */
  async watchAnew(topic: Topic = 'alarms'): Promise<void> {
    this.close();
    this.#socket = undefined;
    this.closedWith = undefined;
    this.messages.length = 0;
    this.alarms.clear();
    this.pending = [];
    this.unrecorded = [];
    await this.watch(topic);
  }

  async open(): Promise<void> {
    if (this.#socket !== undefined) return;
    const url = this.#http.replace(/^http/, 'ws') + FEED_PATH;
    const socket = new WebSocket(url, FEED_PROTOCOL, {
      headers: { cookie: this.#cookie, origin: this.#http },
      ...(this.#from === undefined ? {} : { localAddress: this.#from }),
    });
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      // as: the feed's own messages, as the contract has them.
      this.#receive(JSON.parse(data.toString('utf8')) as FeedMessage);
    });
    socket.on('close', (code) => {
      this.closedWith = code;
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
  }

  /** Says that its sound is armed and that somebody is there, as a watching console does. */
  arm(): void {
    this.#isArmed = true;
    this.say({ type: 'watch', state: { armed: true, inputAgoMs: 0 } });
  }

  say(message: ConsoleMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  close(): void {
    this.#socket?.terminate();
  }

  /** A page that is armed says so again and again: what it said once gets old. */
  #beat(): void {
    if (this.#isArmed) this.arm();
    else this.say({ type: 'beat' });
  }

  #receive(message: FeedMessage): void {
    this.messages.push(message);
    if (message.type === 'pulse' && this.beats) this.#beat();
    if (message.type === 'pending') [this.pending, this.unrecorded] = [message.presses, message.alarms ?? []];
    if (message.type !== 'snapshot' && message.type !== 'update') return;
    if (message.topic !== 'alarms') return;
    if (message.type === 'snapshot') this.alarms.clear();
    for (const alarm of message.alarms ?? []) this.alarms.set(alarm.alarm, alarm);
    if (message.type === 'update') for (const gone of message.gone ?? []) this.alarms.delete(gone);
  }
}
