import type { AlarmId, PersonId } from '../../gateway/src/base/ids.ts';
import { FeedClient } from './feed-client.ts';
import type { TestGateway } from './gateway.ts';
import { settled } from './passing.ts';
import { cookieOf } from './sign-in.ts';

/** Names that carry a time, a revision or a place in the log: they differ between any two runs. */
const PASSING = new Set(['rev', 'seq', 'prev', 'epoch', 'console', 'build', 'names']);
/** All that a worker's pages can listen to. */
const TOPICS = ['hand', 'tasks', 'alarms', 'faults'] as const;

/** Ids by the order in which they are met, times left out: what is left must be the same letter for letter. */
class Plain {
  readonly #ids = new Map<string, string>();

  text(value: unknown): string {
    return JSON.stringify(value, (name, member: unknown) => {
      if (PASSING.has(name)) return undefined;
      if (typeof member === 'number' && member > 1e12) return 'a time';
      if (typeof member !== 'string') return member;
      if (/^\d{4}-\d\d-\d\dT/.test(member)) return 'a time';
      return member.replaceAll(/\b(a|d|g|p)-[0-9A-Za-z_-]{12,}|[0-9A-F]{26,}|[0-9a-hjkmnp-tv-z]{26}/gi, (id) => {
        const known = this.#ids.get(id) ?? `id ${String(this.#ids.size + 1)}`;
        this.#ids.set(id, known);
        return known;
      });
    });
  }
}

/** A worker's signed-in phone, and all that it was told, as text without what differs between any two runs. */
export class OwnPages {
  readonly read: string[] = [];
  /** The same, as it came. */
  readonly raw: string[] = [];
  readonly #gateway: TestGateway;
  readonly #plain = new Plain();
  readonly #who: string;
  readonly #cookie: string;
  readonly #feed: FeedClient;
  #seq = 0;

  private constructor(gateway: TestGateway, who: string, opened: { readonly cookie: string; readonly feed: FeedClient }) {
    this.#gateway = gateway;
    this.#who = who;
    this.#cookie = opened.cookie;
    this.#feed = opened.feed;
  }

  static async open(gateway: TestGateway, who: string): Promise<OwnPages> {
    const { cookie } = await cookieOf(gateway, who);
    const { http } = gateway.addresses;
    const feed = await FeedClient.open(http, { cookie, origin: http });
    for (const topic of TOPICS) await feed.listen(topic);
    const pages = new OwnPages(gateway, who, { cookie, feed });
    // Its own phone is made at the first signal, of whatever kind.
    await pages.press('check-in');
    return pages;
  }

  async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const { http } = this.#gateway.addresses;
    const headers = { cookie: this.#cookie, origin: http, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const answer = await fetch(`${http}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const json: unknown = await answer.json();
    this.note([method, path, answer.status, json]);
    return json;
  }

  press(kind: string, digits?: string): Promise<unknown> {
    this.#seq += 1;
    const body = { kind, boot: 1, seq: this.#seq, age: 0, ...(digits === undefined ? {} : { pin: digits }) };
    return this.ask('POST', '/api/v1/my/signals', body);
  }

  /** Everything that the pages can ask for now, and what a page that is opened now is told. */
  async look(known?: { readonly alarm: string; readonly debrief: string }): Promise<void> {
    await settled(this.#gateway.gateway.core);
    const about = known === undefined ? [] : [`alarms/${known.alarm}`, `debriefs/${known.debrief}`];
    for (const path of ['session', 'my/hand', 'debriefs', `alarms?person=${this.#who}`, ...about]) await this.ask('GET', `/api/v1/${path}`);
    const { http } = this.#gateway.addresses;
    const again = await FeedClient.open(http, { cookie: this.#cookie, origin: http });
    for (const topic of TOPICS) await again.listen(topic);
    for (const message of again.topicMessages) this.note(message);
    again.cut();
  }

  /** The alarm of theirs that they pressed for, in the gateway's own words. */
  get alarm(): { readonly alarm: AlarmId; readonly debrief: string } | undefined {
    const all = [...this.#gateway.gateway.core.committed.alarms.values()];
    return all.find(({ worker, cause }) => worker === (this.#who as PersonId) && cause !== 'cancel'); // as: an id by hand.
  }

  /** No more is read; what the page that stayed open was told is added. */
  end(): readonly string[] {
    for (const message of this.#feed.topicMessages) this.note(message);
    this.#feed.cut();
    return this.read;
  }

  /** Something else that they can read. */
  note(value: unknown): void {
    this.read.push(this.#plain.text(value));
    this.raw.push(JSON.stringify(value));
  }
}
