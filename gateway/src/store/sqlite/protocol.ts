import type { FaultCode } from '../../base/errors.ts';
import type { Head } from '../../engine/ports/log.ts';

/** What a worker is started with. The keys are made from the master key, which itself stays with the caller. */
export interface WorkerSetup {
  readonly folder: string;
  readonly wrapping: Uint8Array;
}

/**
 * A batch as it crosses to the writer: few long strings instead of many objects, because a string is copied at memory
 * speed and an object graph member by member.
 */
export interface WireBatch {
  readonly expected: Head;
  /** JSON of NewFact[]. */
  readonly facts: string;
  /** ROW_STRIDE values a row: table, key, body (null deletes), archived, subject, at, person, place, outcome. */
  readonly rows: readonly RowCell[];
  /** JSON of OutboxMessage[]. */
  readonly outbox: string;
  /** Ids of outbox messages that are settled and can go. */
  readonly settled: readonly string[];
}

export type RowCell = string | number | null;
export const ROW_STRIDE = 9;

export type WireAppended =
  | {
      readonly outcome: 'committed';
      readonly head: Head;
      /** Pages in the write-ahead log before this commit. */ readonly walPages: number;
    }
  | { readonly outcome: 'behind'; readonly head: Head; readonly facts: string };

export interface WireRequest {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

export type WireReply =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number;
      readonly fault: {
        readonly code: FaultCode | 'bug';
        readonly detail: string;
        readonly retryable: boolean;
        readonly cause?: string | undefined;
      };
    };
