import type { FaultView } from '@duress/gateway/contract/feed.ts';

/** So many of one kind stand as lines of their own; more are one line that can be opened. */
const ALIKE_MAX = 3;

export type FaultLine =
  | { readonly kind: 'one'; readonly fault: FaultView }
  | { readonly kind: 'group'; readonly code: string; readonly faults: readonly FaultView[] };

/** What stands now, newest first, many of one kind together; and apart from it what somebody has put aside. */
export function faultLines(faults: readonly FaultView[]): { readonly lines: readonly FaultLine[]; readonly shelved: readonly FaultView[] } {
  const newestFirst = [...faults].sort((a, b) => b.since - a.since);
  const byCode = new Map<string, FaultView[]>();
  for (const fault of newestFirst) {
    if (fault.shelved !== undefined) continue;
    const alike = byCode.get(fault.code) ?? [];
    alike.push(fault);
    byCode.set(fault.code, alike);
  }
  const lines = [...byCode].flatMap(([code, alike]): FaultLine[] =>
    alike.length > ALIKE_MAX ? [{ kind: 'group', code, faults: alike }] : alike.map((fault) => ({ kind: 'one', fault })),
  );
  return { lines: lines.sort((a, b) => newestOf(b) - newestOf(a)), shelved: newestFirst.filter(({ shelved }) => shelved !== undefined) };
}

function newestOf(line: FaultLine): number {
  return line.kind === 'one' ? line.fault.since : (line.faults[0]?.since ?? 0);
}
