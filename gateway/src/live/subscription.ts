import type { Cursor, Topic } from '../contract/feed.ts';
import type { Commit, Underway } from '../engine/ports/core.ts';
import type { CommitLog } from './commit-log.ts';
import { RIGHTS_TABLES, TABLE_OF, type Items, type Viewer } from './items.ts';

/** The name under which a topic's rows stand in a message. */
const FIELD: Readonly<Record<Topic, string>> = { alarms: 'alarms', faults: 'faults', tasks: 'tasks', watch: 'consoles', hand: 'hand' };

/** One topic as one console listens to it: numbered messages without gaps, of what this viewer may see. */
export class Subscription {
  readonly topic: Topic;
  readonly viewer: Viewer;
  /** Keys that the console has now. */
  readonly #has = new Set<string>();
  #seq = 0;

  constructor(topic: Topic, viewer: Viewer) {
    this.topic = topic;
    this.viewer = viewer;
  }

  /** Everything that is open. Replaces whatever the console has. */
  snapshot(items: Items, head: Cursor): string {
    this.#has.clear();
    this.#seq = head.seq;
    const texts: string[] = [];
    for (const key of items.keys(this.topic)) {
      const text = items.of(this.topic, key, this.viewer);
      if (text === undefined) continue;
      this.#has.add(key);
      texts.push(text);
    }
    return `{"type":"snapshot","topic":"${this.topic}","epoch":${String(head.epoch)},"seq":${String(head.seq)},"${FIELD[this.topic]}":[${texts.join()}]}`;
  }

  /** For a console that comes back: what changed since its cursor, or a snapshot when that can't be said. */
  resume(items: Items, more: { readonly head: Cursor; readonly after: Cursor; readonly log: CommitLog }): string {
    const { head, after, log } = more;
    const table = TABLE_OF[this.topic];
    const changed = table === undefined || after.epoch !== head.epoch || after.seq > head.seq ? undefined : log.since(after.seq, table);
    const sameRights = RIGHTS_TABLES.every((name) => log.since(after.seq, name)?.size === 0);
    if (changed === undefined || !sameRights) return this.snapshot(items, head);
    this.#seq = after.seq;
    for (const key of items.keys(this.topic)) if (items.of(this.topic, key, this.viewer) !== undefined) this.#has.add(key);
    // What it may have had and is gone now is said too; saying it of something it never had does no harm.
    return this.#message(items, { keys: changed, seq: head.seq, sayAllGone: true });
  }

  /** Has the texts made that a batch on its way to disk will need here. */
  prepare(items: Items, { changed }: Pick<Underway, 'changed'>): void {
    const table = TABLE_OF[this.topic];
    for (const key of (table === undefined ? undefined : changed.get(table)) ?? []) items.of(this.topic, key, this.viewer);
  }

  /** What a commit changed for this console; undefined when nothing. */
  update(items: Items, commit: Commit): string | undefined {
    const table = TABLE_OF[this.topic];
    const keys = table === undefined ? undefined : commit.changed.get(table);
    if (keys === undefined) return undefined;
    const concerns = keys.some((key) => this.#has.has(key) || items.of(this.topic, key, this.viewer) !== undefined);
    return concerns ? this.#message(items, { keys, seq: commit.head.seq, sayAllGone: false }) : undefined;
  }

  /** A message of a topic that is not made of rows; `body` is JSON text of its field. */
  plain(type: 'snapshot' | 'update', head: Cursor, body: string): string {
    const prev = this.#seq;
    this.#seq = head.seq;
    const place = type === 'snapshot' ? `"epoch":${String(head.epoch)}` : `"prev":${String(prev)}`;
    return `{"type":"${type}","topic":"${this.topic}",${place},"seq":${String(head.seq)},"${FIELD[this.topic]}":${body}}`;
  }

  #message(items: Items, changed: { readonly keys: Iterable<string>; readonly seq: number; readonly sayAllGone: boolean }): string {
    const { keys, seq, sayAllGone } = changed;
    const texts: string[] = [];
    const gone: string[] = [];
    for (const key of keys) {
      const text = items.of(this.topic, key, this.viewer);
      if (text !== undefined) {
        this.#has.add(key);
        texts.push(text);
      } else if (this.#has.delete(key) || sayAllGone) {
        gone.push(key);
      }
    }
    const prev = this.#seq;
    this.#seq = seq;
    const goneText = gone.length === 0 ? '' : `,"gone":${JSON.stringify(gone)}`;
    return `{"type":"update","topic":"${this.topic}","prev":${String(prev)},"seq":${String(seq)},"${FIELD[this.topic]}":[${texts.join()}]${goneText}}`;
  }
}
