import type { AlarmId, DebriefId } from '../../base/ids.ts';
import type { Json } from '../../base/canonical.ts';

/** Where a chain stands. `hash` is hexadecimal SHA-256; `seq` 0 with an all-zero hash is the empty log. */
export interface Head {
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  /** Times of the newest fact: wall clock and engine time; 0 for the empty log. */
  readonly at: number;
  readonly t: number;
}

/** A head with the gateway's word for it. Noted elsewhere, it shows a cut tail and a rewritten chain. */
export interface SignedHead extends Omit<Head, 't'> {
  /** Ed25519, base64. */
  readonly signature: string;
  /** Name of the signing key: the first 16 hexadecimal digits of SHA-256 over its public key (SPKI). */
  readonly key: string;
}

/** Personal or free text, sealed under the data key of `subject` (`person:…`, `alarm:…`, `debrief:…`) before it is stored. */
export interface Secret {
  readonly subject: string;
  readonly value: Json;
}

/** A fact on its way to the log: times and sequence are given, sealing, chaining and writing are the log's. */
export interface NewFact {
  readonly seq: number;
  readonly at: number;
  readonly t: number;
  readonly kind: string;
  readonly v: number;
  readonly data: Json;
  /** `person:<id>`, `device:<id>`, `token:<id>`, `gateway`. */
  readonly actor: string;
  readonly secret?: Secret | undefined;
  /** What it belongs to; the timeline of an alarm or a debrief is read by it. */
  readonly about?: AlarmId | DebriefId | undefined;
}

/** A fact as it is read back. `secret` is absent when there was none, and `erased` when its key was destroyed. */
export interface StoredFact extends Omit<NewFact, 'secret'> {
  readonly epoch: number;
  readonly secret?: { readonly subject: string; readonly value: Json | undefined } | undefined;
}

/** One row of a state table as it stands after the batch; `undefined` deletes it. */
export interface RowChange {
  readonly table: string;
  readonly key: string;
  readonly value: Json | undefined;
  /** Closed things stay on disk and are not loaded at start. */
  readonly archived: boolean;
  /** Personal rows are sealed whole under this subject's key. */
  readonly subject?: string | undefined;
  /** What the history is searched by; alarms and debriefs have it. */
  readonly index?: RowIndex | undefined;
}

export interface RowIndex {
  readonly at: number;
  readonly person?: string | undefined;
  readonly place?: string | undefined;
  readonly outcome?: string | undefined;
}

/** A message that must leave the house; written with the fact that caused it, sent at least once. */
export interface OutboxMessage {
  /** Idempotency key: unique for ever. */
  readonly id: string;
  readonly channel: string;
  readonly to: string;
  readonly subject?: Secret | undefined;
  /** What to say, without names or places; a template and its plain parameters. */
  readonly body: Json;
  readonly about?: string | undefined;
  readonly dueAt: number;
}

export interface Batch {
  readonly expected: Head;
  readonly facts: readonly NewFact[];
  readonly rows: readonly RowChange[];
  readonly outbox: readonly OutboxMessage[];
}

/** `behind`: somebody else appended; these are their facts, in order, and nothing of ours was written. */
export type Appended =
  | { readonly outcome: 'committed'; readonly head: Head }
  | { readonly outcome: 'behind'; readonly head: Head; readonly facts: readonly StoredFact[] };

/** One row of a state table as it is loaded at start. */
export interface StoredRow {
  readonly table: string;
  readonly key: string;
  /** `undefined` when its key was destroyed. */
  readonly value: Json | undefined;
}

/**
 * The log: facts in one hash-chained order, the rows derived from them and the outbox, all changed in one durable
 * transaction.
 *
 * - `append` resolves only when the batch is on disk. **Any rejection means "unknown"**: the batch may be there or not;
 *   the caller opens the log anew and compares its head.
 * - A batch without facts asks whether the disk writes: it resolves when something was really written, and leaves the head as it is.
 * - `open` may be called again at any time; it drops what it held and reads the head from disk.
 *   It rejects with a FaultError (`log-open-failed`, `log-locked`, `key-unusable`, `log-broken`).
 */
export interface Log {
  open(): Promise<Head>;
  append(batch: Batch): Promise<Appended>;
  /** Every row that is not archived, in slices. Only right after `open`, before the first `append`. */
  load(): AsyncIterable<readonly StoredRow[]>;
  /** The facts after `seq`, at most `limit`, oldest first. */
  factsAfter(seq: number, limit: number): Promise<readonly StoredFact[]>;
  close(): Promise<void>;
}
