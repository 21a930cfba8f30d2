import { ChainHash } from './fact-text.ts';

export interface ChainRow {
  readonly seq: number;
  readonly epoch: number;
  readonly body: string;
  readonly hash: Uint8Array;
}

/**
 * What is wrong with a stretch of facts, oldest first, in one sentence; `undefined` when each follows the one before and
 * its hash is right. The first one is taken as given, unless it is the log's first.
 */
export function chainDefect(rows: readonly ChainRow[]): string | undefined {
  const chain = new ChainHash();
  let previous: Pick<ChainRow, 'seq' | 'hash'> | undefined = rows[0]?.seq === 1 ? { seq: 0, hash: new Uint8Array(32) } : undefined;
  for (const row of rows) {
    if (previous !== undefined) {
      if (row.seq !== previous.seq + 1) return `fact ${String(previous.seq + 1)} is missing`;
      if (!chain.next(previous.hash, row.body).equals(row.hash)) return `the hash of fact ${String(row.seq)} is wrong`;
    }
    previous = row;
  }
  return undefined;
}
