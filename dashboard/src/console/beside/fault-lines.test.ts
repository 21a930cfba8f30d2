import { describe, expect, it } from 'vitest';
import type { FaultView } from '@duress/gateway/contract/feed.ts';
import { lengthsFor } from './fault-acts.svelte.ts';
import { faultLines } from './fault-lines.ts';

function fault(code: string, since: number, more: Partial<FaultView> = {}): FaultView {
  return { fault: `${code}:${String(since)}`, code, subject: 'gateway', label: '', since, shelfMs: 0, actions: [], ...more };
}

const shelved = { person: 'm', name: 'M', until: 1 };

describe('the quiet list', () => {
  it('shows three of one kind each, and four as one line', () => {
    const three = [1, 2, 3].map((since) => fault('device-silent', since));
    expect(faultLines(three).lines.map((line) => line.kind)).toEqual(['one', 'one', 'one']);
    expect(faultLines([...three, fault('device-silent', 4)]).lines).toMatchObject([{ kind: 'group', code: 'device-silent' }]);
  });

  it('newest first, a group by its newest; what is put aside stands apart and is not counted to a group', () => {
    const { lines, shelved: aside } = faultLines([
      fault('port-lost', 5),
      ...[1, 2, 3, 9].map((since) => fault('device-silent', since)),
      fault('device-silent', 10, { shelved }),
      fault('broker-lost', 7),
    ]);
    const names = lines.map((line) => (line.kind === 'one' ? line.fault.code : `${line.code} ${String(line.faults.length)}`));
    expect(names).toEqual(['device-silent 4', 'broker-lost', 'port-lost']);
    expect(aside).toMatchObject([{ since: 10 }]);
  });

  it('offers no longer than its kind allows', () => {
    const minutes = (shelfMs: number): number[] => lengthsFor(fault('x', 1, { shelfMs })).map((ms) => ms / 60_000);
    expect([minutes(15 * 60_000), minutes(7 * 86_400_000).at(-1)]).toEqual([[5, 15], 7 * 24 * 60]);
  });
});
