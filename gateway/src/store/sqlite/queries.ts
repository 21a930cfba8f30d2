import type { Json } from '../../base/canonical.ts';
import type { StoredFact, StoredRow } from '../../engine/ports/log.ts';
import type { DraftKey, Queries, RowQuery } from '../../engine/ports/queries.ts';
import { draftSubject } from './draft-subject.ts';
import type { Threads } from './threads.ts';

/** Devices written in one message to the reader thread: a few milliseconds, between which queries get their turn. */
const PRESENCE_SLICE = 500;

/** Reads of committed things through the reader thread. */
export class SqliteQueries implements Queries {
  readonly #threads: Threads;

  constructor(threads: Threads) {
    this.#threads = threads;
  }

  async rows(query: RowQuery): Promise<readonly (StoredRow & { readonly at: number })[]> {
    const rows = await this.#read<[string, number, Json?][]>('rows', query);
    return rows.map(([key, at, value]) => ({ table: query.table, key, value, at }));
  }

  async row(table: string, key: string): Promise<Json | undefined> {
    const text = await this.#threads.reader().ask<string | null>('row', { table, key });
    // as: the stored text is the JSON of a Json value.
    return text === null ? undefined : (JSON.parse(text) as Json);
  }

  async factsAbout(about: string, afterSeq: number): Promise<readonly StoredFact[]> {
    return await this.#read<StoredFact[]>('factsAbout', { about, after: afterSeq });
  }

  async drafts(debrief: string, person: string): Promise<Readonly<Record<string, Json>>> {
    return await this.#read<Record<string, Json>>('drafts', { debrief, person });
  }

  async saveDraft(key: DraftKey, value: Json): Promise<void> {
    // The key of a debrief is usually there since its first sealed fact; making one is the writer's alone.
    const input = { key, text: JSON.stringify(value) };
    await this.#threads.writer().ask('ensureKey', draftSubject(key));
    await this.#threads.reader().ask('saveDraft', input);
  }

  async replaceDraft(key: DraftKey, base: number, value: Json): Promise<Json | undefined> {
    const input = { key, base, text: JSON.stringify(value) };
    await this.#threads.writer().ask('ensureKey', draftSubject(key));
    const there = await this.#threads.reader().ask<string | null>('replaceDraft', input);
    // as: the stored text is the JSON of a Json value.
    return there === null ? undefined : (JSON.parse(there) as Json);
  }

  async dropDraft(key: DraftKey): Promise<void> {
    await this.#threads.reader().ask('dropDraft', key);
  }

  async presence(): Promise<Readonly<Record<string, Json>>> {
    const rows = await this.#threads.reader().ask<[string, string][]>('presence');
    // as: the stored text is the JSON of a Json value.
    return Object.fromEntries(rows.map(([device, text]) => [device, JSON.parse(text) as Json]));
  }

  async savePresence(rows: Readonly<Record<string, Json>>): Promise<void> {
    const texts = Object.entries(rows).map(([device, value]) => [device, JSON.stringify(value)] as const);
    for (let i = 0; i < texts.length; i += PRESENCE_SLICE) {
      await this.#threads.reader().ask('savePresence', texts.slice(i, i + PRESENCE_SLICE));
    }
  }

  async #read<T>(name: string, input: unknown): Promise<T> {
    // as: the reader thread wrote this text from T.
    return JSON.parse(await this.#threads.reader().ask<string>(name, input)) as T;
  }
}
