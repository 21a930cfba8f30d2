import type { PushedNotice } from '../../../gateway/src/contract/push.ts';
import type { PersonWays } from '../../../gateway/src/contract/test-send.ts';
import type { Configuration } from '../../../gateway/src/ops/configuration.ts';
import { cookieOf } from '../../harness/sign-in.ts';
import { until } from '../../harness/wait.ts';
import { ChannelsStage } from '../channels/stage.ts';
import { PushService, type PushBrowser, type Pushed } from './push-service.ts';

export interface Told {
  readonly status: number;
  // as wide as it is: each test reads what it is about.
  readonly json: Record<string, unknown>;
}

/** Somebody who is signed in, asking as their browser does. */
export class SignedIn {
  readonly #http: string;
  readonly #cookie: string;

  constructor(http: string, cookie: string) {
    this.#http = http;
    this.#cookie = cookie;
  }

  async ask(method: string, path: string, body?: unknown): Promise<Told> {
    const headers = { cookie: this.#cookie, origin: this.#http, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const answer = await fetch(this.#http + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }; // as: our own answers are objects.
  }
}

/** The gateway with push set up, a push service on loopback, and the demo's people. */
export class PushStage {
  readonly service: PushService;
  readonly channels: ChannelsStage;

  private constructor(service: PushService, channels: ChannelsStage) {
    this.service = service;
    this.channels = channels;
  }

  static open(more: Configuration['contact'] = {}): Promise<PushStage> {
    return PushStage.with({ pushContact: 'mailto:ops@clinic.example', pushLoopback: true, ...more });
  }

  static async with(contact: Configuration['contact']): Promise<PushStage> {
    const service = await PushService.open();
    return new PushStage(service, await ChannelsStage.open(() => contact));
  }

  async signedIn(person: string): Promise<SignedIn> {
    const { cookie } = await cookieOf(this.channels.gateway, person);
    return new SignedIn(this.channels.http, cookie);
  }

  /** Somebody turns it on in a browser of this name. */
  async subscribed(person: string, browser: string, more: object = {}): Promise<{ readonly me: SignedIn; readonly browser: PushBrowser }> {
    const me = await this.signedIn(person);
    const { json } = await me.ask('GET', '/api/v1/my/push');
    const made = this.service.subscribe(browser, String(json['key']));
    const answer = await me.ask('PUT', '/api/v1/my/push', { ...made.json(), label: browser, ...more });
    if (answer.status !== 200) throw new Error(`not subscribed: ${JSON.stringify(answer)}`);
    return { me, browser: made };
  }

  /** The first notice with this title that the browser gets, or has got. A debrief’s task comes to its owner as well. */
  async pushed(browser: string, title = 'You are needed now'): Promise<Pushed> {
    return until(`${browser} is pushed to`, async () => {
      await this.channels.go(100);
      return this.service.to(browser).find(({ notice }) => notice.title === title);
    });
  }

  /** As the service worker says it: no cookie, the receipt alone. */
  async shown({ shown }: Pick<PushedNotice, 'shown'>): Promise<number> {
    const body = JSON.stringify({ token: shown ?? '' });
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${this.channels.http}/api/v1/push/shown`, { method: 'POST', headers, body })).status;
  }

  async reported(result: string): Promise<void> {
    await until(result, async () => {
      await this.channels.go(100);
      return this.channels.results().includes(result);
    });
  }

  /** How the last test of a person stands, way by way. */
  async tested(me: SignedIn, person: string): Promise<Record<string, string | undefined>> {
    const { json } = await me.ask('GET', `/api/v1/people/${person}/ways`);
    const { test } = json as PersonWays; // as: the contract of that address.
    return Object.fromEntries((test?.ways ?? []).map(({ way, result }) => [way, result]));
  }

  async close(): Promise<void> {
    await this.channels.close();
    await this.service.close();
  }
}
