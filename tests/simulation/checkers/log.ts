import { createHash } from 'node:crypto';
import { HOUR_MS, MINUTE_MS } from '../../../gateway/src/base/durations.ts';
import { canonical, type Json } from '../../../gateway/src/base/canonical.ts';
import { replayFromRules } from '../../../gateway/src/cli/replay.ts';
import type { StateView } from '../../../gateway/src/domain/state.ts';
import type { SimulatedDisk } from '../simulated-disk.ts';
import type { Broken } from './promise.ts';

/** Each hash is SHA-256 over the one before it and the fact's text (docs/log-format.md); numbers without a gap, time never back. */
export function checkChain(disk: SimulatedDisk, broken: Broken): void {
  let previous = Buffer.alloc(32);
  let before = { seq: 0, t: 0 };
  for (const { text, hash } of disk.facts) {
    previous = createHash('sha256').update(previous).update(text, 'utf8').digest();
    // as: the canonical text of a fact.
    const fact = JSON.parse(text) as { readonly seq: number; readonly t: number };
    if (previous.toString('hex') !== hash) broken('the-chain-verifies', `the hash of fact ${String(fact.seq)} is another`);
    if (fact.seq !== before.seq + 1 || fact.t < before.t)
      broken('the-chain-verifies', `fact ${String(fact.seq)} at ${String(fact.t)} follows ${String(before.seq)} at ${String(before.t)}`);
    before = fact;
  }
}

/** A head is signed at each start and each hour, and says what the chain says. */
export function checkSignedHeads(disk: SimulatedDisk, broken: Broken): void {
  const signed = disk.factsAfter(0, Infinity).filter(({ kind }) => kind === 'HeadSigned');
  for (const { data } of signed) {
    const head = data as { readonly signed: number; readonly hash: string }; // as: the schema of HeadSigned says so.
    if (disk.facts[head.signed - 1]?.hash !== head.hash) broken('the-chain-verifies', `the signed head ${String(head.signed)} is another`);
  }
  const t = disk.head.t - (signed.at(-1)?.t ?? -Infinity);
  if (t > HOUR_MS + MINUTE_MS || signed.length === 0)
    broken('the-chain-verifies', `${String(signed.length)} heads are signed, the newest ${String(t)} ms before the newest fact`);
}

/** The rows on disk, and those in the living gateway's memory, are what the facts make from nothing. */
export function checkRows(disk: SimulatedDisk, committed: StateView, broken: Broken): void {
  const made = new Map<string, string>();
  const open = new Set<string>();
  const replay = replayFromRules();
  for (const fact of disk.factsAfter(0, Infinity)) {
    for (const { table, key, value, archived } of replay(fact)) {
      const name = `${table} ${key}`;
      if (value === undefined) made.delete(name);
      else made.set(name, plain(value));
      if (value === undefined || archived) open.delete(name);
      else open.add(name);
    }
  }
  const stored = new Map([...disk.rows].map(([name, { row }]) => [name, plain(row.value ?? null)]));
  for (const name of new Set([...made.keys(), ...stored.keys()]))
    if (made.get(name) !== stored.get(name))
      broken('state-is-what-the-facts-make', `${name}: facts ${made.get(name) ?? 'none'}, disk ${stored.get(name) ?? 'none'}`);
  checkMemory(committed, { made, open }, broken);
}

function checkMemory(
  committed: StateView,
  facts: { readonly made: ReadonlyMap<string, string>; readonly open: ReadonlySet<string> },
  broken: Broken,
): void {
  for (const [table, view, keyOf] of [
    ['alarm', committed.alarms, 'alarm'],
    ['debrief', committed.debriefs, 'debrief'],
    ['press', committed.presses, 'device'],
    ['person', committed.people, 'person'],
  ] as const) {
    const rows = [...view.values()].map((row) => Object.entries(row));
    const held = new Map(rows.map((row) => [`${table} ${String(Object.fromEntries(row)[keyOf])}`, plain(Object.fromEntries(row) as Json)])); // as: rows are JSON.
    for (const name of facts.open) {
      if (name.startsWith(`${table} `) && held.get(name) !== facts.made.get(name))
        broken('state-is-what-the-facts-make', `${name}: facts ${facts.made.get(name) ?? 'none'}, memory ${held.get(name) ?? 'none'}`);
      held.delete(name);
    }
    for (const name of held.keys()) broken('state-is-what-the-facts-make', `${name} is in memory alone`);
  }
}

/** Members that are undefined are no members on disk. */
function plain(value: Json): string {
  return canonical(JSON.parse(JSON.stringify(value)) as Json); // as: JSON of a Json value.
}
