import type { Commit } from '../engine/ports/core.ts';
import { REMEMBERED_COMMITS } from './limits.ts';

/** Which rows each of the last commits changed, so that a console that was away for a moment gets just those. */
export class CommitLog {
  #entries: { readonly seq: number; readonly changed: Commit['changed'] }[] = [];
  /** What came before it is not remembered; until it begins, nothing is. */
  #from = Infinity;

  /** From here on every commit is added. `seq` is the head now: what an earlier run wrote, nobody has told this one. */
  begin(seq: number): void {
    this.#entries = [];
    this.#from = seq;
  }

  add(commit: Commit): void {
    // A log that was away has been read: what is in it is news, and what has left it meanwhile nobody can say.
    if (commit.facts.length === 0) {
      this.begin(commit.head.seq);
      return;
    }
    this.#entries.push({ seq: commit.head.seq, changed: commit.changed });
    if (this.#entries.length <= 2 * REMEMBERED_COMMITS) return;
    const dropped = this.#entries.splice(0, this.#entries.length - REMEMBERED_COMMITS);
    this.#from = dropped.at(-1)?.seq ?? this.#from;
  }

  /** Keys of `table` that changed after `seq`; undefined when that is too long ago to say. */
  since(seq: number, table: string): Set<string> | undefined {
    if (seq < this.#from) return undefined;
    const keys = new Set<string>();
    for (let i = this.#entries.length - 1; i >= 0; i -= 1) {
      const entry = this.#entries[i];
      if (entry === undefined || entry.seq <= seq) break;
      for (const key of entry.changed.get(table) ?? []) keys.add(key);
    }
    return keys;
  }
}
