import type { Cursor, Topic } from '../contract/feed.ts';
import type { Commit, Underway } from '../engine/ports/core.ts';
import type { CommitLog } from './commit-log.ts';
import { FaultList } from './fault-list.ts';
import { RIGHTS_TABLES, TABLE_OF, type Items } from './items.ts';
import type { Viewer } from './rights-at.ts';

/** The name under which a topic's rows stand in a message. */
const FIELD: Readonly<Record<Topic, string>> = { alarms: 'alarms', faults: 'faults', tasks: 'tasks', watch: 'consoles', hand: 'hand' };

/** JSON texts of rows as they are now, and keys of rows that are there no more. */
interface News {
  readonly texts: string[];
  readonly gone: string[];
  /** Technical matters alone. */
  readonly groups?: readonly string[] | undefined;
}

/** One topic as one console listens to it: numbered messages without gaps, of what this viewer may see. */
export class Subscription {
  readonly topic: Topic;
  readonly viewer: Viewer;
  /** By key, what the console has now; undefined: a text that we do not know. */
  readonly #has = new Map<string, string | undefined>();
  /** Many faults are told as one: they keep a list of their own. */
  readonly #faults: FaultList | undefined;
  #seq = 0;

  constructor(topic: Topic, viewer: Viewer) {
    this.topic = topic;
    this.viewer = viewer;
    this.#faults = topic === 'faults' ? new FaultList(viewer) : undefined;
  }

  /** Everything that is open. Replaces whatever the console has. */
  snapshot(items: Items, head: Cursor): string {
    this.#has.clear();
    this.#seq = head.seq;
    const news = this.#faults?.all(items) ?? this.#news(items, items.keys(this.topic));
    return `{"type":"snapshot","topic":"${this.topic}","epoch":${String(head.epoch)},"seq":${String(head.seq)},${this.#members(news)}}`;
  }

  /** For a console that comes back: what changed since its cursor, or a snapshot when that can't be said. */
  resume(items: Items, more: { readonly head: Cursor; readonly after: Cursor; readonly log: CommitLog }): string {
    const { head, after, log } = more;
    const table = TABLE_OF[this.topic];
    const changed = table === undefined || after.epoch !== head.epoch || after.seq > head.seq ? undefined : log.since(after.seq, table);
    const sameRights = RIGHTS_TABLES.every((name) => log.since(after.seq, name)?.size === 0);
    if (changed === undefined || !sameRights) return this.snapshot(items, head);
    // What it had been told as one, and what one by one, is known to nobody any more. A snapshot of faults is small.
    if (this.#faults !== undefined && changed.size > 0) return this.snapshot(items, head);
    this.#seq = after.seq;
    if (this.#faults !== undefined) {
      this.#faults.assume(items);
      return this.#message(head.seq, { texts: [], gone: [] });
    }
    for (const key of items.keys(this.topic)) if (items.of(this.topic, key, this.viewer) !== undefined) this.#has.set(key, undefined);
    // What it may have had and is gone now is said too; saying it of something it never had does no harm.
    const { texts, gone } = this.#news(items, changed);
    const neverHad = [...changed].filter((key) => !this.#has.has(key) && !gone.includes(key));
    return this.#message(head.seq, { texts, gone: [...gone, ...neverHad] });
  }

  /** Has the texts made that a batch on its way to disk will need here. */
  prepare(items: Items, { changed }: Pick<Underway, 'changed'>): void {
    const table = TABLE_OF[this.topic];
    // A press waits for nothing that a fault needs.
    if (this.#faults !== undefined) return;
    for (const key of (table === undefined ? undefined : changed.get(table)) ?? []) items.of(this.topic, key, this.viewer);
  }

  /** What a commit changed for this console; undefined when nothing. */
  update(items: Items, commit: Commit): string | undefined {
    const table = TABLE_OF[this.topic];
    const keys = table === undefined ? undefined : commit.changed.get(table);
    if (keys === undefined) return undefined;
    const news = this.#faults?.news(items, keys) ?? this.#news(items, keys);
    const { texts, gone, groups = [] } = news;
    return texts.length + gone.length + groups.length === 0 ? undefined : this.#message(commit.head.seq, news);
  }

  /** A message of a topic that is not made of rows; `members` is the JSON text of its own ones. */
  plain(type: 'snapshot' | 'update', head: Cursor, members: string): string {
    const prev = this.#seq;
    this.#seq = head.seq;
    const place = type === 'snapshot' ? `"epoch":${String(head.epoch)}` : `"prev":${String(prev)}`;
    return `{"type":"${type}","topic":"${this.topic}",${place},"seq":${String(head.seq)},${members}}`;
  }

  /** What of these keys the console does not have as it is now. Not every change of a row is one that can be seen. */
  #news(items: Items, keys: Iterable<string>): News {
    const news: News = { texts: [], gone: [] };
    for (const key of keys) {
      const text = items.of(this.topic, key, this.viewer);
      if (text === undefined) {
        if (this.#has.delete(key)) news.gone.push(key);
      } else if (this.#has.get(key) !== text) {
        this.#has.set(key, text);
        news.texts.push(text);
      }
    }
    return news;
  }

  #message(seq: number, news: News): string {
    const prev = this.#seq;
    this.#seq = seq;
    const gone = news.gone.length === 0 ? '' : `,"gone":${JSON.stringify(news.gone)}`;
    return `{"type":"update","topic":"${this.topic}","prev":${String(prev)},"seq":${String(seq)},${this.#members(news)}${gone}}`;
  }

  #members({ texts, groups = [] }: News): string {
    const many = groups.length === 0 ? '' : `,"faultGroups":[${groups.join()}]`;
    return `"${FIELD[this.topic]}":[${texts.join()}]${many}`;
  }
}
