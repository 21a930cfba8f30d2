import { describe, expect, it } from 'vitest';
import type { FaultView } from '@duress/gateway/contract/feed.ts';
import { lengthsFor } from './fault-acts.svelte.ts';
import { countOf, faultLines } from './fault-lines.ts';

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
    const names = lines.map((line) => (line.kind === 'one' ? line.fault.code : `${line.code} ${String(countOf(line))}`));
    expect(names).toEqual(['device-silent 4', 'broker-lost', 'port-lost']);
    expect(aside).toMatchObject([{ since: 10 }]);
  });

  it('what the gateway tells as one is one line for a code, with its sites, most first; what is put aside there is counted apart', () => {
    const group = (code: string, place: string, more: object) => ({
      ...{ group: `many:${code}:${place}`, code, place, label: place, standing: 0, shelved: 0, since: 0 },
      ...more,
    });
    const found = faultLines(
      [fault('port-lost', 5), fault('port-lost', 6, { shelved })],
      [
        group('device-silent', 'north', { standing: 40, since: 3 }),
        group('device-silent', 'south', { standing: 900, since: 9, shelved: 2 }),
        group('device-tamper', 'south', { shelved: 35, since: 20 }),
      ],
    );
    expect(found.lines.map((line) => [line.kind, countOf(line)])).toEqual([
      ['many', 940],
      ['one', 1],
    ]);
    expect(found.lines[0]).toMatchObject({ code: 'device-silent', sites: [{ place: 'south' }, { place: 'north' }] });
    expect([found.standing, found.aside]).toEqual([941, 38]);
  });

  it('offers no longer than its kind allows', () => {
    const minutes = (shelfMs: number): number[] => lengthsFor(fault('x', 1, { shelfMs })).map((ms) => ms / 60_000);
    expect([minutes(15 * 60_000), minutes(7 * 86_400_000).at(-1)]).toEqual([[5, 15], 7 * 24 * 60]);
  });
});
