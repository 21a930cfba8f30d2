import { inputIdFrom, type DebriefId } from '../base/ids.ts';
import { membersOf, type Json } from '../base/canonical.ts';
import { messageOf } from '../base/errors.ts';
import type { EventLog } from '../base/log.ts';
import type { Retention } from '../domain/kept.ts';
import type { Attachments } from '../engine/ports/attachments.ts';
import type { Core } from '../engine/ports/core.ts';
import type { NewFact } from '../engine/ports/log.ts';
import type { Queries } from '../engine/ports/queries.ts';

const PHOTO = 'attachment:';

/**
 * Destroys what the log has said the end of: the keys of a debrief whose time is over, and photos that were taken away. What a crash or a sick
 * disk has left undone is done at the next start, or within the hour. Files that no fact knows are swept at the start.
 */
export class RecordKeeper {
  readonly #core: Core;
  readonly #events: EventLog;
  readonly #queries: Pick<Queries, 'row'>;
  readonly #attachments: Attachments;
  readonly #destroy: (subject: string) => Promise<number>;
  /** What is still to be destroyed, and the work on it: one after another, so that a press waits for one key at most. */
  readonly #toEnd = new Set<DebriefId>();
  #ending = Promise.resolve();
  #unfollow: (() => void) | undefined;

  constructor(deps: {
    readonly core: Core;
    readonly events: EventLog;
    readonly queries: Pick<Queries, 'row'>;
    readonly attachments: Attachments;
    readonly destroy: (subject: string) => Promise<number>;
  }) {
    this.#core = deps.core;
    this.#events = deps.events;
    this.#queries = deps.queries;
    this.#attachments = deps.attachments;
    this.#destroy = deps.destroy;
  }

  start(): void {
    if (this.#unfollow !== undefined) return;
    this.#endAll();
    // With the log away nothing says which files are known; and whoever adds a photo then has no key for it.
    if (this.#core.health.state === 'ok') this.#said(this.#sweep());
    this.#unfollow = this.#core.follow(({ facts }) => {
      for (const fact of facts) this.#follow(fact);
    });
  }

  async stop(): Promise<void> {
    this.#unfollow?.();
    this.#unfollow = undefined;
    // What is not begun yet waits for the next start.
    this.#toEnd.clear();
    await this.#ending;
  }

  #follow({ kind, data }: NewFact): void {
    // Signed once an hour: a good moment to try again what did not work.
    if (kind === 'RetentionEnded' || kind === 'HeadSigned') this.#endAll();
    const attachment = kind === 'AttachmentRemoved' ? membersOf(data)?.['attachment'] : undefined;
    if (typeof attachment === 'string') this.#said(this.#attachments.drop(attachment));
  }

  #endAll(): void {
    for (const row of this.#core.committed.retentions.values()) {
      if (row.state !== 'ended' || this.#toEnd.has(row.debrief)) continue;
      this.#toEnd.add(row.debrief);
      this.#ending = this.#ending.then(() => this.#endNext(row));
    }
  }

  async #endNext(row: Retention): Promise<void> {
    if (!this.#toEnd.has(row.debrief)) return;
    try {
      await this.#end(row);
    } catch (error) {
      this.#events.error('key-not-destroyed', { error: messageOf(error) });
    } finally {
      this.#toEnd.delete(row.debrief);
    }
  }

  async #end({ debrief, subjects }: Retention): Promise<void> {
    let keys = 0;
    for (const subject of subjects) {
      keys += await this.#destroy(subject);
      if (subject.startsWith(PHOTO)) await this.#attachments.drop(subject.slice(PHOTO.length));
    }
    await this.#core.submit({ id: inputIdFrom(this.#core.ids), type: 'keys-destroyed', debrief, keys });
  }

  async #sweep(): Promise<void> {
    for (const name of await this.#attachments.names()) {
      const row: Json | undefined = await this.#queries.row('attachment', name);
      if (membersOf(row)?.['state'] !== 'kept') await this.#attachments.drop(name);
    }
  }

  #said(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#events.error('attachment-not-removed', { error: messageOf(error) });
    });
  }
}
