import type { Json } from '../../base/canonical.ts';
import type { StoredFact, StoredRow } from './log.ts';

/** Most rows that one query gives; more are read page by page. */
export const QUERY_ROWS_MAX = 500;

export interface RowQuery {
  readonly table: 'alarm' | 'debrief' | 'drill' | 'past-fault';
  readonly person?: string | undefined;
  /** Any of these places. */
  readonly places?: readonly string[] | undefined;
  readonly outcome?: string | undefined;
  /** Epoch ms: from inclusive, to exclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Newest first, after this row. */
  readonly cursor?: { readonly at: number; readonly key: string } | undefined;
  readonly limit: number;
}

/** A sealed text that is being written, one per person and thing; overwritten, gone when it is submitted. Never a fact. */
export interface DraftKey {
  readonly debrief: string;
  readonly person: string;
  readonly part: string;
}

/** Reads of committed things, away from the commit path. Each rejects with a FaultError (`log-open-failed`) while the disk is away. */
export interface Queries {
  rows(query: RowQuery): Promise<readonly (StoredRow & { readonly at: number })[]>;
  row(table: string, key: string): Promise<Json | undefined>;
  /** All facts about one alarm or debrief, oldest first, at most QUERY_ROWS_MAX after `afterSeq`. */
  factsAbout(about: string, afterSeq: number): Promise<readonly StoredFact[]>;
  drafts(debrief: string, person: string): Promise<Readonly<Record<string, Json>>>;
  saveDraft(key: DraftKey, value: Json): Promise<void>;
  /**
   * Saves it only over the draft that the writer knows: the one of this time (its member `at`, epoch ms), or none with 0. Resolves with the one that
   * is there instead, which somebody wrote on another device; then nothing was saved.
   */
  replaceDraft(key: DraftKey, base: number, value: Json): Promise<Json | undefined>;
  dropDraft(key: DraftKey): Promise<void>;
  /** What was last flushed of each device's presence: device → JSON. */
  presence(): Promise<Readonly<Record<string, Json>>>;
  savePresence(rows: Readonly<Record<string, Json>>): Promise<void>;
}
