import type { Json } from '../../../gateway/src/base/canonical.ts';
import type { AlarmId } from '../../../gateway/src/base/ids.ts';
import type {
  Batch,
  Head,
  Log,
  NewFact,
  OutboxMessage,
  RowChange,
  Secret,
  StoredFact,
  StoredRow,
} from '../../../gateway/src/engine/ports/log.ts';

export const EMPTY: Head = { epoch: 1, seq: 0, hash: '0'.repeat(64), at: 0, t: 0 };

export function factAfter(
  head: { readonly seq: number },
  nth: number,
  more: { secret?: Secret; about?: string; data?: Json; kind?: string } = {},
): NewFact {
  const seq = head.seq + nth;
  const { secret, about, data, kind } = more;
  // as: the sample's ids carry no brand.
  return {
    seq,
    at: 1_000 + seq,
    t: seq,
    kind: kind ?? 'Noted',
    v: 1,
    data: data ?? { n: seq, text: 'größe "x"' },
    actor: 'gateway',
    secret,
    about: about as AlarmId | undefined,
  };
}

export function batchAfter(
  expected: Head,
  more: { facts?: readonly NewFact[]; rows?: readonly RowChange[]; outbox?: readonly OutboxMessage[] } = {},
): Batch {
  return { expected, facts: more.facts ?? [factAfter(expected, 1)], rows: more.rows ?? [], outbox: more.outbox ?? [] };
}

/** Appends and insists on the commit. */
export async function committed(log: Log, batch: Batch): Promise<Head> {
  const appended = await log.append(batch);
  if (appended.outcome !== 'committed') throw new Error(`expected a commit, got ${appended.outcome}`);
  return appended.head;
}

/** Appends `count` facts, one commit each. */
export async function grown(log: Log, from: Head, count: number): Promise<Head> {
  let head = from;
  for (let i = 0; i < count; i += 1) head = await committed(log, batchAfter(head));
  return head;
}

export async function loaded(log: Log): Promise<StoredRow[]> {
  const rows: StoredRow[] = [];
  for await (const slice of log.load()) rows.push(...slice);
  return rows;
}

export async function allFacts(log: Log): Promise<StoredFact[]> {
  const facts: StoredFact[] = [];
  for (;;) {
    const more = await log.factsAfter(facts.length, 500);
    if (more.length === 0) return facts;
    facts.push(...more);
  }
}

export type RowMore = Partial<Pick<RowChange, 'archived' | 'subject' | 'index'>>;

/** `name` is `table/key`. */
export function row(name: string, value: Json | undefined, more: RowMore = {}): RowChange {
  const [table = '', key = ''] = name.split('/');
  return { table, key, value, archived: false, ...more };
}
