import type { FaultGroup, FaultView } from '@duress/gateway/contract/feed.ts';

/** So many of one kind stand as lines of their own; more are one line that can be opened. */
const ALIKE_MAX = 3;

export type FaultLine =
  | { readonly kind: 'one'; readonly fault: FaultView }
  | { readonly kind: 'group'; readonly code: string; readonly faults: readonly FaultView[] }
  /** Too many to be told one by one: how many at each site, most first. */
  | { readonly kind: 'many'; readonly code: string; readonly sites: readonly FaultGroup[] };

export interface FaultLines {
  readonly lines: readonly FaultLine[];
  readonly shelved: readonly FaultView[];
  /** How many stand, and how many are put aside, told one by one or not. */
  readonly standing: number;
  readonly aside: number;
}

/** What stands now, newest first, many of one kind together; and apart from it what somebody has put aside. */
export function faultLines(faults: readonly FaultView[], groups: readonly FaultGroup[] = []): FaultLines {
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
  const shelved = newestFirst.filter((fault) => fault.shelved !== undefined);
  const sum = (count: (group: FaultGroup) => number): number => groups.reduce((total, group) => total + count(group), 0);
  return {
    lines: [...lines, ...manyLines(groups)].sort((a, b) => newestOf(b) - newestOf(a)),
    shelved,
    standing: faults.length - shelved.length + sum(({ standing }) => standing),
    aside: shelved.length + sum((group) => group.shelved),
  };
}

/** How many a line stands for. */
export function countOf(line: FaultLine): number {
  if (line.kind === 'one') return 1;
  return line.kind === 'group' ? line.faults.length : line.sites.reduce((total, { standing }) => total + standing, 0);
}

function manyLines(groups: readonly FaultGroup[]): FaultLine[] {
  const byCode = new Map<string, FaultGroup[]>();
  for (const group of groups) if (group.standing > 0) byCode.set(group.code, [...(byCode.get(group.code) ?? []), group]);
  return [...byCode].map(([code, sites]) => ({ kind: 'many', code, sites: sites.sort((a, b) => b.standing - a.standing) }));
}

function newestOf(line: FaultLine): number {
  if (line.kind === 'one') return line.fault.since;
  return line.kind === 'group' ? (line.faults[0]?.since ?? 0) : Math.max(...line.sites.map(({ since }) => since));
}
